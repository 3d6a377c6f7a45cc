"""Which segment treats a customer: rules in order, a person's pin before them, and both shown (F11)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.dunned_book import DunnedBook
from workers.errors import UserError
from workers.ledger.book.segment_pins import find_customer, pin_segment
from workers.ledger.schema import journal, messages


def ladders_used(book: DunnedBook) -> list[str]:
    """The segment of every planned decision, oldest first."""
    query = select(journal.c.data).where(journal.c.kind == "dunning.notice_planned").order_by(journal.c.seq)
    with book.ledger.read() as connection:
        return list(connection.scalars(query))


def test_a_pin_wins_over_the_rules_and_cancels_what_was_planned(book: DunnedBook) -> None:
    book.customer("C1", days_overdue=(10,))
    book.plan()
    assert book.states() == ["planned"]
    with book.ledger.write() as connection:
        pin_segment(connection, "C1", "key_accounts", "board", book.occasion("carol"))
    assert book.states() == ["cancelled"]
    book.plan()
    assert '"key_accounts"' in ladders_used(book)[-1]
    assert '"key_accounts"' not in ladders_used(book)[0]


def test_an_unpinned_customer_follows_the_rules_again(book: DunnedBook) -> None:
    book.customer("C1")
    for segment in ("key_accounts", ""):
        with book.ledger.write() as connection:
            pin_segment(connection, "C1", segment, "why", book.occasion("carol"))
    with book.ledger.read() as connection:
        customer = find_customer(connection, "C1").customer
        kinds = list(
            connection.scalars(
                select(journal.c.kind).where(journal.c.actor == "carol").order_by(journal.c.stream, journal.c.seq)
            )
        )
    assert book.policy.segment_of(customer).name == "everyone_else"
    assert kinds == ["account.segment_pinned", "account.segment_pinned"]


def test_a_pin_to_a_segment_that_is_gone_pins_nothing(book: DunnedBook) -> None:
    book.customer("C1")
    with book.ledger.write() as connection:
        pin_segment(connection, "C1", "closed_segment", "why", book.occasion("carol"))
    book.plan()
    assert book.states() == ["planned"]


def test_a_level_given_in_one_ladder_is_not_given_again_in_another(book: DunnedBook) -> None:
    book.customer("C1", days_overdue=(10,))
    book.plan()
    book.send()
    with book.ledger.write() as connection:
        pin_segment(connection, "C1", "key_accounts", "board", book.occasion("carol"))
    for _ in range(8):
        book.pass_days(1)
        book.plan()
    with book.ledger.read() as connection:
        levels = list(connection.scalars(select(messages.c.level_name).order_by(messages.c.id)))
    assert levels == ["friendly_reminder"]


def test_a_customer_nobody_knows_cannot_be_pinned(book: DunnedBook) -> None:
    with book.ledger.write() as connection, pytest.raises(UserError, match="no customer C9"):
        pin_segment(connection, "C9", "key_accounts", "why", book.occasion("carol"))
