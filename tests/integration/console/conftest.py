"""A console over a fresh ledger of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> Iterator[ConsoleRoom]:
    with ConsoleRoom(DunnedBook(ledger), tmp_path) as opened:
        yield opened


@pytest.fixture
def small_room(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[ConsoleRoom]:
    """For what no database decides."""
    with ConsoleRoom(DunnedBook(sqlite_ledger), tmp_path) as opened:
        yield opened
