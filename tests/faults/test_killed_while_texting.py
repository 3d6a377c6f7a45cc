"""A worker killed around a text message: Twilio's own list is the evidence, and what it does not show is a case."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.conftest import run_server
from tests.faults.aftermath import broken_laws
from tests.faults.boundaries import Boundary
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.open_items_file import item
from tests.servers.processes import SmtpSinkProcess, TwilioPeerProcess
from tests.waiting import wait_until
from workers.channels.connect import open_sms
from workers.clock import real_now
from workers.ledger.schema import cases, messages
from workers.outbox.settle import settle

# Each test texts a number of its own: the same text to the same number would be evidence.
NUMBERS = (f"+4477009001{number}" for number in count(20))
# Longer than robot.yaml lets a message in doubt wait for evidence.
LONG_AGO = timedelta(minutes=16)


@pytest.fixture(scope="module")
def peer() -> Iterator[TwilioPeerProcess]:
    yield from run_server(TwilioPeerProcess)


@pytest.fixture
def texted(book: HastyBook, tmp_path: Path) -> HastyBook:
    """A customer that the former system reminded once: the second reminder goes out by mail and SMS."""
    reminded = {"last_dunning_level": "1", "last_dunned_on": f"{book.today - timedelta(days=10)}"}
    book.take_in_rows(tmp_path, [item(customer_phone=next(NUMBERS)) | reminded], days_overdue=20)
    assert book.plan().messages == 2
    return book


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
    before = len(peer.accepted)
    worker = nursery.start_dispatch(texted, sink.url, boundary, twilio=peer.url)
    assert worker.wait() == -signal.SIGKILL
    wait_until(lambda: _settled_as(texted, peer, state), f"the message is {state}")
    assert _cases(texted, peer) == ([] if accepted else ["in_doubt"])
    assert texted.plan().messages == 0
    assert len(peer.accepted) - before == accepted
    assert broken_laws(texted) == []


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
