"""Once: one live key, one accepted message, whatever fails between attempt and receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.channels.base import OutgoingMessage, Receipt
from workers.channels.recording import Outcome, RecordingChannel
from workers.clock import real_now
from workers.errors import InvariantViolation
from workers.ledger.outgoing.attempts import sent_content
from workers.ledger.schema import cases, contacts, journal, message_attempts, messages
from workers.outbox.queue import NewMessage, enqueue
from workers.outbox.settle import confirm, settle


def case_kinds(book: DunnedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.kind).order_by(cases.c.id)))


def test_pitfall_01_running_every_hour_of_a_day_sends_one_message(book: DunnedBook) -> None:
    book.customer(days_overdue=(10, 12, 14))
    for _ in range(24):
        book.plan()
        book.send()
    assert book.states() == ["handed_over"]
    assert len(book.email.accepted) == 1


def test_pitfall_02_eight_dispatchers_at_once_send_each_message_once(book: DunnedBook) -> None:
    for number in range(40):
        book.customer(f"C{number}")
    book.plan()
    with ThreadPoolExecutor(8) as pool:
        sent = sum(counts["handed_over"] for counts in pool.map(lambda _: book.send(), range(8)))
    assert sent == 40
    keys = [prepared.message.key for prepared in book.email.accepted]
    assert len(keys) == len(set(keys)) == 40


def test_two_runs_at_once_record_each_notice_once(book: DunnedBook) -> None:
    for number in range(20):
        book.customer(f"C{number}")
    with ThreadPoolExecutor(4) as pool:
        recorded = sum(result.notices for result in pool.map(lambda _: book.plan(), range(4)))
    assert recorded == 20
    assert len(book.states()) == 20


def test_the_receipt_keeps_the_bytes_that_left_and_the_attempt_its_outcome(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.send()
    with book.ledger.read() as connection:
        assert sent_content(connection, 1) == book.email.accepted[0].content
        attempt = connection.execute(select(message_attempts)).one()
        kinds = list(
            connection.scalars(select(journal.c.kind).where(journal.c.account_id == 1).order_by(journal.c.seq))
        )
    assert (attempt.number, attempt.outcome) == (1, "accepted")
    assert kinds == ["dunning.notice_planned", "message.handed_over"]


def test_pitfall_04_a_temporary_refusal_is_tried_again_and_the_level_does_not_advance(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.email.script(Outcome.NOT_NOW)
    assert book.send() == {"handed_over": 0, "deferred": 1, "cancelled": 0, "failed": 0, "in_doubt": 0}
    assert book.states() == ["planned"]
    assert book.send()["handed_over"] == 0
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(retry_at=real_now()))
    assert book.send()["handed_over"] == 1
    assert book.column("attempts") == [2]


def test_pitfall_04_a_refused_address_is_not_used_again_and_the_next_contact_is(book: DunnedBook) -> None:
    book.customer()
    with book.ledger.write() as connection:
        manager = {"customer_id": "C1", "role": "manager", "email": "cfo@c1.example"}
        connection.execute(contacts.insert().values(manager))
    book.plan()
    book.email.script(Outcome.REFUSED)
    assert book.send()["failed"] == 1
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert book.column("recipient") == ["ap@c1.example", "cfo@c1.example"]
    assert book.column("level") == [1, 1]


def test_pitfall_04_without_another_contact_a_person_is_asked(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.email.script(Outcome.REFUSED)
    book.send()
    book.plan()
    assert case_kinds(book) == ["no_contact"]


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.REPLY_LOST, "handed_over"), (Outcome.LOST, "in_doubt")])
def test_pitfall_03_doubt_is_settled_by_evidence_and_never_by_sending_again(
    book: DunnedBook, outcome: Outcome, state: str
) -> None:
    book.customer()
    book.plan()
    book.email.script(outcome)
    assert book.send()["in_doubt"] == 1
    before = len(book.email.accepted)
    settle(book.ports())
    assert book.states() == [state]
    assert book.plan().notices == 0
    assert book.send()["handed_over"] == 0
    assert len(book.email.accepted) == before


@pytest.mark.parametrize(("left", "state"), [(True, "handed_over"), (False, "failed")])
def test_pitfall_03_what_cannot_be_proved_is_a_persons_to_say(book: DunnedBook, left: bool, state: str) -> None:
    book.email.can_look_up = False
    book.customer()
    book.plan()
    book.email.script(Outcome.LOST)
    book.send()
    assert settle(book.ports())["cases"] == 1
    assert settle(book.ports())["cases"] == 1
    assert case_kinds(book) == ["in_doubt"]
    with book.ledger.write() as connection:
        confirm(connection, book.ports(), 1, left, "anna")
    assert book.states()[0] == state
    assert book.plan().notices == (0 if left else 1)


def test_one_hand_over_does_not_prove_two_messages(book: DunnedBook) -> None:
    """Twilio's list may show an equal text that left for another message: its reference stands there already."""
    book.customer()
    book.plan()
    book.email.script(Outcome.REPLY_LOST)
    book.send()
    report = NewMessage("default", "report", "2026-03-03", "email", "cfo@us.example", "report/daily", {})
    with book.ledger.write() as connection:
        other = enqueue(connection, report, book.occasion())
        known = book.email.look_up(book.email.accepted[0].message, real_now())
        assert known is not None
        proved = {"state": "handed_over", "provider_reference": known.provider_reference}
        connection.execute(update(messages).where(messages.c.id == other).values(proved))
    assert settle(book.ports())["handed_over"] == 0
    assert book.states() == ["in_doubt", "handed_over"]
    with book.ledger.write() as connection:
        connection.execute(update(messages).where(messages.c.id == other).values(provider_reference="another"))
    assert settle(book.ports())["handed_over"] == 1


class LateReceipt(RecordingChannel):
    """While it is asked what left, the slow process that sent the message records its receipt."""

    def __init__(self, book: DunnedBook) -> None:
        super().__init__("email")
        self._book = book

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        with self._book.ledger.write() as connection:
            connection.execute(update(messages).values(state="handed_over"))
        return None


def test_a_receipt_that_comes_while_a_message_is_settled_leaves_no_case(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    with book.ledger.write() as connection:
        long_ago = real_now() - timedelta(days=1)
        connection.execute(update(messages).values(state="attempted", attempts=1, attempted_at=long_ago))
    settle(book.ports(email=LateReceipt(book)))
    assert (book.states(), case_kinds(book)) == (["handed_over"], [])


def test_an_attempt_whose_process_died_is_in_doubt_after_its_lease(book: DunnedBook) -> None:
    book.email.can_look_up = False
    book.customer()
    book.plan()
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(state="attempted", attempts=1, attempted_at=real_now()))
    assert settle(book.ports()) == {"handed_over": 0, "waiting": 0, "cases": 0}
    with book.ledger.write() as connection:
        long_ago = real_now() - book.ports().lease * 2
        connection.execute(update(messages).values(attempted_at=long_ago))
    settle(book.ports())
    assert book.states() == ["in_doubt"]


def test_a_live_key_with_another_recipient_is_our_bug(book: DunnedBook) -> None:
    new = NewMessage("default", "report", "2026-03-03", "email", "cfo@us.example", "report/daily", {})
    with book.ledger.write() as connection:
        first = enqueue(connection, new, book.occasion())
        assert enqueue(connection, new, book.occasion()) == first
        connection.execute(update(messages).values(recipient="else@us.example"))
        with pytest.raises(InvariantViolation, match="another recipient"):
            enqueue(connection, new, book.occasion())


def test_the_contact_cap_counts_over_accounts_and_channels(book: DunnedBook) -> None:
    """Two customers share one clerk: with a cap of one, the second notice waits."""
    rules = book.policy.robot.contact_rules
    book.with_robot(contact_rules=replace(rules, cap=replace(rules.cap, messages=1)))
    book.customer("C1")
    book.customer("C2")
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email="shared@office.example"))
    book.plan()
    assert book.send() == {"handed_over": 1, "deferred": 1, "cancelled": 0, "failed": 0, "in_doubt": 0}
    book.pass_days(7)
    assert book.send()["handed_over"] == 1


def test_a_rehearsal_redirects_everything(book: DunnedBook) -> None:
    from workers.policy.robot import Redirect

    book.with_robot(redirect_all_to=Redirect("rehearsal@us.example", "+15550100"))
    book.customer()
    book.plan()
    book.send()
    assert [p.message.recipient for p in book.email.accepted] == ["rehearsal@us.example"]
