"""Who promised more than was owed, and paid all that was owed, has kept the promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.dunning.promises import judge_promises
from workers.ledger.book.promises import NewPromise, add_promise, find_promises
from workers.ledger.schema import open_items


@pytest.fixture(autouse=True)
def _nothing_is_charged(book: ChargedBook) -> None:
    book.policy = live_policy()


def promise(book: ChargedBook, account: int, amount: int, item: int | None = None) -> None:
    on = book.today + timedelta(days=2)
    good_through = book.policy.robot.promises.good_through(on, "DE")
    with book.ledger.write() as connection:
        new = NewPromise(account, "EUR", amount, on, good_through, "told by telephone", item)
        add_promise(connection, new, book.occasion("ann"))


def judged(book: ChargedBook, days: int) -> list[tuple[str, int]]:
    book.pass_days(days)
    judge_promises(book.ledger, book.policy, book.occasion())
    with book.ledger.read() as connection:
        return [(each.state, each.level) for each in find_promises(connection)]


@pytest.mark.parametrize("of_the_item", [False, True], ids=["account", "item"])
def test_a_promise_of_more_than_is_owed_is_kept_by_paying_all(book: ChargedBook, of_the_item: bool) -> None:
    account = book.customer()
    with book.ledger.read() as connection:
        item = connection.scalars(select(open_items.c.id)).one()
    promise(book, account, 999_900, item if of_the_item else None)
    assert judged(book, 1) == [("open", 0)]
    book.pay(account, {item: 6_000})
    assert judged(book, 0) == [("open", 0)]
    book.pay(account, {item: 4_000})
    assert judged(book, 0) == [("kept", 0)]


def test_cash_that_lay_on_account_before_is_no_part_of_what_was_owed(book: ChargedBook) -> None:
    account = book.customer()
    book.pay(account, 3_000)
    promise(book, account, 10_000)
    book.pass_days(1)
    book.pay(account, 7_000)
    assert judged(book, 0) == [("kept", 0)]


def test_a_part_of_what_is_owed_still_keeps_only_a_part(book: ChargedBook) -> None:
    account = book.customer()
    promise(book, account, 999_900)
    book.pass_days(1)
    book.pay(account, 9_999)
    assert judged(book, 30) == [("partly_kept", 0)]
