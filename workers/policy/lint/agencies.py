"""Names and currencies of agencies. Pure: findings are values."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.agencies import Agency
from workers.policy.ladder import AGENCY_BY_RULE
from workers.policy.lint.finding import Finding, currencies, no_currency
from workers.receivables.currencies import is_currency


def lint_agency(name: str, agency: Agency) -> Iterator[Finding]:
    """Names and currencies of one agency."""
    if name == AGENCY_BY_RULE:
        message = f"an agency cannot be called {AGENCY_BY_RULE}"
        yield Finding("reserved-name", ("agencies", name), message, "that word lets the rules choose", at_key=True)
    for index, currency in enumerate(agency.currencies):
        if not is_currency(currency):
            yield no_currency(("agencies", name, "currencies", index), currency)
    yield from currencies(("agencies", name, "minimum_balance"), agency.minimum_balance)
