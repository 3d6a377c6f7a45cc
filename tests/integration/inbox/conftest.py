"""A mailroom over a book with one customer, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cash_book import CashBook
from tests.mailroom import Mailroom
from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import Ledger, open_ledger


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    opened = open_ledger(database_url)
    migrate(opened)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> Mailroom:
    """Adler (C1, ap@adler.example) owes INV-1 of 100.00 and INV-2 of 50.00."""
    book = CashBook(ledger)
    book.customer()
    book.item("INV-1", 10000)
    book.item("INV-2", 5000)
    room = Mailroom(book, tmp_path / "mail-in")
    room.add_contact()
    return room
