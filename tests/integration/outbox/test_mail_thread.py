"""All mails of an account are one conversation, as a customer's mail program shows it."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from tests.dunned_book import DunnedBook
from tests.mail_threads import threads_of
from workers.channels.base import OutgoingMessage
from workers.channels.mailbox_maildir import MaildirMailbox
from workers.channels.mime import build_mail
from workers.inbox.run import poll
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.unit_of_work import Ledger
from workers.receivables.mail import Mail, parse_mail


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger)


def _messages(book: DunnedBook) -> list[OutgoingMessage]:
    return [prepared.message for prepared in book.email.accepted]


def sent(book: DunnedBook) -> list[Mail]:
    return [parse_mail(build_mail(message)) for message in _messages(book)]


def deliver(book: DunnedBook, folder: Path, *mails: bytes) -> None:
    """Put mails into the robot's mailbox, and let it read them."""
    mailbox = MaildirMailbox(folder)
    mailbox.check()
    for raw in mails:
        (folder / "new" / f"{sha256(raw).hexdigest()}.test").write_bytes(raw)
    terms = inbox_terms(book.policy, "")
    nothing = Settlement("ignored", "no remittance")
    poll(mailbox, Inbox(book.ledger, terms, lambda _id, _raw: lambda _connection, _occasion: nothing, book.occasion))


def answer(book: DunnedBook, folder: Path, text: str) -> bytes:
    """The customer's mail program answers the last notice, as all of them do (RFC 5322, 3.6.4)."""
    last = sent(book)[-1]
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = "ap@c1.example", "ar@us.example", f"Re: {last.subject}"
    reply["Message-ID"] = f"<answer-{len(sent(book))}@c1.example>"
    reply["In-Reply-To"], reply["References"] = last.message_id, " ".join((*last.references, last.message_id))
    reply.set_content(text)
    deliver(book, folder, reply.as_bytes())
    return reply.as_bytes()


def test_six_rungs_and_two_answers_show_as_one_thread(book: DunnedBook, tmp_path: Path) -> None:
    """Three levels in each of two currencies; the customer answers after the first and after the second level."""
    account = book.customer(days_overdue=(4,))
    book.item(account, "USD-1", 4, currency="USD")
    answers: list[bytes] = []
    for rung in (2, 4, 6):
        while len(sent(book)) < rung:
            book.plan()
            book.send()
            book.pass_days(1)
        if rung < 6:
            answers.append(answer(book, tmp_path / "in", "Thank you for the nice talk."))
    shown = [*sent(book), *map(parse_mail, answers)]
    assert [len(thread) for thread in threads_of(shown)] == [8]
    assert sent(book)[2].in_reply_to == ("<answer-2@c1.example>",)
    assert sent(book)[4].in_reply_to == ("<answer-4@c1.example>",)
    assert all("[BW-C1]" in mail.subject for mail in shown)


def test_first_notices_in_two_currencies_are_one_thread(book: DunnedBook) -> None:
    account = book.customer(days_overdue=(5,))
    book.item(account, "USD-1", 5, currency="USD")
    book.plan()
    assert book.send()["handed_over"] == 2
    assert [len(thread) for thread in threads_of(sent(book))] == [2]


def test_two_accounts_are_two_threads(book: DunnedBook) -> None:
    for number in ("C1", "C2"):
        book.customer(number)
    book.plan()
    book.send()
    assert [len(thread) for thread in threads_of(sent(book))] == [1, 1]


def test_a_mail_returns_to_an_address_that_names_it(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.send()
    (mail,) = _messages(book)
    (number,) = book.column("id")
    assert mail.envelope_sender == book.ports().return_path.for_message(number)


def test_two_robots_that_write_to_each_other_stop_at_once(book: DunnedBook, tmp_path: Path) -> None:
    """A notice of ours reaches a robot like ours, and the other way round: neither answers what a machine wrote."""
    book.customer()
    book.plan()
    book.send()
    (notice,) = _messages(book)
    told = build_mail(replace(notice, sender="ap@c1.example", headers=(("Auto-Submitted", "auto-replied"),)))
    deliver(book, tmp_path / "in", build_mail(notice), told)
    assert book.send()["handed_over"] == 0
    assert len(book.states()) == 1
