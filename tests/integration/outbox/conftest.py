"""A dunned book on each of the two databases."""

from __future__ import annotations

import pytest

from tests.dunned_book import DunnedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger)
