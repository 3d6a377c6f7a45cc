"""Days whose rate nobody knew yet bear interest from the day on which it is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.charged_book import ChargedBook, charging
from workers.policy.level import Charge
from workers.policy.policy_set import PolicySet
from workers.receivables.charge import InterestRow

BASE = "de_basiszinssatz"


def known_through(policy: PolicySet, last: date) -> PolicySet:
    rates = dict(policy.rates.reference_rates)
    rates[BASE] = replace(rates[BASE], known_through=last)
    return replace(policy, rates=replace(policy.rates, reference_rates=rates))


def test_a_rate_that_was_added_later_charges_the_days_that_waited_for_it(book: ChargedBook) -> None:
    """The first notice booked its interest up to its own day, and the two days without a rate were lost."""
    policy = charging(Charge("book", interest=True))
    book.policy = known_through(policy, date(2026, 2, 28))
    book.customer(days_overdue=(10,))
    book.plan()
    book.send()
    book.policy = policy
    book.pass_days(8)
    book.plan()
    days = [(row.first, row.last) for n in (1, 2) for row in charges(book, n)]
    assert days == [(date(2026, 2, 22), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 10))]


def charges(book: ChargedBook, number: int) -> tuple[InterestRow, ...]:
    found = book.notice(number).charges
    assert found is not None
    return found.rows
