"""Pitfalls of dunning systems that no other test here names, on both databases."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import update

from tests.dunned_book import DunnedBook
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import open_items


def set_open(book: DunnedBook, account_id: int, item: int, open_minor: int) -> None:
    """Cash came, or was taken back, as any door of the ledger records it."""
    with book.ledger.write() as connection:
        connection.execute(update(open_items).where(open_items.c.id == item).values(open_minor=open_minor))
        supersede(connection, [account_id], "payment")


def test_pitfall_08_cash_taken_back_opens_the_item_again_at_its_level(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(20, 1))
    book.plan()
    book.send()
    set_open(book, account_id, 1, 0)
    book.pass_days(1)
    assert book.plan().notices == 0
    set_open(book, account_id, 1, 10_000)
    book.pass_days(7)
    book.plan()
    assert sorted(set(book.column("level"))) == [1, 2]


def test_pitfall_07_the_notice_after_a_part_payment_asks_for_the_rest(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(10,))
    book.plan()
    set_open(book, account_id, 1, 4_000)
    assert book.plan().notices == 1
    book.send()
    (mail,) = book.email.accepted
    assert "€40.00" in mail.message.text
    assert "€100.00" not in mail.message.text


def test_pitfall_11_a_first_run_on_old_debt_keeps_the_interval_from_day_to_day(book: DunnedBook) -> None:
    """The fourth situation: daily runs over a debt of 100 days never send two levels on consecutive days."""
    book.customer(days_overdue=(100,))
    for _ in range(21):
        book.plan()
        book.send()
        book.pass_days(1)
    days = sorted(set(book.column("handed_over_on")))
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(days))
    assert len(days) >= 2
