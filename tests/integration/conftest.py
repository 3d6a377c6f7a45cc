"""A migrated ledger on each of the two databases, and one on SQLite for what no database decides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import Ledger, open_ledger


def _migrated(url: str) -> Iterator[Ledger]:
    opened = open_ledger(url)
    migrate(opened)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    yield from _migrated(database_url)


@pytest.fixture
def sqlite_ledger(sqlite_url: str) -> Iterator[Ledger]:
    yield from _migrated(sqlite_url)
