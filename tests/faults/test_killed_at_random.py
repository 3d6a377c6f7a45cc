"""Workers killed at random instants of a dispatch that two of them share: nothing leaves twice, and all of it ends."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import pytest

from tests.faults.aftermath import UNFINISHED, assert_nothing_went_twice, assert_only_proved_levels_count, recover
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery, Worker
from tests.servers.processes import SmtpSinkProcess
from tests.waiting import wait_until

MESSAGES_PER_KILL = 10
# A kill falls some messages after the one before: near enough that most hit a worker in the middle of its work.
ACCEPTED_BETWEEN_MAX = 4


@pytest.mark.parametrize(
    ("seed", "kills"),
    [
        (1, 20),
        pytest.param(2, 60, marks=pytest.mark.slow),
        pytest.param(3, 60, marks=pytest.mark.slow),
    ],
)
def test_pitfall_03_workers_killed_at_random_send_nothing_twice(
    seed: int, kills: int, book: HastyBook, sink: SmtpSinkProcess, nursery: Nursery, tmp_path: Path
) -> None:
    random = Random(seed)
    book.take_in(tmp_path, [f"ap@c{number}.example" for number in range(kills * MESSAGES_PER_KILL)])

    def start() -> Worker:
        return nursery.start_dispatch(book, sink.url, connections=3, endless=True)

    workers = [start(), start()]
    for _ in range(kills):
        wait_for_progress(book, sink, random.randint(0, ACCEPTED_BETWEEN_MAX))
        victim = random.randrange(len(workers))
        workers[victim].kill()
        assert workers[victim].wait() == -signal.SIGKILL
        workers[victim] = start()
    wait_until(lambda: UNFINISHED.isdisjoint(book.states()), "every message has ended")
    for worker in workers:
        worker.kill()
        worker.wait()
    after = recover(book, sink)
    assert_nothing_went_twice(book, after)
    assert_only_proved_levels_count(book, after)


def wait_for_progress(book: HastyBook, sink: SmtpSinkProcess, mails: int) -> None:
    """Until so many more mails were accepted; a dispatch that is over has no boundary left to die at."""
    target = sink.accepted_count + mails
    assert not UNFINISHED.isdisjoint(book.states()), "the dispatch was over before the last kill"
    wait_until(lambda: sink.accepted_count >= target or UNFINISHED.isdisjoint(book.states()), f"{target} mails")
