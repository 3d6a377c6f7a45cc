"""Workers killed at random instants of a dispatch that two of them share: nothing leaves twice, and all of it ends."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults.aftermath import UNFINISHED, assert_nothing_went_twice, assert_only_proved_levels_count, recover
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery, Worker
from tests.faults.toll import (
    CUSTOMERS_AT_ONCE,
    DATABASES,
    MAILS,
    TEXTS,
    WEBHOOKS,
    end,
    kill_one,
    runs_low,
    seeds_and_kills,
)
from tests.servers.processes import SmtpSinkProcess
from tests.waiting import wait_until

# A kill falls some messages after the one before: near enough that most hit a worker in the middle of its work.
ACCEPTED_BETWEEN_MAX = 3
# The server's 250 to every tenth mail is lost.
ANSWERED = 9


def test_the_slow_forms_kill_a_thousand() -> None:
    assert len(DATABASES) * (MAILS + TEXTS + WEBHOOKS) == 1000


@pytest.mark.parametrize(("seed", "kills"), seeds_and_kills(MAILS))
def test_pitfall_03_workers_killed_at_random_send_nothing_twice(
    seed: int, kills: int, book: HastyBook, sink: SmtpSinkProcess, nursery: Nursery, tmp_path: Path
) -> None:
    random, customers = Random(seed), feed(book, tmp_path, 0)

    def start() -> Worker:
        return nursery.start_dispatch(book, sink.url, connections=3, endless=True)

    workers, killed = [start(), start()], 0
    while killed < kills:
        customers = feed(book, tmp_path, customers)
        wait_for_progress(book, sink, random.randint(0, ACCEPTED_BETWEEN_MAX))
        workers[kill_one(workers, random)] = start()
        killed += 1
    wait_until(lambda: UNFINISHED.isdisjoint(book.states()), "every message has ended", seconds=300)
    end(workers)
    after = recover(book, sink)
    assert_nothing_went_twice(book, after)
    assert_only_proved_levels_count(book, after)
    assert killed == kills


def feed(book: HastyBook, folder: Path, customers: int) -> int:
    """Take in more customers when the book runs low; returns how many it has."""
    if not runs_low(book):
        return customers
    book.take_in(folder, [address(n) for n in range(customers, customers + CUSTOMERS_AT_ONCE)], customers)
    return customers + CUSTOMERS_AT_ONCE


def address(number: int) -> str:
    return f"ap@c{number}.example" if number % (ANSWERED + 1) else f"lost-ap@c{number}.example"


def wait_for_progress(book: HastyBook, sink: SmtpSinkProcess, mails: int) -> None:
    """Until so many more mails were accepted, or all are."""
    target = sink.accepted_count + mails
    wait_until(lambda: sink.accepted_count >= target or UNFINISHED.isdisjoint(book.states()), f"{target} mails")
