"""A book with one customer, on each of the two databases."""

from __future__ import annotations

import pytest

from tests.cash_book import CashBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> CashBook:
    """Adler (C1) owes INV-1 of 100.00, INV-2 of 50.00, and has a credit memo CM-1 of 20.00."""
    book = CashBook(ledger)
    book.customer()
    book.item("INV-1", 10000)
    book.item("INV-2", 5000)
    book.item("CM-1", -2000)
    return book
