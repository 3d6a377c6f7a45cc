"""The daily mail to our own return address: sent over SMTP, recognised when it comes back, and missed when not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.dunned_book import ROOT, DunnedBook
from tests.servers.smtp_sink import AcceptedMail, SmtpSink
from workers.channels.base import Channel
from workers.channels.connect import open_mail_out
from workers.channels.mailbox_maildir import MaildirMailbox
from workers.clock import Clock
from workers.console.health import examine
from workers.inbox.run import poll
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.laws import Replays, verify
from workers.ledger.operations.return_probe import last_result
from workers.ledger.schema import cases, messages, raw_messages
from workers.outbox.actors import watch_sender
from workers.outbox.return_probe import keep_probing
from workers.policy.robot import Redirect
from workers.policy.source import LastGood
from workers.rendering import Renderer
from workers.settings import load_settings
from workers.wiring import Configuration, Robot

BARE = "bounces@brightwater-components.example"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def smtp(sink: SmtpSink) -> Iterator[Channel]:
    channel = open_mail_out(sink.url)
    yield channel
    channel.close()


def probe(book: DunnedBook, smtp: Channel) -> None:
    keep_probing(book.ledger, book.policy.robot, book.occasion())
    book.send(email=smtp)


def poll_with(book: DunnedBook, folder: Path, *mails: bytes) -> list[tuple[str, str]]:
    """Let the robot read these mails; how each ended."""
    mailbox = MaildirMailbox(folder)
    mailbox.check()
    for raw in mails:
        (folder / "new" / f"{sha256(raw).hexdigest()}.test").write_bytes(raw)
    remittance = Settlement("applied", "read as a remittance")
    inbox = Inbox(book.ledger, inbox_terms(book.policy, ""), lambda *_: lambda *_: remittance, book.occasion)
    poll(mailbox, inbox)
    with book.ledger.read() as connection:
        query = select(raw_messages.c.outcome, raw_messages.c.reason).order_by(raw_messages.c.id)
        return [(outcome, reason) for outcome, reason in connection.execute(query)]


def delivered(mail: AcceptedMail, *, path: str = "", to: str = "") -> bytes:
    """The mail as the mailbox's server stores it."""
    head = f"Return-Path: <{path or mail.sender}>\r\nDelivered-To: {to or mail.recipient}\r\n"
    return head.encode() + mail.content


def verdict(book: DunnedBook) -> str:
    with book.ledger.read() as connection:
        result = last_result(connection)
    return result.verdict if result else ""


def the_cases(book: DunnedBook) -> list[Any]:
    with book.ledger.read() as connection:
        return list(connection.execute(select(cases)))


def test_the_probe_goes_to_its_own_return_address_once_a_day(book: DunnedBook, sink: SmtpSink, smtp: Channel) -> None:
    for _ in range(3):
        probe(book, smtp)
    (mail,) = sink.accepted
    assert mail.recipient == mail.sender == book.ports().return_path.for_message(1)
    assert b"Auto-Submitted: auto-generated" in mail.content
    book.pass_days(1)
    probe(book, smtp)
    assert len(sink.accepted) == 2


def test_a_probe_that_comes_back_whole_is_noted(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    probe(book, smtp)
    ended = poll_with(book, tmp_path, delivered(sink.accepted[0]))
    assert ended == [("ignored", "our own probe: the return address works")]
    assert (verdict(book), book.states(), the_cases(book)) == ("ok", ["delivered"], [])
    book.pass_days(1)
    probe(book, smtp)
    assert (verdict(book), the_cases(book)) == ("ok", [])
    assert not [each for law in verify(book.ledger, Replays({}), book.occasion()) for each in law.violations]


@pytest.mark.parametrize("lost", [{"path": BARE}, {"to": BARE}])
def test_a_stripped_tag_is_one_case_that_says_what_to_do(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path, lost: dict[str, str]
) -> None:
    probe(book, smtp)
    ended = poll_with(book, tmp_path, delivered(sink.accepted[0], **lost))
    assert ended == [("ignored", "our own probe: its tag was stripped")]
    (case,) = the_cases(book)
    assert (verdict(book), case.kind, case.subject) == ("stripped", "operations", "return_address")
    assert "strips the tag" in case.reason
    assert "plus addressing" in case.suggestion


def test_an_alias_in_the_envelope_is_no_stripped_tag(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    probe(book, smtp)
    poll_with(book, tmp_path, delivered(sink.accepted[0], to="ar@brightwater-components.example"))
    assert verdict(book) == "ok"


def test_a_probe_under_another_message_id_is_known_by_its_address(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    probe(book, smtp)
    raw = delivered(sink.accepted[0]).replace(b"\r\nMessage-ID: <", b"\r\nMessage-ID: <relay.", 1)
    assert poll_with(book, tmp_path, raw) == [("ignored", "our own probe: the return address works")]


def test_a_probe_that_does_not_come_back_within_a_day_is_a_case(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    probe(book, smtp)
    poll_with(book, tmp_path)
    for _ in range(2):
        assert the_cases(book) == []
        book.offset += timedelta(hours=12)
        poll_with(book, tmp_path)
        probe(book, smtp)
    (case,) = the_cases(book)
    assert (verdict(book), case.subject) == ("lost", "return_address")
    assert "bounces are invisible" in case.reason
    assert len(sink.accepted) == 2


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_was_not_read_or_not_sent_proves_nothing(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path, is_sent: bool
) -> None:
    if is_sent:
        probe(book, smtp)
    else:
        keep_probing(book.ledger, book.policy.robot, book.occasion())
    book.pass_days(1)
    if not is_sent:
        poll_with(book, tmp_path)
    probe(book, smtp)
    assert (verdict(book), the_cases(book)) == ("", [])


def test_no_probe_leaves_in_a_rehearsal(book: DunnedBook, sink: SmtpSink, smtp: Channel) -> None:
    book.with_robot(redirect_all_to=Redirect("rehearsal@us.example", "+441174960199"))
    probe(book, smtp)
    assert sink.accepted == []


def robot_over(book: DunnedBook, home: Path, mail_in: str, smtp: Channel) -> Robot:
    url = book.ledger.engine.url.render_as_string(hide_password=False)
    settings = load_settings(
        {
            "COLLECTBOT_HOME": str(home),
            "COLLECTBOT_DATABASE_URL": url,
            "COLLECTBOT_MAIL_IN_URL": mail_in,
            "COLLECTBOT_MAIL_OUT_URL": "smtp://127.0.0.1:1",
        },
        dotenv=home / "none",
    )
    held = LastGood((), lambda: Configuration(book.policy, Renderer(ROOT / "templates")))
    return Robot(settings, book.ledger, Clock(offset=lambda: book.offset), held, book.ports(email=smtp).channels)


def test_only_a_robot_that_reads_a_mailbox_of_a_server_probes(book: DunnedBook, smtp: Channel, tmp_path: Path) -> None:
    watch_sender(robot_over(book, tmp_path, f"maildir:{tmp_path / 'in'}", smtp))
    assert book.states() == []
    watch_sender(robot_over(book, tmp_path, "imap://ar:secret@127.0.0.1:1/INBOX", smtp))
    assert book.column("purpose") == ["probe"]


def test_health_says_how_the_last_probe_ended(book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path) -> None:
    robot = robot_over(book, tmp_path, "maildir:in", smtp)
    assert examine(robot, lambda: None).return_address == ""
    probe(book, smtp)
    poll_with(book, tmp_path / "in", delivered(sink.accepted[0]))
    assert examine(robot, lambda: None).return_address.startswith("ok at ")


def test_our_own_notice_fed_back_is_no_remittance(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    book.customer(days_overdue=(30, 40))
    book.plan()
    book.send(email=smtp)
    raw = delivered(sink.accepted[0])
    renamed = raw.replace(b"\r\nMessage-ID: <", b"\r\nMessage-ID: <relay.", 1)
    assert poll_with(book, tmp_path, raw, renamed) == [("ignored", "our own mail")] * 2


def test_what_a_customer_writes_under_our_message_id_is_read(
    book: DunnedBook, sink: SmtpSink, smtp: Channel, tmp_path: Path
) -> None:
    book.customer(days_overdue=(30,))
    book.plan()
    book.send(email=smtp)
    with book.ledger.read() as connection:
        key = connection.scalar(select(messages.c.key))
    raw = (
        f"From: ap@c1.example\r\nSubject: Remittance advice\r\nMessage-ID: <{key}@brightwater-components.example>"
        "\r\nAuto-Submitted: auto-generated\r\n\r\nWe have paid 100.00."
    )
    assert [outcome for outcome, _ in poll_with(book, tmp_path, raw.encode())] == ["applied"]
