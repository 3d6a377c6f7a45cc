"""F06: nobody is dunned on stale feeds, or for what unapplied cash covers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.dunned_book import DunnedBook
from workers.ledger.operations import feeds
from workers.ledger.schema import cases
from workers.policy.robot import Feed


def test_a_bank_feed_thirty_hours_old_sends_nothing_and_becomes_one_case(book: DunnedBook) -> None:
    book.with_robot(feeds={"bank": Feed(max_age_hours=24)})
    for number in ("C1", "C2", "C3"):
        book.customer(number)
    with book.ledger.write() as connection:
        feeds.mark_received(connection, "bank", book.occasion().at - timedelta(hours=30))
    book.plan()
    assert book.send()["handed_over"] == 0
    assert set(book.states()) == {"planned"}
    with book.ledger.read() as connection:
        found = connection.execute(select(cases.c.kind, cases.c.owner)).all()
    assert [tuple(row) for row in found] == [("stale_feed", "operations")]
    with book.ledger.write() as connection:
        feeds.mark_received(connection, "bank", book.occasion().at + timedelta(hours=1))
    book.offset += timedelta(hours=1, seconds=1)
    assert book.send()["handed_over"] == 3
