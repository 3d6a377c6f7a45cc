"""A worker killed around a text message: Twilio's own list is the evidence, and what it does not show is a case."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from tests.conftest import run_server
from tests.faults.aftermath import UNFINISHED, Aftermath, broken_laws, recover
from tests.faults.boundaries import Boundary
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery, Worker
from tests.faults.toll import CUSTOMERS_AT_ONCE, TEXTS, end, kill_one, runs_low, seeds_and_kills
from tests.open_items_file import item
from tests.servers.processes import SmtpSinkProcess, TwilioPeerProcess
from tests.waiting import wait_until
from workers.channels.connect import open_sms
from workers.clock import real_now
from workers.ledger.schema import cases, messages
from workers.outbox.settle import settle

NUMBER = "+447700900120"
# Longer than robot.yaml lets a message in doubt wait for evidence.
LONG_AGO = timedelta(minutes=16)
ACCEPTED_BETWEEN_MAX = 2
# What the peer does to a recipient: accepted, and answered with 500; accepted, and not answered at all.
LOST_ANSWERS = ("0500", "0504")


@pytest.fixture
def peer() -> Iterator[TwilioPeerProcess]:
    yield from run_server(TwilioPeerProcess)


@pytest.fixture
def texted(book: HastyBook, tmp_path: Path) -> HastyBook:
    """A customer that the former system reminded once: the second reminder goes out by mail and SMS."""
    book.take_in_rows(tmp_path, [item(customer_phone=NUMBER) | reminded_once(book)], days_overdue=20)
    assert book.plan().messages == 2
    return book


def reminded_once(book: HastyBook) -> dict[str, str]:
    return {"last_dunning_level": "1", "last_dunned_on": f"{book.today - timedelta(days=10)}"}


@pytest.mark.parametrize(
    ("boundary", "accepted", "state"),
    [(Boundary.AFTER_ATTEMPT, 0, "in_doubt"), (Boundary.AFTER_HAND_OVER, 1, "handed_over")],
)
def test_pitfall_03_a_worker_killed_at(
    boundary: Boundary,
    accepted: int,
    state: str,
    texted: HastyBook,
    sink: SmtpSinkProcess,
    peer: TwilioPeerProcess,
    nursery: Nursery,
) -> None:
    worker = nursery.start_dispatch(texted, sink.url, boundary, twilio=peer.url)
    assert worker.wait() == -signal.SIGKILL
    wait_until(lambda: _settled_as(texted, peer, state), f"the message is {state}")
    assert _cases(texted, peer) == ([] if accepted else ["in_doubt"])
    assert texted.plan().messages == 0
    assert len(peer.accepted) == accepted
    assert broken_laws(texted) == []


@pytest.mark.parametrize(("seed", "kills"), seeds_and_kills(TEXTS))
def test_pitfall_03_workers_killed_at_random_text_nobody_twice(
    seed: int,
    kills: int,
    book: HastyBook,
    sink: SmtpSinkProcess,
    peer: TwilioPeerProcess,
    nursery: Nursery,
    tmp_path: Path,
) -> None:
    random, customers = Random(seed), feed(book, tmp_path, 0)

    def start() -> Worker:
        return nursery.start_dispatch(book, sink.url, twilio=peer.url, connections=3, endless=True)

    workers, killed = [start(), start()], 0
    while killed < kills:
        customers = feed(book, tmp_path, customers)
        wait_for_progress(book, peer, random.randint(0, ACCEPTED_BETWEEN_MAX))
        workers[kill_one(workers, random)] = start()
        killed += 1
    wait_until(lambda: UNFINISHED.isdisjoint(book.states()), "every message has ended", seconds=300)
    end(workers)
    assert_nobody_was_texted_twice(book, peer, recover(book, sink, sms=open_sms(peer.url)))
    assert killed == kills


def wait_for_progress(book: HastyBook, peer: TwilioPeerProcess, texts: int) -> None:
    """Until so many more texts were accepted, or all are."""
    target = len(peer.accepted) + texts

    def enough() -> bool:
        return len(peer.accepted) >= target or UNFINISHED.isdisjoint(book.states())

    wait_until(enough, f"{target} texts")


def feed(book: HastyBook, folder: Path, customers: int) -> int:
    """Take in more customers when the book runs low, whose second reminder goes out by mail and SMS."""
    if not runs_low(book):
        return customers
    rows = [
        item(f"INV-{n}", customer_id=f"C{n}", customer_name=f"Customer {n}", customer_phone=number_of(n))
        | {"customer_email": f"ap@c{n}.example"}
        | reminded_once(book)
        for n in range(customers, customers + CUSTOMERS_AT_ONCE)
    ]
    book.take_in_rows(folder, rows, days_overdue=20)
    assert book.plan().messages == 2 * CUSTOMERS_AT_ONCE
    return customers + CUSTOMERS_AT_ONCE


def number_of(customer: int) -> str:
    """A number of the customer's own; its last four digits are what the peer goes by, so some answers are lost."""
    nth, rest = divmod(customer, 20)
    if rest < len(LOST_ANSWERS) and nth <= 9:
        return f"+4477009{nth}{LOST_ANSWERS[rest]}"
    return f"+44770091{1000 + customer:04}"


def assert_nobody_was_texted_twice(book: HastyBook, peer: TwilioPeerProcess, after: Aftermath) -> None:
    """At most one text and one mail each; what the provider's list proves is handed over, and all else is in doubt."""
    texted = Counter(message["to"] for message in peer.accepted)
    assert set(texted.values()) == {1}
    assert set(after.accepted.values()) == {1}
    states = {row["recipient"]: row["state"] for row in after.rows if row["channel"] == "sms"}
    assert {number for number, state in states.items() if state == "handed_over"} == set(texted)
    assert set(states.values()) <= {"handed_over", "in_doubt"}
    assert broken_laws(book) == []


def _settled_as(book: HastyBook, peer: TwilioPeerProcess, state: str) -> bool:
    settle(book.ports(sms=open_sms(peer.url)))
    with book.ledger.read() as connection:
        return connection.scalar(select(messages.c.state).where(messages.c.channel == "sms")) == state


def _cases(book: HastyBook, peer: TwilioPeerProcess) -> list[str]:
    """The cases that are open when patience has run out."""
    with book.ledger.write() as connection:
        in_doubt = update(messages).where(messages.c.state == "in_doubt")
        connection.execute(in_doubt.values(attempted_at=real_now() - LONG_AGO))
    settle(book.ports(sms=open_sms(peer.url)))
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.kind)))
