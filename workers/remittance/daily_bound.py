"""The most cash that a day may apply on advices without a person. Must not post."""

from __future__ import annotations

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.cash_figures import posted_on_advices
from workers.policy.bounds import most_of_day
from workers.policy.robot import Bound
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion
from workers.remittance.terms import PostingTerms

BOUND_SUBJECT = "cash:"


def reason_over_bound(connection: Connection, terms: PostingTerms, money: tuple[str, int], occasion: Occasion) -> str:
    """Why this (currency, amount) is too much for the day; empty when it is not, or where a currency has no bound."""
    currency, amount = money
    floor = terms.bound.at_least.get(currency)
    if floor is None:
        return ""
    today = occasion.business_date
    by_day = posted_on_advices(connection, terms.entity, currency, today, terms.median_days + 1)
    posted = by_day.pop(today, 0)
    most = most_of_day(Bound(floor, terms.bound.multiple), list(by_day.values()))
    if posted + amount <= most:
        return ""
    return f"{Money(posted + amount, currency)} on {today}, at most {Money(most, currency)} goes without a person"


def bound_case(terms: PostingTerms, currency: str, reason: str, occasion: Occasion) -> NewCase:
    """One case per day, entity and currency, however many advices wait for it."""
    subject = f"{BOUND_SUBJECT}{terms.entity}:{currency}:{occasion.business_date}"
    return NewCase(CaseKind.BOUNDS_EXCEEDED, subject, reason, currency=currency)
