"""Five hundred notices are queued and half claimed when everybody is stopped: none leaves, however workers die."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

from tests.faults.aftermath import UNFINISHED
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery, Worker
from tests.servers.processes import SmtpSinkProcess
from tests.waiting import wait_until
from workers.exception_queue.watchlist import read_watchlist, stop_listed

QUEUED, LEFT_BEFORE, DEATHS = 500, 20, 6


def test_pitfall_05_of_five_hundred_queued_notices_none_leaves_after_a_stop(
    book: HastyBook, sink: SmtpSinkProcess, nursery: Nursery, tmp_path: Path
) -> None:
    book.take_in(tmp_path, [f"ap@c{number}.example" for number in range(QUEUED)])

    def start() -> Worker:
        return nursery.start_dispatch(book, sink.url, connections=3, endless=True)

    def kill(worker: Worker) -> None:
        worker.kill()
        assert worker.wait() == -signal.SIGKILL

    workers = [start(), start()]
    wait_until(lambda: sink.accepted_count >= LEFT_BEFORE, "some mails")
    for worker in workers:
        kill(worker)
    left = sink.accepted_count
    assert left < QUEUED
    stop_everybody(book, tmp_path)
    random, workers = Random(7), [start(), start()]
    for _ in range(DEATHS):
        book.send()  # a third process, while the others work and die
        victim = random.randrange(len(workers))
        kill(workers[victim])
        workers[victim] = start()
    wait_until(lambda: UNFINISHED.isdisjoint(book.states()), "every message has ended")
    for worker in workers:
        kill(worker)
    assert sink.accepted_count == left
    assert not book.email.accepted
    # What a worker was handing over as it died is for a person to judge; all the rest is cancelled.
    assert set(book.states()) <= {"handed_over", "in_doubt", "cancelled"}
    assert book.states().count("cancelled") >= QUEUED - left - 6


def stop_everybody(book: HastyBook, folder: Path) -> None:
    """By a watch list, in one transaction."""
    file = folder / "watchlist.csv"
    file.write_text("customer_id,kind\n" + "".join(f"C{number},insolvency\n" for number in range(QUEUED)))
    with book.ledger.write() as connection:
        stop_listed(connection, file, read_watchlist(file), book.policy, book.occasion("legal"))
