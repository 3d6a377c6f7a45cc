"""Imports that run at the same time take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from tests.open_items_file import OPTIONS, csv_file, item, occasion
from workers.ledger.importing import import_open_items
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import open_items
from workers.ledger.unit_of_work import Ledger


def test_the_same_file_four_times_at_once_is_taken_in_once(ledger: Ledger, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *(item(f"INV-{number}", customer_id=f"C{number % 7}") for number in range(300)))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: import_open_items(ledger, file, OPTIONS, occasion()), range(4)))
    assert sorted(result.added for result in results) == [0, 0, 0, 300]
    with ledger.read() as connection:
        assert connection.scalar(select(func.sum(open_items.c.open_minor))) == 300 * 10000
    assert not [law for law in verify(ledger, Replays(), occasion()) if law.violations]
