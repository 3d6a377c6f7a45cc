"""A consumer is asked for no fee with the first reminder of a debt, whatever its episode has seen."""

from __future__ import annotations

from dataclasses import replace

from tests.charged_book import ChargedBook, charging
from workers.policy.level import Charge

FEE = 250


def test_a_consumer_reminded_before_the_due_date_has_not_had_the_first_reminder(book: ChargedBook) -> None:
    """What is not due yet puts nobody in default: the fee was asked with the first notice after it."""
    policy = charging(Charge("book", fee={"EUR": FEE}))
    standard = policy.ladders["standard"]
    early = replace(standard.levels[0], days_after_due=-3, charge=None)
    climbed = replace(standard, levels=(early, *standard.levels[1:]))
    book.policy = replace(policy, ladders={**policy.ladders, "standard": climbed})
    book.customer(days_overdue=(-1,), party="consumer")
    for wait in (0, 15, 20):
        remind(book, wait)
    assert asked_by_level(book) == {1: 10_000, 2: 10_000, 3: 10_000 + FEE}


def test_each_debt_of_a_consumer_has_a_first_reminder_without_a_fee(book: ChargedBook) -> None:
    """The reminded debt is paid; the level goes on with one that no notice ever listed."""
    book.policy = charging(Charge("book", fee={"EUR": FEE}))
    account = book.customer(days_overdue=(5, 0), party="consumer")
    remind(book)
    book.pay(account, {1: 10_000})
    for wait in (15, 20):
        remind(book, wait)
    assert asked_by_level(book) == {1: 10_000, 2: 10_000, 3: 10_000 + FEE}


def remind(book: ChargedBook, wait: int = 0) -> None:
    book.pass_days(wait)
    book.plan()
    book.send()


def asked_by_level(book: ChargedBook) -> dict[int, int]:
    levels = book.column("level")
    return {level: book.notice(n).amount_asked for n, level in enumerate(levels, start=1)}
