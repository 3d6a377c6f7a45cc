"""A robot whose texts go through the Twilio peer, with its console served over HTTP: for tests of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Table, select

from tests.dunned_book import ROOT, DunnedBook, phone_of
from tests.phrases import PHRASES
from tests.servers.launcher import free_port
from tests.servers.twilio_peer import TwilioPeer
from workers.actors import decide_case
from workers.channels.base import Channel
from workers.channels.connect import open_sms
from workers.clock import Clock
from workers.console.app import create_app
from workers.console.server import Console
from workers.inbox.sms import SmsDesk
from workers.ledger.book.contacts import set_contact
from workers.ledger.schema import cases, messages
from workers.outbox.ports import OutboxPorts
from workers.policy.source import LastGood
from workers.rendering import Renderer
from workers.settings import load_settings
from workers.wiring import Configuration, Robot

PHONE = phone_of("C1")


@dataclass
class SmsRoom:
    """The book, the peer, and the console between them, as long as the block lasts."""

    book: DunnedBook
    peer: TwilioPeer
    home: Path
    port: int = field(default_factory=free_port)
    prefix: str = ""

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def __enter__(self) -> Self:
        self._console = Console(create_app(self.robot(), lambda: None, decide_case), "127.0.0.1", self.port)
        self._console.start()
        self._sms = open_sms(self.peer.url(), self.public_url)
        return self

    def __exit__(self, *_: object) -> None:
        self._sms.close()
        self._console.stop()

    def robot(self) -> Robot:
        url = self.book.ledger.engine.url.render_as_string(hide_password=False)
        settings = load_settings(
            {
                "COLLECTBOT_HOME": str(self.home),
                "COLLECTBOT_DATABASE_URL": url,
                "COLLECTBOT_SMS_URL": self.peer.url(),
                "COLLECTBOT_PUBLIC_URL": self.public_url,
            },
            dotenv=self.home / "none",
        )
        renderer = Renderer(ROOT / "templates")
        held = LastGood((), lambda: Configuration(self.book.policy, renderer))
        channels: Mapping[str, Channel] = self.ports().channels
        return Robot(settings, self.book.ledger, Clock(offset=lambda: self.book.offset), held, channels)

    def ports(self) -> OutboxPorts:
        sms: dict[str, Channel] = {"sms": self._sms} if hasattr(self, "_sms") else {}
        return self.book.ports(**sms)

    def desk(self) -> SmsDesk:
        return SmsDesk(self.book.ledger, self.book.policy.robot, self.book.occasion, PHRASES)

    def dun_by_text(self, number: str = "C1", phone: str = "") -> int:
        """A customer whose second reminder was planned, by mail and by text; returns its account."""
        account_id = self.book.customer(number, days_overdue=(10,))
        if phone:
            self.set_phone(number, phone)
        self.book.plan()
        self.book.send(sms=self._sms)
        self.book.pass_days(7)
        assert self.book.plan().messages == 2
        return account_id

    def set_phone(self, number: str, phone: str) -> None:
        with self.book.ledger.write() as connection:
            set_contact(connection, number, "ap_clerk", {"sms": phone}, self.book.occasion())

    def send(self) -> None:
        self.book.send(sms=self._sms)

    def text(self, column: str = "state") -> Any:
        """A column of the newest text."""
        query = select(messages.c[column]).where(messages.c.channel == "sms").order_by(messages.c.id.desc()).limit(1)
        with self.book.ledger.read() as connection:
            return connection.scalar(query)

    def rows(self, table: Table) -> Sequence[Any]:
        with self.book.ledger.read() as connection:
            return connection.execute(select(table).order_by(*table.primary_key)).all()

    def cases(self) -> list[str]:
        return [row.kind for row in self.rows(cases)]
