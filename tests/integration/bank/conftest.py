"""A book with three customers whose invoices the sample bank files pay; on both databases where rows are kept."""

from __future__ import annotations

import pytest

from tests.cash_book import CashBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(sqlite_ledger: Ledger) -> CashBook:
    """The book on SQLite: for what no database decides."""
    return filled(sqlite_ledger)


@pytest.fixture
def any_book(ledger: Ledger) -> CashBook:
    """The book on each of the two databases."""
    return filled(ledger)


def filled(ledger: Ledger) -> CashBook:
    """Adler (C1) owes INV-1 of 100.00 and INV-2 of 50.00, Bussard (C2) INV-7 of 80.00, Condor (C3) INV-3 of 100.00."""
    book = CashBook(ledger)
    for customer_id, name in (("C1", "Adler GmbH"), ("C2", "Bussard AG"), ("C3", "Condor SE")):
        book.customer(customer_id, name)
    book.item("INV-1", 10000)
    book.item("INV-2", 5000)
    book.item("INV-7", 8000, "C2")
    book.item("INV-3", 10000, "C3")
    return book
