"""Pitfall 4 and line 10 of its list: a failed delivery moves a level to the next contact, channel, or person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.dunned_book import DunnedBook, live_policy
from workers.channels.base import ChannelRefused, ChannelUnavailable, OutgoingMessage, Prepared, Receipt
from workers.channels.recording import Outcome, RecordingChannel
from workers.dunning.recorder import RunResult
from workers.dunning.run import run
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.lifting import try_again
from workers.ledger.book.consents import record_opt_out
from workers.ledger.book.contacts import mark_invalid, set_contact
from workers.ledger.incoming import correspondence
from workers.ledger.schema import cases, contacts, episodes, messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet


def with_level(policy: PolicySet, **changes: Any) -> PolicySet:
    """Every ladder's first level, changed."""
    ladders = {
        name: replace(ladder, levels=(replace(ladder.levels[0], **changes), *ladder.levels[1:]))
        for name, ladder in policy.ladders.items()
    }
    return replace(policy, ladders=ladders)


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    """A customer with a clerk and a manager, under a ladder that falls back to SMS."""
    policy = with_level(live_policy(), fallback_channels=("sms",))
    book = DunnedBook(ledger, policy)
    book.customer()
    with ledger.write() as connection:
        connection.execute(update(contacts).values(phone=""))
        manager = {"customer_id": "C1", "role": "manager", "email": "boss@c1.example", "phone": "+4915112345999"}
        connection.execute(insert(contacts).values(manager))
    return book


class Refusing(RecordingChannel):
    """Refuses everything for good, for a reason that says nothing about the address."""

    def send(self, prepared: Prepared) -> Receipt:
        raise ChannelRefused("554 5.7.1 your host is on a list", code="554")


class Broken(RecordingChannel):
    """Cannot build any message, as with a template that fails."""

    def prepare(self, message: OutgoingMessage) -> Prepared:
        raise ValueError("the template is broken")


class Landline(RecordingChannel):
    """Takes no text for a number that is no mobile's."""

    def send(self, prepared: Prepared) -> Receipt:
        raise ChannelRefused("Twilio answered 400, code 21614", code="21614")


class Down(RecordingChannel):
    """Nobody answers there."""

    def send(self, prepared: Prepared) -> Receipt:
        raise ChannelUnavailable("cannot connect to smtp://relay.example: timed out")


def bounce(book: DunnedBook, message_id: int, address_is_bad: bool = True) -> None:
    row = [messages.c[name] for name in ("id", "key", "account_id", "recipient", "channel", "state")]
    with book.ledger.write() as connection:
        found = connection.execute(select(*row).where(messages.c.id == message_id)).one()
        sent = correspondence.SentMessage(*found)
        correspondence.record_bounce(connection, sent, "permanent failure", book.occasion())
        if address_is_bad:
            mark_invalid(connection, "email", sent.recipient, "permanent failure", book.occasion())


def case_kinds(book: DunnedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.kind).order_by(cases.c.id)))


def ways(book: DunnedBook) -> list[tuple[str, str, str]]:
    """Channel, recipient and state of every message, oldest first."""
    return list(zip(book.column("channel"), book.column("recipient"), book.column("state"), strict=True))


CLERK, BOSS, PHONE = "ap@c1.example", "boss@c1.example", "+4915112345999"


def test_pitfall_04_bounces_lead_to_the_next_contact_then_the_next_channel_then_a_person(book: DunnedBook) -> None:
    for message_id in (1, 2):
        assert book.plan().notices == 1
        assert book.send()["handed_over"] == 1
        bounce(book, message_id)
    assert book.plan().notices == 1
    book.sms.script(Outcome.REFUSED)
    assert book.send()["failed"] == 1
    assert book.plan().decisions["NoContact"] == 1
    assert ways(book) == [("email", CLERK, "bounced"), ("email", BOSS, "bounced"), ("sms", PHONE, "failed")]
    assert book.column("level") == [1, 1, 1]
    assert len(set(book.column("key"))) == 3
    assert case_kinds(book)[-1] == "no_contact"


def test_pitfall_04_a_refusal_that_blames_no_address_is_not_repeated_day_after_day(book: DunnedBook) -> None:
    for _ in range(10):
        book.plan()
        book.send(email=Refusing("email"), sms=Refusing("sms"))
        book.pass_days(1)
    assert [(channel, recipient) for channel, recipient, _ in ways(book)] == [
        ("email", CLERK), ("email", BOSS), ("sms", PHONE),
    ]  # fmt: skip
    assert case_kinds(book) == ["delivery_failed"] * 3 + ["no_contact"]


def test_pitfall_04_a_case_closed_as_handled_lets_the_contact_be_tried_again(book: DunnedBook) -> None:
    for _ in range(3):
        book.plan()
        book.send(email=Refusing("email"), sms=Refusing("sms"))
    assert book.plan().notices == 0
    resolve(book, case_id=1, decision="handled")
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert ways(book)[-1] == ("email", CLERK, "handed_over")


def test_pitfall_04_a_case_dismissed_changes_nothing(book: DunnedBook) -> None:
    for _ in range(3):
        book.plan()
        book.send(email=Refusing("email"), sms=Refusing("sms"))
    resolve(book, case_id=1, decision="dismiss")
    assert run_everything(book).notices == 0


def test_pitfall_04_a_new_address_is_tried_although_the_old_one_failed(book: DunnedBook) -> None:
    book.plan()
    book.send(email=Refusing("email"))
    with book.ledger.write() as connection:
        set_contact(connection, "C1", "ap_clerk", {"email": "new@c1.example"}, book.occasion())
    assert book.plan().notices == 1
    assert book.column("recipient") == [CLERK, "new@c1.example"]


def test_pitfall_04_what_we_could_not_build_blames_nobody(book: DunnedBook) -> None:
    book.plan()
    assert book.send(email=Broken("email"))["failed"] == 1
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert book.column("recipient") == [CLERK, CLERK]


def test_pitfall_04_a_landline_that_takes_no_text_is_called(book: DunnedBook) -> None:
    """Twilio's 21614: not a mobile. It closed the number for calls, too, and the notice was nobody's."""
    book.policy = with_level(book.policy, channels=("sms",), fallback_channels=("call",))
    book.plan()
    book.send(sms=Landline("sms"))
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert ways(book) == [("sms", PHONE, "failed"), ("call", PHONE, "handed_over")]


def test_pitfall_04_a_mail_server_that_is_down_moves_no_notice_to_somebody_else(book: DunnedBook) -> None:
    """After a weekend without a mail server all that was due went to the customers' managers, or by text."""
    for _ in range(2):
        book.plan()
        for _ in range(book.policy.robot.outbox.max_attempts):
            book.send(email=Down("email"))
            with book.ledger.write() as connection:
                connection.execute(update(messages).values(retry_at=None))
    assert (book.column("recipient"), book.states()) == ([CLERK, CLERK], ["failed", "failed"])
    assert case_kinds(book) == ["delivery_failed"], "one for the account, however long the server is down"
    book.plan()
    assert book.send()["handed_over"] == 1
    assert ways(book)[-1] == ("email", CLERK, "handed_over")


def test_pitfall_04_an_opt_out_of_mail_leads_to_the_next_contact_and_then_to_sms(book: DunnedBook) -> None:
    for address in (CLERK, BOSS):
        book.plan()
        with book.ledger.write() as connection:
            record_opt_out(connection, "email", address, wording="no more", evidence="mail 1", occasion=book.occasion())
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert [state for _, _, state in ways(book)] == ["cancelled", "cancelled", "handed_over"]
    assert ways(book)[-1][:2] == ("sms", PHONE)


def test_pitfall_04_a_level_is_given_once_although_its_first_mail_bounced(book: DunnedBook) -> None:
    """Never two notices of a level to people of one account, unless the first is proved not to have arrived."""
    book.plan()
    book.send()
    bounce(book, 1, address_is_bad=False)
    for _ in range(4):
        book.plan()
        book.send()
        book.pass_days(1)
    assert ways(book) == [("email", CLERK, "bounced"), ("email", BOSS, "handed_over")]


def test_pitfall_15_a_missing_address_takes_the_fallback_channel_at_once(book: DunnedBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email=""))
    book.plan()
    book.send()
    assert ways(book) == [("sms", PHONE, "handed_over")]


def test_a_bounce_of_the_last_episode_says_nothing_in_the_next(book: DunnedBook) -> None:
    book.plan()
    book.send()
    bounce(book, 1, address_is_bad=False)
    with book.ledger.write() as connection:
        connection.execute(update(episodes).values(closed_on=book.today))
    book.plan()
    assert ways(book)[-1] == ("email", CLERK, "planned")


def run_everything(book: DunnedBook) -> RunResult:
    """A run past the stored hints."""
    return run(book.ledger, book.policy, book.occasion(), everything=True)


def resolve(book: DunnedBook, case_id: int, decision: str) -> None:
    occasion = book.occasion("anna")
    with book.ledger.write() as connection:
        resolve_case(
            connection,
            case_id,
            Resolution(decision),
            occasion=occasion,
            now=occasion.at,
            consequences={CaseKind.DELIVERY_FAILED: try_again},
        )
