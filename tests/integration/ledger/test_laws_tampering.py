"""A row that somebody altered behind our back is found, whichever kind of row it is; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import compress

import pytest
from sqlalchemy import Table, delete, select, update

from tests.integration.ledger.law_book import hear
from tests.past_book import PastBook
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Share
from workers.ledger.schema import applications, entries, holds, messages, payments, postings, sent_messages, stops
from workers.ledger.unit_of_work import Ledger

ALTERED: dict[str, tuple[Table, dict[str, Any]]] = {
    "entry": (entries, {"rule": "another"}),
    "ledger account": (postings, {"ledger_account": "bad_debt"}),
    "application": (applications, {"actor": "anna"}),
    "payment": (payments, {"payer_reference": "other", "source": "advice"}),
    "promise": (holds, {"expires_on": None}),
    "stop": (stops, {"reason": "error"}),
    "level": (messages, {"level": 9}),
    "state": (messages, {"state": "cancelled"}),
    "payload": (messages, {"payload": "{}"}),
    "sent bytes": (sent_messages, {"content": compress(b"something else")}),
    "damaged bytes": (sent_messages, {"content": b"nothing compressed"}),
}


@pytest.fixture
def book(ledger: Ledger) -> PastBook:
    """A book with a row of every kind, verified once."""
    book = PastBook(ledger)
    book.customer("C1", days_overdue=(12, 5), country="DE")
    book.customer("C2", days_overdue=(12,), country="DE")
    book.run_day()
    book.bank(1, [Share(1, 10_000)], 10_000)
    with ledger.write() as connection:
        add_hold(connection, NewHold(1, "promise", "r", open_item_id=2, expires_on=book.today), book.occasion())
        add_stop(connection, 2, "insolvency", book.occasion())
    assert hear(ledger, 8).violations == ()
    return book


def test_an_untouched_book_keeps_the_law(book: PastBook) -> None:
    book.pass_days(1)
    book.item(1, "C1-LATER", days_overdue=1)
    assert [hear(book.ledger, 8).violations for _ in range(2)] == [(), ()]


@pytest.mark.parametrize("kind", ALTERED)
def test_law_8_finds_a_row_that_was_altered(book: PastBook, kind: str) -> None:
    table, values = ALTERED[kind]
    with book.ledger.write() as connection:
        key = table.primary_key.columns[0]
        first = connection.scalar(select(key).order_by(key).limit(1))
        connection.execute(update(table).where(key == first).values(values))
    assert hear(book.ledger, 8).violations
    assert hear(book.ledger, 8).violations, "sealing again must not hide it"


REMOVED: dict[str, Callable[[], Any]] = {
    "hold": lambda: delete(holds),
    "application": lambda: delete(applications),
    "posting": lambda: delete(postings).where(postings.c.line == 2),
}


@pytest.mark.parametrize("kind", REMOVED)
def test_law_8_finds_a_row_that_is_gone(book: PastBook, kind: str) -> None:
    with book.ledger.write() as connection:
        connection.execute(REMOVED[kind]())
    assert hear(book.ledger, 8).violations
