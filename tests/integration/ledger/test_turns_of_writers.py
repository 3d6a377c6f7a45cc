"""Writers of two processes on one SQLite file: each waits for its turn, has it at once, and gives up in time.

Two ledgers stand for the processes: only threads of one ledger queue up in Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic, sleep

import pytest

from workers.errors import LedgerBusy
from workers.ledger import unit_of_work
from workers.ledger.unit_of_work import BUSY_TIMEOUT_S, Ledger, open_ledger

# Then SQLite's own waiter sleeps on for 80 milliseconds.
_LONG_WORK_S = 0.25
_AT_ONCE_S = 0.03


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    ledgers = [open_ledger(f"sqlite:///{tmp_path / 'book.sqlite'}") for _ in range(2)]
    for ledger in ledgers:
        with ledger.write() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS turns (n INTEGER)")
    yield ledgers[0], ledgers[1]
    for ledger in ledgers:
        ledger.engine.dispose()


def _seconds_to_begin(two: tuple[Ledger, Ledger]) -> float:
    """From the end of one ledger's write to the beginning of the other's, which has waited for it."""
    working, waiting = two
    holds = Event()

    def work() -> float:
        with working.write():
            holds.set()
            sleep(_LONG_WORK_S)
        return monotonic()

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(work)
        assert holds.wait(timeout=30)
        with waiting.write():
            began = monotonic()
        return began - ended.result()


def test_a_writer_that_waited_has_its_turn_at_once(two: tuple[Ledger, Ledger]) -> None:
    assert median(_seconds_to_begin(two) for _ in range(3)) < _AT_ONCE_S


def test_a_writer_waits_no_longer_than_it_may(two: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_of_work, "BUSY_TIMEOUT_S", 0.05)
    with two[0].write(), pytest.raises(LedgerBusy), two[1].write():
        pass


def test_a_connection_that_waited_keeps_its_own_time_limit(two: tuple[Ledger, Ledger]) -> None:
    _seconds_to_begin(two)
    with two[1].read() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_TIMEOUT_S * 1000
