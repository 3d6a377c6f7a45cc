"""A book with arrangements, on each of the two databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.arranged_book import ArrangedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> ArrangedBook:
    return ArrangedBook(ledger, tmp_path)


@pytest.fixture
def sqlite_book(sqlite_ledger: Ledger, tmp_path: Path) -> ArrangedBook:
    """For what no database decides."""
    return ArrangedBook(sqlite_ledger, tmp_path)
