"""A stop binds at send time: whatever happens between plan and hand-over keeps the message in the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from tests.dunned_book import DunnedBook
from workers.channels.base import OutgoingMessage, Prepared
from workers.channels.recording import RecordingChannel
from workers.ledger.book.accounts import supersede
from workers.ledger.book.consents import record_opt_out
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.operations import controls
from workers.ledger.posting import RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting, post
from workers.receivables.occasion import Occasion

Event = Callable[[Connection, int, Occasion], object]


def pay(connection: Connection, account_id: int, occasion: Occasion) -> None:
    lines = (Posting(SYSTEM_OF_RECORD, 10_000), Posting(RECEIVABLES, -10_000, open_item_id=1))
    entry = Entry("default", "EUR", "test.paid", "robot", "test", "test", lines, account_id)
    post(connection, entry, occasion.at, occasion.business_date)
    supersede(connection, [account_id], "payment_applied")


EVENTS: dict[str, Event] = {
    "payment": pay,
    "hold": lambda c, a, o: add_hold(c, NewHold(a, "hold", "call pending"), o),
    "dispute": lambda c, a, o: add_hold(c, NewHold(a, "dispute", "short delivery"), o),
    "promise": lambda c, a, o: add_hold(c, NewHold(a, "promise", "on friday"), o),
    "stop": lambda c, a, o: add_stop(c, a, "bankruptcy", o),
    "opt_out": lambda c, a, o: record_opt_out(
        c, "email", "ap@c1.example", wording="no more mail", evidence="mail 7", occasion=o
    ),
}


class InterruptedChannel(RecordingChannel):
    """Something happens after the claim and before the attempt: while the message is being built."""

    def __init__(self, interrupt: Callable[[], None]) -> None:
        super().__init__("email")
        self.interrupt = interrupt

    def prepare(self, message: OutgoingMessage) -> Prepared:
        self.interrupt()
        return super().prepare(message)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_pitfall_05_an_event_between_plan_and_send_cancels(book: DunnedBook, event: Event) -> None:
    account_id = book.customer()
    book.plan()
    with book.ledger.write() as connection:
        event(connection, account_id, book.occasion())
    assert book.send()["handed_over"] == 0
    assert book.states() == ["cancelled"]
    assert book.email.accepted == []


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_pitfall_05_an_event_between_claim_and_attempt_cancels(book: DunnedBook, event: Event) -> None:
    account_id = book.customer()
    book.plan()

    def interrupt() -> None:
        with book.ledger.write() as connection:
            event(connection, account_id, book.occasion())

    channel = InterruptedChannel(interrupt)
    assert book.send(email=channel)["handed_over"] == 0
    assert book.states() == ["cancelled"]
    assert channel.accepted == []


def test_the_kill_switch_binds_at_the_next_attempt_and_cancels_nothing(book: DunnedBook) -> None:
    book.customer()
    book.plan()

    def stop() -> None:
        with book.ledger.write() as connection:
            controls.stop_all(connection, book.occasion("ops"))

    channel = InterruptedChannel(stop)
    assert book.send(email=channel)["handed_over"] == 0
    assert book.states() == ["planned"]
    assert book.send()["handed_over"] == 0
    with book.ledger.write() as connection:
        controls.resume(connection, book.occasion("ops"))
    assert book.send()["handed_over"] == 1


def test_after_a_hold_ends_the_notice_is_planned_afresh_and_points_to_the_cancelled_one(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    hold = NewHold(account_id, "hold", "holiday", expires_on=book.today)
    with book.ledger.write() as connection:
        add_hold(connection, hold, book.occasion())
    assert book.plan().notices == 0
    book.pass_days(1)
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert (book.states(), book.column("replaces_id")) == (["cancelled", "handed_over"], [None, 1])
    assert len(set(book.column("key"))) == 1
