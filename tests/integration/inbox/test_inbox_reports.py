"""Delivery reports: which message they are about, what they prove, and what a stranger cannot make us believe."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, select

from tests.mailroom import CLERK, RETURN_PATH, Mailroom, write_bounce
from workers.ledger.schema import cases, contacts, journal, message_attempts, messages
from workers.receivables.return_path import ReturnPath

NOBODYS = "<nobody@elsewhere.example>"


def rows(room: Mailroom, table: Table) -> list[Any]:
    with room.book.ledger.read() as connection:
        return list(connection.execute(select(table).order_by(table.primary_key.columns[0])).all())


def message(room: Mailroom) -> Any:
    return rows(room, messages)[0]


def clerk_is_valid(room: Mailroom) -> bool:
    return bool(rows(room, contacts)[0].email_valid)


@pytest.mark.parametrize("state", ["handed_over", "delivered", "in_doubt"])
def test_pitfall_04_a_bounce_takes_the_message_back_and_its_address_out_of_use(room: Mailroom, state: str) -> None:
    room.poll(write_bounce(room.sent(state=state)))
    assert (message(room).state, message(room).reason) == ("bounced", "permanent failure 5.1.1")
    assert not clerk_is_valid(room)
    assert room.book.cases() == ["delivery_failed"]
    room.poll(write_bounce("<" + "a" * 40 + "@us.example>"))
    assert room.endings()[1] == ("ignored", "message 1 was known to have come back")


def test_the_return_address_alone_proves_which_message_came_back(room: Mailroom) -> None:
    room.sent()
    room.poll(write_bounce(NOBODYS, to=RETURN_PATH.for_message(1)))
    assert (message(room).state, clerk_is_valid(room)) == ("bounced", False)


def test_the_return_address_counts_before_a_message_id(room: Mailroom) -> None:
    room.sent("b" * 40)
    room.poll(write_bounce(room.sent("c" * 40), to=RETURN_PATH.for_message(1)))
    assert [row.state for row in rows(room, messages)] == ["bounced", "handed_over"]


@pytest.mark.parametrize(
    "proof_of", [ReturnPath("bounces@us.example", "guessed"), ReturnPath("bounces@us.example", "")]
)
def test_a_tampered_return_address_changes_nothing_and_is_a_case(room: Mailroom, proof_of: ReturnPath) -> None:
    room.poll(write_bounce(room.sent(), to=proof_of.for_message(1)))
    assert (message(room).state, clerk_is_valid(room)) == ("handed_over", True)
    assert room.book.cases() == ["operations"]
    assert "a return address that we did not make" in room.endings()[0][1]


def test_a_refused_sender_is_one_case_for_operations_and_no_contacts_fault(room: Mailroom) -> None:
    first, second = room.sent("b" * 40), room.sent("c" * 40)
    room.poll(write_bounce(first, "5.7.1"), write_bounce(second, "5.7.26"))
    assert [row.state for row in rows(room, messages)] == ["bounced", "bounced"]
    assert clerk_is_valid(room)
    (case,) = rows(room, cases)
    assert (case.kind, case.occurrences) == ("operations", 2)
    assert "adler.example refuses us as a sender" in case.reason


def test_a_full_mailbox_leaves_the_contact_valid(room: Mailroom) -> None:
    room.poll(write_bounce(room.sent(), "5.2.2"))
    assert (message(room).state, clerk_is_valid(room), room.book.cases()) == ("bounced", True, ["delivery_failed"])


def test_a_server_that_gave_up_says_nothing_against_the_address(room: Mailroom) -> None:
    room.poll(write_bounce(room.sent(), "4.4.7", action="failed"))
    assert (message(room).state, clerk_is_valid(room)) == ("bounced", True)


@pytest.mark.parametrize("state", ["handed_over", "in_doubt", "attempted"])
def test_a_report_of_delivery_is_the_end_of_every_doubt(room: Mailroom, state: str) -> None:
    room.poll(write_bounce(room.sent(state=state), "2.0.0", action="delivered"))
    found = message(room)
    assert (found.state, found.handed_over_on is not None) == ("delivered", True)
    assert room.endings() == [("answered", "message 1 was delivered")]
    kinds = [row.kind for row in rows(room, journal) if row.kind.startswith("message.")]
    assert kinds[-1] == "message.delivered"
    assert ("message.handed_over" in kinds) is (state != "handed_over")


def test_a_second_report_of_delivery_changes_nothing(room: Mailroom) -> None:
    ours = room.sent()
    room.poll(*(write_bounce(ours, "2.0.0", action="delivered") for _ in range(2)))
    assert room.endings()[1] == ("ignored", "message 1 was delivered")


def test_a_bounce_after_a_report_of_delivery_still_counts(room: Mailroom) -> None:
    ours = room.sent()
    room.poll(write_bounce(ours, "2.0.0", action="delivered"), write_bounce(ours))
    assert (message(room).state, clerk_is_valid(room)) == ("bounced", False)


@pytest.mark.parametrize(("action", "reason"), [("relayed", "was relayed"), ("expanded", "was expanded")])
def test_a_mail_handed_on_elsewhere_waits_for_news(room: Mailroom, action: str, reason: str) -> None:
    room.poll(write_bounce(room.sent(), "2.0.0", action=action))
    assert (message(room).state, room.endings()) == ("handed_over", [("ignored", f"message 1 {reason}")])


def test_a_redirected_rehearsal_bounces_for_its_own_address_only(room: Mailroom) -> None:
    room.poll(write_bounce(room.sent(), recipient="rehearsal@us.example"))
    assert (message(room).state, clerk_is_valid(room)) == ("bounced", True)


@pytest.mark.parametrize(
    ("message_id", "status", "action", "recipient", "reason"),
    [
        (NOBODYS, "5.1.1", "failed", "x@y.example", "permanent failure 5.1.1: it names no mail that we sent"),
        (NOBODYS, "4.4.1", "delayed", CLERK, "temporary failure 4.4.1: it names no mail that we sent"),
        ("<ours>", "4.4.1", "delayed", CLERK, "temporary failure 4.4.1: the mail server keeps trying"),
    ],
)
def test_other_reports_are_ignored_with_a_reason(
    room: Mailroom, message_id: str, status: str, action: str, recipient: str, reason: str
) -> None:
    ours = room.sent()
    room.poll(write_bounce(ours if message_id == "<ours>" else message_id, status, recipient, action))
    assert room.endings() == [("ignored", reason)]
    assert message(room).state == "handed_over"


def test_a_report_that_only_names_a_recipient_is_a_persons(room: Mailroom) -> None:
    room.sent()
    with room.book.ledger.write() as connection:
        connection.execute(messages.update().values(handed_over_on=messages.c.planned_on))
    room.poll(write_bounce(NOBODYS, recipient=CLERK.upper()))
    assert (message(room).state, clerk_is_valid(room)) == ("handed_over", True)
    (case,) = rows(room, cases)
    assert (case.kind, case.account_id, case.evidence["message"]) == ("delivery_failed", 1, 1)
    assert "without proof" in case.reason


def test_a_refused_sender_leaves_a_mark_at_the_attempt(room: Mailroom) -> None:
    ours = room.sent()
    attempt = {"message_id": 1, "number": 1, "attempted_at": message(room).planned_at, "claim_token": "t"}
    with room.book.ledger.write() as connection:
        connection.execute(message_attempts.insert().values(**attempt, outcome="accepted"))
    room.poll(write_bounce(ours, "5.7.1"))
    assert rows(room, message_attempts)[0].outcome == "sender_refused"


def test_the_third_refusal_of_us_moves_the_notice_on(room: Mailroom) -> None:
    for number in (1, 2, 3):
        ours = room.sent(str(number) * 40)
        with room.book.ledger.write() as connection:
            at = message(room).planned_at
            attempt = {"message_id": number, "number": 1, "attempted_at": at, "claim_token": "t", "outcome": "accepted"}
            connection.execute(message_attempts.insert().values(attempt))
            connection.execute(messages.update().values(handed_over_at=at))
        room.poll(write_bounce(ours, "5.7.1"))
    assert [row.outcome for row in rows(room, message_attempts)] == ["sender_refused", "sender_refused", "accepted"]
    assert room.book.cases() == ["operations", "delivery_failed"]
    assert clerk_is_valid(room)
