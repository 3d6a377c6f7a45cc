"""A book with disputes, on each of the two databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disputed_book import DisputedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> DisputedBook:
    return DisputedBook(ledger, tmp_path)
