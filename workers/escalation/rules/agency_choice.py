"""Which agency takes a claim. Order is the order of agencies.yaml, which operations people write."""

from __future__ import annotations

from collections.abc import Mapping

from workers.policy.agencies import Agency
from workers.policy.ladder import AGENCY_BY_RULE
from workers.receivables.money import Money


def choose_agency(agencies: Mapping[str, Agency], wanted: str, balance: Money, country: str) -> str | None:
    """The agency the ladder names if it takes such a claim, or by rule the first that does; None when none does.

    >>> choose_agency({"north": Agency("North", ("EUR",), "north")}, "by_rule", Money(50_000, "EUR"), "DE")
    'north'
    >>> choose_agency({"north": Agency("North", ("EUR",), "north")}, "by_rule", Money(50_000, "USD"), "DE") is None
    True
    """
    names = agencies if wanted == AGENCY_BY_RULE else [name for name in agencies if name == wanted]
    return next((name for name in names if _takes(agencies[name], balance, country)), None)


def _takes(agency: Agency, balance: Money, country: str) -> bool:
    return (
        balance.currency in agency.currencies
        and (not agency.countries or country in agency.countries)
        and balance.minor >= agency.minimum_balance.get(balance.currency, 0)
    )
