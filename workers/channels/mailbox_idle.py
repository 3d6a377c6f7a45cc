"""Stands at a mailbox with IMAP's IDLE (RFC 2177) and says when mail lies there, within seconds of its arrival.

The connection is proved every few minutes: a server ends one after 29, and routers drop silent ones without a word.
Must not read or move a mail: the poll does.
"""

from __future__ import annotations

from ssl import SSLWantReadError
from threading import Event
from time import monotonic

from imapclient import IMAPClient

from workers.channels.base import WatchNotPossible
from workers.channels.imap_session import ImapSession

IDLE_RENEWED_SECONDS = 240.0
# How soon a watch notices that it is told to stop.
_LOOK_UP_SECONDS = 1.0


class ImapWatch:
    """A connection of its own, beside the one that polls."""

    def __init__(self, session: ImapSession, renewed_seconds: float = IDLE_RENEWED_SECONDS) -> None:
        self._session, self._renewed_seconds = session, renewed_seconds
        self.name = session.name

    def holds_mail(self) -> bool:
        with self._session.errors():
            client = self._session.selected()
            if not client.has_capability("IDLE"):
                raise WatchNotPossible(f"{self.name}: the server does not know IDLE")
            return bool(client.search("UNDELETED"))

    def wait_for_news(self, stop: Event) -> None:
        with self._session.errors():
            client = self._session.selected()
            if client.search("UNDELETED"):
                return  # it came since the last look, and is no news to IDLE any more
            client.idle()
            if not _spoke_at_once(client):
                self._listen(client, stop)
            client.idle_done()  # raises where the other side is gone

    def close(self) -> None:
        self._session.close()

    def _listen(self, client: IMAPClient, stop: Event) -> None:
        """Until the server speaks of new mail, or it is time to prove that it is still there."""
        ends_at = monotonic() + self._renewed_seconds
        while not stop.is_set() and (left := ends_at - monotonic()) > 0:
            asked_at, patience = monotonic(), min(left, _LOOK_UP_SECONDS)
            said = client.idle_check(timeout=patience)
            if any(len(words) > 1 and words[1] == b"EXISTS" for words in said):
                return
            if not said and monotonic() - asked_at < patience / 2:
                return  # readable and yet silent: the other side hung up


def _spoke_at_once(client: IMAPClient) -> bool:
    """Whether news came together with the answer to IDLE: read ahead with it, where `idle_check` does not look."""
    connection = client.socket()
    timeout = connection.gettimeout()
    connection.setblocking(False)
    try:
        return bool(client._imap.file.peek(1))
    except SSLWantReadError:
        return False
    finally:
        connection.settimeout(timeout)
