"""F34, F33: what a known contact asks for is answered in one cycle; nobody else learns anything, no robot is fed."""

from __future__ import annotations

import io
from email import message_from_bytes
from pathlib import Path

import pdfplumber
import pytest
from sqlalchemy import insert, select, update

from tests.answering_room import CLERK, AnsweringRoom, answering_policy, ask
from workers.channels.base import OutgoingMessage
from workers.channels.mime import build_mail
from workers.ledger.book.consents import record_opt_out
from workers.ledger.book.stops import add_stop
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import cases, contacts, messages
from workers.ledger.unit_of_work import Ledger

COPY = "Please send us a copy of invoice C1-INV-1."
BALANCE = "Please send us a current statement of account."


@pytest.fixture
def room(sqlite_ledger: Ledger, tmp_path: Path) -> AnsweringRoom:
    """C1 owes C1-INV-1 and C1-INV-2, C2 owes C2-INV-1; a copy of each lies in the folder."""
    return furnished(sqlite_ledger, tmp_path)


@pytest.fixture
def either_room(ledger: Ledger, tmp_path: Path) -> AnsweringRoom:
    """The same on each database, for what is asked of the database."""
    return furnished(ledger, tmp_path)


def furnished(ledger: Ledger, home: Path) -> AnsweringRoom:
    room = AnsweringRoom(ledger, home=home)
    room.customer("C1", days_overdue=(10, 5))
    room.customer("C2")
    for number in ("C1-INV-1", "C1-INV-2", "C2-INV-1"):
        room.put_copy(number)
    return room


def why(room: AnsweringRoom) -> str:
    with room.ledger.read() as connection:
        (reason,) = connection.scalars(select(cases.c.reason))
    return str(reason)


def headers_of(message: OutgoingMessage) -> dict[str, str]:
    return dict(message_from_bytes(build_mail(message)).items())


def test_a_copy_is_answered_in_one_cycle(room: AnsweringRoom) -> None:
    asked = ask(COPY)
    (mail,) = room.one_cycle(asked)
    assert (mail.recipient, [file.name for file in mail.attachments]) == (CLERK, ["C1-INV-1.pdf"])
    assert mail.attachments[0].content == (room.home / "documents" / "C1-INV-1.pdf").read_bytes()
    assert "C1-INV-1" in mail.text
    headers = headers_of(mail)
    assert headers["In-Reply-To"] == message_from_bytes(asked)["Message-ID"]
    assert headers["Auto-Submitted"].startswith("auto-")
    assert room.hear()[0][0] == "answered"


def test_settled_invoices_have_copies_too(room: AnsweringRoom) -> None:
    account = room.customer("C3")
    paid = room.item(account, "C3-INV-9", 5)
    room.pay(account, 10_000, paid)
    room.put_copy("C3-INV-9")
    (mail,) = room.one_cycle(ask("Please send a copy of invoice C3-INV-9.", sender="ap@c3.example"))
    assert [file.name for file in mail.attachments] == ["C3-INV-9.pdf"]


def test_without_a_number_the_documents_of_the_answered_notice_are_meant(either_room: AnsweringRoom) -> None:
    either_room.plan()
    notices = either_room.one_cycle()
    notice = next(message for message in notices if message.recipient == CLERK)
    (mail,) = either_room.one_cycle(
        ask("Could you please send us a copy of the invoices?", In_Reply_To=notice.message_id)
    )
    assert [file.name for file in mail.attachments] == ["C1-INV-1.pdf", "C1-INV-2.pdf"]


def test_a_statement_is_answered_in_one_cycle_without_bank_details(either_room: AnsweringRoom) -> None:
    (mail,) = either_room.one_cycle(ask(BALANCE))
    (sheet,) = mail.attachments
    with pdfplumber.open(io.BytesIO(sheet.content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "C1-INV-1" in text
    assert "€200.00" in mail.text
    for account in either_room.policy.robot.company.bank_accounts.values():
        for secret in filter(None, (account.iban, account.account_number, account.bank)):
            assert secret not in text + mail.text + either_room.column("payload")[0]


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (ask(COPY, sender="eve@elsewhere.example", subject="[BW-C1]"), "no contact of the account"),
        (ask(COPY, sender="eve@elsewhere.example"), "no one account fits"),
        (ask(COPY, dmarc="none"), "not verified (dmarc=none)"),
        (ask(COPY, Reply_To="ap@c1-invoices.example"), ""),
        (ask(COPY, Reply_To="other@c1.example"), "another address"),
        (ask("Please send us a copy of invoice C2-INV-1."), "names no document of the account"),
        (ask("Please send us a copy of invoice C1-INV-1.", sender="ap@c2.example"), "names no document"),
        (ask(BALANCE, sender="eve@elsewhere.example", subject="[BW-C1]"), "no contact of the account"),
    ],
)
def test_to_anybody_else_nothing_is_disclosed_and_a_person_gets_it(
    room: AnsweringRoom, mail: bytes, reason: str
) -> None:
    assert room.one_cycle(mail) == []
    assert room.hear()[0][0] == "case"
    assert reason in why(room)


def test_a_failed_sender_is_a_case_and_nothing_else(room: AnsweringRoom) -> None:
    assert room.one_cycle(ask(COPY, dmarc="fail")) == []
    with room.ledger.read() as connection:
        assert connection.scalars(select(cases.c.kind)).all() == ["suspicious_sender"]


def test_a_copy_that_is_missing_is_a_persons(room: AnsweringRoom) -> None:
    (room.home / room.policy.robot.outbox.invoices / "C1-INV-2.pdf").unlink()
    assert room.one_cycle(ask("Please send us a copy of invoices C1-INV-1 and C1-INV-2.")) == []
    assert "no copy of C1-INV-2" in why(room)


def test_a_copy_that_went_between_plan_and_send_leaves_no_mail(room: AnsweringRoom) -> None:
    room.hear(ask(COPY))
    (room.home / room.policy.robot.outbox.invoices / "C1-INV-1.pdf").unlink()
    room.send()
    assert (room.states(), room.email.accepted) == (["failed"], [])
    with room.ledger.read() as connection:
        assert connection.scalars(select(cases.c.kind)).all() == ["delivery_failed"]


def test_a_stop_between_plan_and_send_wins(room: AnsweringRoom) -> None:
    room.hear(ask(COPY))
    with room.ledger.write() as connection:
        add_stop(connection, 1, "attorney", room.occasion("anna"))
    room.send()
    assert room.states() == ["cancelled"]


@pytest.mark.parametrize("barred", ["stop", "opt_out"])
def test_whom_nothing_may_be_written_to_is_not_answered(room: AnsweringRoom, barred: str) -> None:
    with room.ledger.write() as connection:
        if barred == "stop":
            add_stop(connection, 1, "attorney", room.occasion("anna"))
        else:
            record_opt_out(connection, "email", CLERK, wording="no more", evidence="mail 9", occasion=room.occasion())
    assert room.one_cycle(ask(COPY)) == []


def test_what_ops_did_not_switch_on_is_a_persons(room: AnsweringRoom) -> None:
    room.policy = answering_policy(copies=False)
    assert room.one_cycle(ask(COPY)) == []
    assert len(room.one_cycle(ask(BALANCE))) == 1
    room.with_robot(answers=None)
    assert room.one_cycle(ask(BALANCE, sender="ap@c2.example")) == []


def test_a_promise_and_a_dispute_are_noted_with_thanks(room: AnsweringRoom) -> None:
    (promised,) = room.one_cycle(ask("We will pay on 10 March 2026."))
    assert "March 10, 2026" in promised.text
    (disputed,) = room.one_cycle(ask("We dispute invoice C2-INV-1: wrong price.", sender="ap@c2.example"))
    assert "C2-INV-1" in disputed.text
    assert room.one_cycle(ask("We dispute invoice C1-INV-1: wrong price.", dmarc="none")) == []


def test_the_same_question_is_answered_once(room: AnsweringRoom) -> None:
    assert len(room.one_cycle(ask(COPY))) == 1
    assert room.one_cycle(ask(COPY)) == []
    assert "answered before" in why(room)


def test_one_address_gets_so_many_answers_in_so_many_days(room: AnsweringRoom) -> None:
    room.policy = answering_policy(per_contact=1, in_days=7)
    assert len(room.one_cycle(ask(COPY))) == 1
    assert room.one_cycle(ask("Please send us a copy of invoice C1-INV-2.")) == []
    room.pass_days(8)
    assert len(room.one_cycle(ask("Please send us a copy of invoice C1-INV-2."))) == 1


def test_an_automatic_mail_is_never_answered(room: AnsweringRoom) -> None:
    for marks in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "auto_reply"}, {"X_Autoreply": "yes"}):
        assert room.one_cycle(ask(COPY, **marks)) == []


@pytest.mark.parametrize("marked", [True, False])
def test_two_robots_facing_each_other_stop_after_two_messages(either_room: AnsweringRoom, marked: bool) -> None:
    """The other one answers whatever it gets with another request; with or without saying that it is a robot."""
    wanted = [f"C1-INV-{number}" for number in range(1, 9)]
    for number in wanted[2:]:
        either_room.item(1, number, 5)
        either_room.put_copy(number)
    question, heard = ask(f"Please send us a copy of invoice {wanted[0]}."), 0
    for number in wanted[1:]:
        answers = either_room.one_cycle(question)
        if not answers:
            break
        heard += len(answers)
        question = their_robots_answer(answers[-1], number, marked=marked)
    assert heard == (1 if marked else 2)


def their_robots_answer(mail: OutgoingMessage, number: str, *, marked: bool) -> bytes:
    got = message_from_bytes(build_mail(mail))
    marks = {"Auto_Submitted": "auto-replied"} if marked else {}
    return ask(
        f"Please send us a copy of invoice {number}.",
        subject=f"Re: {got['Subject']}",
        In_Reply_To=str(got["Message-ID"]),
        References=f"{got['References']} {got['Message-ID']}".replace("\r\n", ""),
        **marks,
    )


def test_answers_count_against_no_contact_cap_and_the_laws_hold(room: AnsweringRoom) -> None:
    room.one_cycle(ask(COPY))
    with room.ledger.read() as connection:
        assert connection.scalars(select(messages.c.purpose)).all() == ["answer"]
    results = verify(room.ledger, Replays({}), room.occasion())
    assert [violation for result in results for violation in result.violations] == []


def test_a_contact_of_two_customers_asks_for_neither(room: AnsweringRoom) -> None:
    with room.ledger.write() as connection:
        connection.execute(insert(contacts).values(customer_id="C2", role="manager", email=CLERK))
        connection.execute(update(contacts).values(email_valid=True))
    assert room.one_cycle(ask(COPY)) == []
    assert "no one account fits" in why(room)
