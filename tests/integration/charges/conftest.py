"""A book that charges, on each of the two databases."""

from __future__ import annotations

import pytest

from tests.charged_book import ChargedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> ChargedBook:
    return ChargedBook(ledger)
