"""How many processes the random kill tests kill: a thousand in their slow form, a seeded tenth of it in the quick one.

Each test counts the SIGKILLs that ended a process, and asserts its share of the toll on each database.
"""

from __future__ import annotations

import signal
from random import Random
from typing import Any

import pytest

from tests.faults.aftermath import UNFINISHED
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Worker

DATABASES = ("sqlite_ledger", "postgres_ledger")
# On each database.
MAILS, TEXTS, WEBHOOKS = 300, 100, 100
_TENTH = 10
# A book is fed while it is dispatched: enough for the claims of two workers, and little to do after the last kill.
_LOW, CUSTOMERS_AT_ONCE = 40, 40
_SLOW = (pytest.mark.slow, pytest.mark.timeout(900))


def seeds_and_kills(share: int) -> list[Any]:
    """The quick and the slow form of a test."""
    return [(1, share // _TENTH), pytest.param(2, share, marks=_SLOW)]


def kill_one(workers: list[Worker], random: Random) -> int:
    """Kill one of the workers with SIGKILL; returns whose place is empty."""
    victim = random.randrange(len(workers))
    workers[victim].kill()
    assert workers[victim].wait() == -signal.SIGKILL
    return victim


def runs_low(book: HastyBook) -> bool:
    """Whether so few messages are left that the dispatch may soon be over."""
    return sum(state in UNFINISHED for state in book.states()) < _LOW


def end(workers: list[Worker]) -> None:
    """What is idle now dies too, and does not count."""
    for worker in workers:
        worker.kill()
        worker.wait()
