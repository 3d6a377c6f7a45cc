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
    yield from _commission(name, agency)
    if agency.incoming is not None and agency.incoming == agency.folder:
        message = "its own files would be read as the agency's: incoming and folder are one"
        yield Finding("agency-folders", ("agencies", name, "incoming"), message)
    if agency.acknowledgement.case_after < agency.acknowledgement.resend_after:
        path = ("agencies", name, "acknowledgement", "case_after")
        yield Finding("agency-days", path, "a person would hear of a batch before it was sent again")


def _commission(name: str, agency: Agency) -> Iterator[Finding]:
    """Two agreements of one day, a rate nobody reaches, an item that no rate pays."""
    days = [tariff.valid_from for tariff in agency.commission]
    for index, tariff in enumerate(agency.commission):
        path = ("agencies", name, "commission", index)
        if tariff.valid_from in days[:index]:
            yield Finding("commission-twice", path, f"another tariff is valid from {tariff.valid_from} already")
        for number, rate in enumerate(tariff.rates):
            place = (*path, "rates", number)
            yield from currencies((*place, "amount_from"), rate.amount_from)
            is_for_all = rate.age_days_up_to is None and not rate.amount_from
            is_last = number == len(tariff.rates) - 1
            if is_last and not is_for_all:
                yield Finding("commission-gap", place, "the last rate has a condition: some items have no commission")
            if is_for_all and not is_last:
                yield Finding("commission-unreached", place, "it fits every item: the rates below it are never used")
