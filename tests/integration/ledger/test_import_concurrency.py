"""Imports that run at the same time take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from tests.open_items_file import OPTIONS, TODAY, csv_file, item, occasion
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_bank_payment
from workers.ledger.importing import import_open_items
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import accounts, open_items
from workers.ledger.unit_of_work import Ledger


def test_the_same_file_four_times_at_once_is_taken_in_once(ledger: Ledger, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *(item(f"INV-{number}", customer_id=f"C{number % 7}") for number in range(300)))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: import_open_items(ledger, file, OPTIONS, occasion()), range(4)))
    assert sorted(result.added for result in results) == [0, 0, 0, 300]
    with ledger.read() as connection:
        assert connection.scalar(select(func.sum(open_items.c.open_minor))) == 300 * 10000
    assert not [law for law in verify(ledger, Replays(), occasion()) if law.violations]


def test_a_snapshot_that_closes_an_item_waits_for_a_payment_of_it(postgres_ledger: Ledger, tmp_path: Path) -> None:
    """The item's customer is not in the file, so that nothing but the snapshot itself locks its account."""
    both = csv_file(tmp_path, item("INV-1", customer_id="C1"), item("INV-2", customer_id="C2"))
    import_open_items(postgres_ledger, both, OPTIONS, occasion())
    without = csv_file(tmp_path, item("INV-2", customer_id="C2"))
    options = replace(OPTIONS, snapshot=True, allow_closing=1)
    posted, seen = Event(), Event()

    def pay() -> None:
        with postgres_ledger.write() as connection:
            row = connection.execute(select(open_items).where(open_items.c.document_number == "INV-1")).one()
            receipt = Receipt(row.entity, row.account_id, row.currency, 4000, TODAY)
            post_bank_payment(connection, receipt, [Share(row.id, 4000)], Basis("test", "line:1"), occasion())
            posted.set()
            assert seen.wait(20)

    with ThreadPoolExecutor(2) as pool:
        paying = pool.submit(pay)
        assert posted.wait(20)
        importing = pool.submit(import_open_items, postgres_ledger, without, options, occasion())
        with pytest.raises(TimeoutError):
            importing.result(timeout=1)
        seen.set()
        paying.result(timeout=20)
        importing.result(timeout=20)
    with postgres_ledger.read() as connection:
        assert connection.scalar(select(open_items.c.open_minor).where(open_items.c.document_number == "INV-1")) == 0
        assert connection.scalar(select(func.count()).select_from(accounts)) == 2
    assert not [law for law in verify(postgres_ledger, Replays(), occasion()) if law.violations]
