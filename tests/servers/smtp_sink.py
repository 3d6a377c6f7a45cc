"""An SMTP server that takes mail, or refuses, delays and loses it on request.

The recipient's name chooses what happens (`Behaviour`), so that one test run can meet every failure. As a process
(``python -m tests.servers.smtp_sink PORT FOLDER``) it stores each accepted mail as a file, so that a test that kills
everything else can count what arrived.
"""

from __future__ import annotations

import asyncio
import json
import sys
import warnings
from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from ssl import SSLContext
from threading import Event, Lock
from typing import Any, Self
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

from tests.servers.launcher import free_port


class Behaviour(StrEnum):
    """What happens to mail for a recipient whose address starts with this word and a dash."""

    GREY = "grey"  # 451 at the first try, accepted at the second
    LATER = "later"  # 451 at RCPT, always
    UNKNOWN = "unknown"  # 550 at RCPT; for a sender 550 at MAIL
    GONE = "gone"  # a bare 550 at RCPT
    CLOSING = "closing"  # 421 at RCPT
    BUSY = "busy"  # 452 after the data
    SPAM = "spam"  # 554 after the data
    FULL = "full"  # a bare 550 after the data
    CUT = "cut"  # connection cut while the data is under way
    LOST = "lost"  # accepted, and the connection cut before the 250
    SILENT = "silent"  # accepted, and never answered


@dataclass(frozen=True, slots=True)
class AcceptedMail:
    """A mail that the server is responsible for now."""

    sender: str
    recipient: str
    content: bytes


class SmtpSink:
    """Runs in a thread of its own; ``login`` and ``tls`` make it ask for both.

    With ``tokens``, pairs of user and token, it takes XOAUTH2 logins alone; a test may change the set.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        folder: Path | None = None,
        login: tuple[str, str] | None = None,
        tls: SSLContext | None = None,
        pipelining: bool = False,
        tokens: set[tuple[str, str]] | None = None,
    ) -> None:
        self.port = port or free_port()
        self._handler = _Handler(folder, pipelining) if tokens is None else _TokenHandler(folder, pipelining, tokens)
        options: dict[str, Any] = {"data_size_limit": 50_000_000, "hostname": "sink.test", "tls_context": tls}
        if tokens is not None:
            options |= {"auth_required": True, "auth_require_tls": False, "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
        if login:
            options |= {"authenticator": _authenticator(*login), "auth_required": True, "auth_require_tls": False}
        self._options = options
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def accepted(self) -> list[AcceptedMail]:
        """What the server has accepted, in order."""
        with self._handler.lock:
            return list(self._handler.accepted)

    @property
    def connections(self) -> int:
        """How many connections were ever made."""
        return self._handler.connections

    def start(self) -> Self:
        handler, options = self._handler, self._options

        class SinkController(Controller):
            def factory(self) -> SMTP:
                handler.connections += 1
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", UserWarning)  # that a password without TLS is unwise
                    return _ScriptedSmtp(handler, **options)

        self._controller = SinkController(handler, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        handler.connections -= 1  # the controller's own trial
        return self

    @property
    def logins(self) -> list[str]:
        """Every XOAUTH2 login that was tried."""
        assert isinstance(self._handler, _TokenHandler)
        return list(self._handler.logins)

    def drop_connections(self) -> None:
        """Close every connection, as a server does to idle clients; returns when they are closed."""
        assert self._controller is not None
        closed = Event()
        self._controller.loop.call_soon_threadsafe(self._handler.abort_all, closed)
        closed.wait(timeout=10)

    def close(self) -> None:
        if self._controller is not None:
            self.drop_connections()
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


class _Handler:
    """aiosmtpd's hooks; the names are aiosmtpd's."""

    def __init__(self, folder: Path | None, pipelining: bool) -> None:
        self.accepted: list[AcceptedMail] = []
        self.connections = 0
        self.lock = Lock()
        self._folder, self._pipelining = folder, pipelining
        self._greeted: set[str] = set()
        self._open: set[asyncio.BaseTransport | None] = set()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self._pipelining else []), responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._open.add(server.transport)
        if behaviour_of(address) is Behaviour.UNKNOWN:
            return "550 5.7.1 Sender unknown"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match behaviour_of(address):
            case Behaviour.GREY if address not in self._greeted:
                self._greeted.add(address)
                return "451 4.7.1 Greylisted, try again later"
            case Behaviour.LATER:
                return "451 4.3.0 Try again later"
            case Behaviour.UNKNOWN:
                return "550 5.1.1 User unknown"
            case Behaviour.GONE:
                return "550 No such user here"
            case Behaviour.CLOSING:
                return "421 4.3.2 Closing"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        behaviour = behaviour_of(recipient)
        if behaviour is Behaviour.SPAM:
            return "554 5.7.1 Rejected as spam"
        if behaviour is Behaviour.FULL:
            return "550 Message rejected"
        if behaviour is Behaviour.BUSY:
            return "452 4.2.2 Mailbox full"
        mail = AcceptedMail(envelope.mail_from or "", recipient, envelope.original_content or b"")
        with self.lock:
            self.accepted.append(mail)
        if self._folder is not None:
            _store(self._folder, mail)
        if behaviour is Behaviour.LOST:
            _abort(server.transport)
        if behaviour is Behaviour.SILENT:
            await asyncio.get_running_loop().create_future()
        return f"250 2.0.0 Ok: queued as {len(self.accepted)}"

    def abort_all(self, closed: Event) -> None:
        for transport in self._open:
            _abort(transport)
        self._open.clear()
        asyncio.get_running_loop().call_soon(closed.set)


class _TokenHandler(_Handler):
    """Logs in as Microsoft and Google do: a refusal is a challenge first, and an error when that was answered."""

    def __init__(self, folder: Path | None, pipelining: bool, tokens: set[tuple[str, str]]) -> None:
        super().__init__(folder, pipelining)
        self._tokens = tokens
        self.logins: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        text = b64decode(args[1]).decode()
        self.logins.append(text)
        known = {f"user={user}\x01auth=Bearer {token}\x01\x01" for user, token in self._tokens}
        if text in known:
            return AuthResult(success=True, auth_data=text)
        answer = await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        assert answer == b""
        return AuthResult(success=False, handled=False)


class _ScriptedSmtp(SMTP):
    """aiosmtpd's server, able to cut the connection in the middle of the data."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        if recipients and behaviour_of(recipients[0]) is Behaviour.CUT:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.read(64)
            _abort(self.transport)
            return
        await super().smtp_DATA(arg)


def _abort(transport: asyncio.BaseTransport | None) -> None:
    """Reset the connection: the client sees neither an answer nor a good-bye."""
    assert isinstance(transport, asyncio.Transport)
    transport.abort()


def behaviour_of(address: str) -> Behaviour | None:
    """What an address asks for; None is a mailbox where everything is well."""
    word, dash, _ = address.partition("-")
    return Behaviour(word) if dash and word in set(Behaviour) else None


def stored_mails(folder: Path) -> list[AcceptedMail]:
    """What a sink that runs as a process has accepted, in order of arrival."""
    mails = []
    for envelope in sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns):
        stored = json.loads(envelope.read_text())
        mails.append(AcceptedMail(stored["sender"], stored["recipient"], envelope.with_suffix(".eml").read_bytes()))
    return mails


def _store(folder: Path, mail: AcceptedMail) -> None:
    """The envelope's file appears last and at once, so it never names a mail that is not complete."""
    path = folder / f"{uuid4().hex}.eml"
    path.write_bytes(mail.content)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps({"sender": mail.sender, "recipient": mail.recipient}))
    temporary.rename(path.with_suffix(".json"))


def _authenticator(user: str, password: str) -> Any:
    def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        matches = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=matches, handled=False)

    return authenticate


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with SmtpSink(port, folder=folder):
        Event().wait()


if __name__ == "__main__":
    main()
