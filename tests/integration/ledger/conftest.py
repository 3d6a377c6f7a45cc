"""A migrated ledger on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import Ledger, open_ledger


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    opened = open_ledger(database_url)
    migrate(opened)
    yield opened
    opened.engine.dispose()
