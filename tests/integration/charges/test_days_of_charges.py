"""The days of a charge are those of its notice as it left."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.charged_book import ChargedBook
from workers.ledger.schema import open_items
from workers.rendering.formats import format_day


def test_a_charge_is_due_by_the_deadline_that_its_notice_told(book: ChargedBook) -> None:
    """A notice that waited told of a later day than the one it was planned with, and its charge was due before that."""
    book.customer()
    book.plan()
    book.pass_days(3)
    assert book.send()["handed_over"] == 1
    with book.ledger.read() as connection:
        due = connection.scalar(select(open_items.c.due_date).where(open_items.c.document_number == "CHG-1"))
    assert due == book.today + timedelta(days=7)
    assert format_day(due, "en", "long") in book.email.accepted[0].message.text
