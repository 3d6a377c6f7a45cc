"""A Maildir, mails to put into it, and an inbox over a small book, for tests of everything that arrives."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, insert, select

from tests.cash_book import DAY, CashBook, on
from tests.phrases import PHRASES
from workers.channels.mailbox_maildir import MaildirMailbox
from workers.inbox.run import PollReport, poll
from workers.inbox.terms import InboxTerms
from workers.inbox.understanding import Inbox, Recording
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.schema import contacts, messages, raw_messages
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion
from workers.receivables.return_path import ReturnPath

RETURN_PATH = ReturnPath("bounces@us.example", "a secret of ours")
TERMS = InboxTerms(
    "us.example", "mx.us.example", "BW", QueuePolicy(), RETURN_PATH, PHRASES, own_addresses=frozenset({"ar@us.example"})
)
CLERK = "ap@adler.example"
_names = count(1)


def write_mail(
    text: str = "Hello.",
    subject: str = "Re: Reminder [BW-C1]",
    sender: str = CLERK,
    dmarc: str = "pass",
    **headers: str,
) -> bytes:
    mail = EmailMessage()
    mail["Authentication-Results"] = f"mx.us.example; dmarc={dmarc}"
    mail["From"], mail["To"], mail["Subject"] = sender, "ar@us.example", subject
    mail["Message-ID"] = f"<{next(_names)}@adler.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def write_bounce(
    message_id: str,
    status: str = "5.1.1",
    recipient: str = CLERK,
    action: str = "failed",
    to: str = "bounces@us.example",
) -> bytes:
    """A delivery status notification as Postfix writes it."""
    return f"""From: MAILER-DAEMON@mx.us.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{next(_names)}@mx.us.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.us.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}

--B
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Reminder

--B--
""".encode()


class Mailroom:
    """One Maildir and what polls it; ``remittance`` stands in for the cash application's door."""

    def __init__(self, book: CashBook, folder: Path) -> None:
        self.book = book
        self.folder = folder
        self.read: list[int] = []
        self.recorded: list[int] = []
        self.failing: Callable[[int], None] = lambda _mail_id: None
        self.mailbox = MaildirMailbox(folder)
        self.mailbox.check()
        self.inbox = Inbox(book.ledger, TERMS, self.remittance, lambda: on(DAY))

    def remittance(self, mail_id: int, _raw: bytes) -> Recording:
        self.failing(mail_id)
        self.read.append(mail_id)

        def record(_connection: Connection, _occasion: Occasion) -> Settlement:
            self.recorded.append(mail_id)
            return Settlement("applied", "as announced", 1)

        return record

    def deliver(self, *mails: bytes) -> None:
        for raw in mails:
            (self.folder / "new" / f"{next(_names):06}.test").write_bytes(raw)

    def poll(self, *mails: bytes) -> PollReport:
        self.deliver(*mails)
        return poll(self.mailbox, self.inbox)

    def endings(self) -> list[tuple[str | None, str]]:
        with self.book.ledger.read() as connection:
            query = select(raw_messages.c.outcome, raw_messages.c.reason).order_by(raw_messages.c.id)
            return [(outcome, reason) for outcome, reason in connection.execute(query)]

    def outcomes(self) -> list[str | None]:
        return [outcome for outcome, _ in self.endings()]

    def filed(self, folder: str) -> int:
        cur = self.folder / f".{folder}" / "cur"
        return len(list(cur.iterdir())) if cur.is_dir() else 0

    def add_contact(self, customer_id: str = "C1", email: str = CLERK) -> None:
        with self.book.ledger.write() as connection:
            connection.execute(insert(contacts).values(customer_id=customer_id, role="ap_clerk", email=email))

    def sent(self, key: str = "a" * 40, state: str = "handed_over", recipient: str = CLERK) -> str:
        """A notice that left; returns its Message-ID."""
        values = {
            "key": key, "entity": "main", "account_id": 1, "currency": "EUR", "purpose": "dunning", "subject": "s",
            "occurrence": 1, "channel": "email", "recipient": recipient, "template": "reminder", "language": "en",
            "payload": "{}", "policy_hash": "", "planned_at": on().at, "planned_on": DAY, "state": state,
            "not_before": on().at,
        }  # fmt: skip
        with self.book.ledger.write() as connection:
            connection.execute(insert(messages).values(values))
        return f"<{key}@us.example>"
