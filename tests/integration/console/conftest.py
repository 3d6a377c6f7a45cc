"""A console over a fresh ledger of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> ConsoleRoom:
    return ConsoleRoom(DunnedBook(ledger), tmp_path)


@pytest.fixture
def small_room(sqlite_ledger: Ledger, tmp_path: Path) -> ConsoleRoom:
    """For what no database decides."""
    return ConsoleRoom(DunnedBook(sqlite_ledger), tmp_path)
