"""A robot that answers mail, over a book with postings: a Maildir to deliver to, and copies of invoices in a folder."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Connection, select

from tests.courteous_book import CourteousBook, courteous_policy
from workers.channels.base import OutgoingMessage
from workers.channels.mailbox_maildir import MaildirMailbox
from workers.inbox.answers import answer_desk
from workers.inbox.run import poll
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox, Recording
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.schema import raw_messages
from workers.outbox.enclosures import invoice_copies
from workers.outbox.ports import OutboxPorts
from workers.policy.answers import Answers
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion

CLERK = "ap@c1.example"
OUR_STAMP = "mx.brightwater-components.example; dmarc="
_numbers = count(1)


def ask(text: str, *, sender: str = CLERK, subject: str = "A question", dmarc: str = "pass", **headers: str) -> bytes:
    """A mail from a customer as our own server stamped it."""
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{OUR_STAMP}{dmarc}"
    mail["From"], mail["Subject"] = sender, subject
    mail["To"] = "receivables@brightwater-components.example"
    mail["Message-ID"] = f"<{next(_numbers)}@asker.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def answering_policy(**allowed: Any) -> PolicySet:
    return courteous_policy(answers=Answers(**{"acknowledge": ("promise", "dispute")} | allowed))


@dataclass
class AnsweringRoom(CourteousBook):
    """The book, its mailbox and its folder of copies, below ``home``."""

    policy: PolicySet = field(default_factory=answering_policy)
    home: Path = Path()

    def ports(self, **channels: Any) -> OutboxPorts:
        ports = super().ports(**channels)
        return OutboxPorts(
            ports.ledger, ports.policy, ports.channels, ports.renderer, ports.clock, "secret",
            invoice_copies(self.policy.robot, self.home),
        )  # fmt: skip

    def put_copy(self, number: str) -> bytes:
        content = io.BytesIO()
        sheet = Canvas(content)
        sheet.drawString(72, 720, f"Invoice {number}")
        sheet.save()
        path = invoice_copies(self.policy.robot, self.home).path_of("default", number)
        assert path is not None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.getvalue())
        return content.getvalue()

    def hear(self, *mails: bytes) -> list[tuple[str | None, str]]:
        """Deliver and poll; how each mail ended, of all so far."""
        mailbox = MaildirMailbox(self.home / "mail-in")
        mailbox.check()
        for raw in mails:
            (self.home / "mail-in" / "new" / f"{next(_numbers):06}.test").write_bytes(raw)
        terms = inbox_terms(self.policy, "secret")
        desk = answer_desk(self.policy, terms, self.home)
        poll(mailbox, Inbox(self.ledger, terms, _no_remittance, self.occasion, desk))
        with self.ledger.read() as connection:
            query = select(raw_messages.c.outcome, raw_messages.c.reason).order_by(raw_messages.c.id)
            return [(outcome, reason) for outcome, reason in connection.execute(query)]

    def one_cycle(self, *mails: bytes) -> list[OutgoingMessage]:
        """Hear mails, dispatch once; what left for them."""
        before = len(self.email.accepted)
        self.hear(*mails)
        self.send()
        return [prepared.message for prepared in self.email.accepted[before:]]


def _no_remittance(_mail_id: int, _raw: bytes) -> Recording:
    def record(_connection: Connection, _occasion: Occasion) -> Settlement:
        return Settlement("ignored", "no remittance is meant here")

    return record
