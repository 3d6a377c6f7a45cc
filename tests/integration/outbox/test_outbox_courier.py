"""The courier: receipts and attempts share a commit, and what spoils one message's spoils no other's."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.dunned_book import DunnedBook
from workers.channels.base import Prepared, Receipt
from workers.channels.recording import RecordingChannel
from workers.clock import real_now
from workers.ledger.schema import accounts, messages
from workers.outbox.courier import Courier
from workers.outbox.judge import claim_batch


class InStep(RecordingChannel):
    """Answers no sender before so many of them have handed over."""

    def __init__(self, senders: int) -> None:
        super().__init__("email")
        self._all_there = Barrier(senders, timeout=30)

    def send(self, prepared: Prepared) -> Receipt:
        self._all_there.wait()
        return super().send(prepared)


def test_as_many_messages_are_under_way_as_there_are_senders(book: DunnedBook) -> None:
    """With fewer at once the barrier would never open."""
    for number in range(16):
        book.customer(f"C{number}")
    book.plan()
    assert book.send(email=InStep(8))["handed_over"] == 16


def test_a_receipt_that_cannot_be_recorded_costs_no_other_message_its_own(book: DunnedBook) -> None:
    poisoned = [book.customer(f"C{number}") for number in range(12)][5]
    book.plan()
    with book.ledger.write() as connection:
        # Its next journal entry meets one that is there already.
        connection.execute(update(accounts).where(accounts.c.id == poisoned).values(journal_seq=0))
    with pytest.raises(IntegrityError):
        book.send()
    states = book.states()
    assert states.count("handed_over") == 11
    assert states[5] == "attempted"


def test_the_first_fault_is_raised_only_after_all_others_left(book: DunnedBook) -> None:
    accounts_ = [book.customer(f"C{number}") for number in range(10)]
    book.plan()
    with book.ledger.write() as connection:
        connection.execute(update(accounts).where(accounts.c.id == accounts_[0]).values(journal_seq=0))
    with pytest.raises(IntegrityError):
        book.send()
    assert len(book.email.accepted) == 10


def test_a_message_whose_lease_ended_and_that_was_claimed_again_by_the_same_process_leaves_once(
    book: DunnedBook,
) -> None:
    """The machine slept between two claims: both are before the same senders now, and only the newer one is good."""
    for number in range(4):
        book.customer(f"C{number}")
    book.plan()
    ports = book.ports()
    older = claim_batch(ports, 10)
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(lease_until=real_now() - timedelta(seconds=1)))
    newer = claim_batch(ports, 10)
    assert [one.message.id for one in older.cleared] == [one.message.id for one in newer.cleared]
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(10) as pool:
        Courier(ports, pool, 8, counts).deliver(iter([*older.cleared, *newer.cleared]))
    assert len(book.email.accepted) == 4
    assert counts == {"handed_over": 4, "deferred": 4}
    assert set(book.states()) == {"handed_over"}


def test_the_last_messages_are_shared_by_the_processes_that_claim(book: DunnedBook) -> None:
    """Who took them all would work alone at the end; who took a few would pay more for the claim than for them."""
    for number in range(120):
        book.customer(f"C{number}")
    book.plan()
    assert [claim_batch(book.ports(), 200).claimed for _ in range(4)] == [60, 50, 10, 0]
