"""The courier: receipts and attempts share a commit, and what spoils one message's spoils no other's."""

from __future__ import annotations

from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.dunned_book import DunnedBook
from workers.channels.base import Prepared, Receipt
from workers.channels.recording import RecordingChannel
from workers.ledger.schema import accounts


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
