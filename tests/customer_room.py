"""The customers' page over one ledger: notices that leave with their links, and whoever opens them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from httpx2 import Response
from sqlalchemy import select

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from workers.ledger.queue.cases import Case, find_of_account
from workers.ledger.schema import page_deeds
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.customer_page import CustomerPage

LINK = re.compile(r"https?://\S+/c/[\w-]{48}")
SECRET = "a secret of the test"


@dataclass
class CustomerRoom(ConsoleRoom):
    """A console whose customers have pages."""

    @classmethod
    def opened(cls, ledger: Ledger, home: Path, **terms: Any) -> Self:
        book = DunnedBook(ledger)
        book.with_robot(customer_page=CustomerPage(enabled=True, **terms))
        return cls(book, home)

    def ports(self) -> OutboxPorts:
        """The outbox as the robot has it: links are signed with the secret of the settings."""
        return replace(self.book.ports(), secret_key=SECRET, public_url=self.public_url)

    def sent_texts(self) -> list[tuple[str, str]]:
        """(plain, HTML) of every mail that left."""
        return [(mail.message.text, mail.message.html) for mail in self.book.email.accepted]

    def link(self, number: str = "C1", **customer: Any) -> str:
        """The path of the page of a new customer, from the notice that reached them."""
        self.book.customer(number, **customer)
        return self.notice_link()

    def notice_link(self) -> str:
        """Plan and send; the path of the link in the newest mail."""
        self.book.plan()
        dispatch(self.ports())
        found = LINK.search(self.sent_texts()[-1][0])
        assert found, self.sent_texts()[-1][0]
        return urlsplit(found.group(0)).path

    def do(self, path: str, kind: str, **fields: str) -> Response:
        """Open the page, fill in one of its forms and send it."""
        return self.browser().send(path, f"{path}/{kind}", **fields)

    def deeds(self) -> list[tuple[str, str]]:
        """(kind, outcome) of every deed."""
        query = select(page_deeds.c.kind, page_deeds.c.outcome).order_by(page_deeds.c.done_at)
        with self.book.ledger.read() as connection:
            return [(row.kind, row.outcome) for row in connection.execute(query)]

    def cases(self, account_id: int) -> list[Case]:
        with self.book.ledger.read() as connection:
            return list(find_of_account(connection, account_id))


def file_of(raw: bytes) -> tuple[str, str, bytes]:
    """(name, type, content) of the one file of a stored mail."""
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    return part.get_filename() or "", part.get_content_type(), part.get_content()
