"""A live book on each of the two databases whose items are posted: cash moves through the ledger's own doors."""

from __future__ import annotations

import pytest

from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> ChargedBook:
    """Under the shipped ladder, which charges nothing."""
    book = ChargedBook(ledger)
    book.policy = live_policy()
    return book
