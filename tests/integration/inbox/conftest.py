"""A mailroom over a book with one customer, on each of the two databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cash_book import CashBook
from tests.mailroom import Mailroom
from workers.ledger.unit_of_work import Ledger


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
