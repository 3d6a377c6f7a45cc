"""A book with orders and limits, on each of the two databases."""

from __future__ import annotations

import pytest

from tests.credit_book import CreditBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> CreditBook:
    return CreditBook(ledger)


@pytest.fixture
def small_book(sqlite_ledger: Ledger) -> CreditBook:
    """For what no database decides."""
    return CreditBook(sqlite_ledger)
