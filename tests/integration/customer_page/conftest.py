"""The customers' page over a fresh ledger of each kind, enabled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.customer_room import CustomerRoom
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    with CustomerRoom.opened(ledger, tmp_path) as opened:
        yield opened


@pytest.fixture
def small_room(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    """For what no database decides."""
    with CustomerRoom.opened(sqlite_ledger, tmp_path) as opened:
        yield opened
