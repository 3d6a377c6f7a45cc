"""Hearing of new mail by IDLE, from a real server: in time, again after it died, and not where it cannot be."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

import pytest

from tests.conftest import run_server
from tests.servers.dovecot import PASSWORD, Dovecot
from workers.channels.base import MailboxUnavailable, MailWatch, WatchNotPossible
from workers.channels.connect import open_mail_watch, open_mailbox
from workers.channels.endpoint import parse_endpoint
from workers.channels.imap_session import IMAP_OPTIONS, ImapSession
from workers.channels.mailbox_idle import IDLE_RENEWED_SECONDS, ImapWatch

MAIL = b"Subject: Remittance\r\n\r\nWe paid.\r\n"
# What RFC 2177 allows a server to end.
IDLE_ENDS_SECONDS = 29 * 60


@pytest.fixture
def watch(dovecot: Dovecot, mail_user: str) -> Iterator[MailWatch]:
    opened = open_mail_watch(dovecot.tls_url(mail_user))
    assert opened is not None
    yield opened
    opened.close()


@contextmanager
def meanwhile(act: Callable[[], None]) -> Iterator[None]:
    thread = Thread(target=act)
    thread.start()
    yield
    thread.join()


def test_new_mail_ends_the_wait(dovecot: Dovecot, mail_user: str, watch: MailWatch) -> None:
    assert not watch.holds_mail()
    began = monotonic()
    with meanwhile(lambda: dovecot.deliver(mail_user, MAIL)):
        watch.wait_for_news(Event())
    assert monotonic() - began < 10  # far below the poll's minute
    assert watch.holds_mail()


def test_filed_mail_is_no_news(dovecot: Dovecot, mail_user: str, watch: MailWatch) -> None:
    dovecot.deliver(mail_user, MAIL)
    assert watch.holds_mail()
    mailbox = open_mailbox(dovecot.url(mail_user))
    (mail,) = mailbox.fetch(None, 0, 10)
    mailbox.file(mail, "Processed")
    mailbox.close()
    assert not watch.holds_mail()


def test_it_stops_when_it_is_told_to(watch: MailWatch) -> None:
    stop = Event()
    stop.set()
    watch.wait_for_news(stop)


def test_a_server_that_dies_is_noticed_and_connected_again(dovecot: Dovecot, mail_user: str, watch: MailWatch) -> None:
    assert not watch.holds_mail()
    with meanwhile(dovecot.kill), pytest.raises(MailboxUnavailable):
        watch.wait_for_news(Event())
    dovecot.start()
    dovecot.deliver(mail_user, MAIL)
    assert watch.holds_mail()


def test_a_server_without_idle_cannot_be_listened_to(mail_user: str) -> None:
    for server in run_server(lambda: Dovecot(capability="IMAP4rev1 LITERAL+ ID NAMESPACE")):
        watch = open_mail_watch(server.url(mail_user))
        assert watch is not None
        with pytest.raises(WatchNotPossible, match="does not know IDLE"):
            watch.holds_mail()
        watch.close()


def test_a_line_that_went_silent_is_noticed_when_it_is_renewed(dovecot: Dovecot, mail_user: str) -> None:
    with _Tunnel(dovecot.port) as tunnel:
        url = f"imap://{mail_user.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{tunnel.port}/INBOX?timeout=0.5"
        watch = ImapWatch(ImapSession(parse_endpoint(url, IMAP_OPTIONS)), renewed_seconds=0.2)
        watch.wait_for_news(Event())
        tunnel.swallow()
        with pytest.raises(MailboxUnavailable, match="timed out"):
            watch.wait_for_news(Event())
        watch.close()


def test_news_that_comes_with_the_answer_to_idle_is_heard() -> None:
    """It stood in the reader's buffer, where no poll of the socket sees it, until the line was renewed."""
    with socket.create_server(("127.0.0.1", 0)) as listening, meanwhile(lambda: _speak_at_once(listening)):
        url = f"imap://robot:secret@127.0.0.1:{listening.getsockname()[1]}/INBOX"
        watch = ImapWatch(ImapSession(parse_endpoint(url, IMAP_OPTIONS)), renewed_seconds=20.0)
        began = monotonic()
        watch.wait_for_news(Event())
        assert monotonic() - began < 10
        watch.close()


def test_the_line_is_renewed_before_servers_end_it() -> None:
    assert IDLE_RENEWED_SECONDS < IDLE_ENDS_SECONDS


def _speak_at_once(listening: socket.socket) -> None:
    """A server with one client, which tells of a mail in the same breath in which it begins to idle."""
    near, _ = listening.accept()
    said = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
        b"SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n",
        b"UID": b"* SEARCH\r\n",
    }
    tag = b""
    with near, near.makefile("rb") as lines:
        near.sendall(b"* OK ready\r\n")
        for line in lines:
            words = line.split()
            if words == [b"DONE"]:
                near.sendall(tag + b" OK done\r\n")
                continue
            tag = words[0]
            is_idle = words[1] == b"IDLE"
            near.sendall(b"+ idling\r\n* 1 EXISTS\r\n" if is_idle else said.get(words[1], b"") + tag + b" OK done\r\n")


class _Tunnel:
    """A way to a server that can begin to swallow all that is sent, as a router does that forgot a connection."""

    def __init__(self, target: int) -> None:
        self._target, self._swallows = target, Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listening]
        self.port = self._listening.getsockname()[1]

    def swallow(self) -> None:
        self._swallows.set()

    def __enter__(self) -> _Tunnel:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._open:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while content := one.recv(65536):
                if not self._swallows.is_set():
                    other.sendall(content)
        except OSError:
            return
