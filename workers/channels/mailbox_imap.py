"""Reads mail from an IMAP server, unread and unmoved, behind a cursor of UIDVALIDITY and UID.

Must not look into a mail, and must not mark one as seen: people may share the mailbox.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from workers.channels.base import FetchedMail, MailboxUnavailable
from workers.channels.endpoint import Endpoint
from workers.channels.mailbox_maildir import MAIL_BYTES_MAX
from workers.errors import ConfigurationError

IMAP_OPTIONS = ("timeout", "ca")

_BODY = f"BODY.PEEK[]<0.{MAIL_BYTES_MAX}>"


class ImapMailbox:
    """The folder that ``endpoint.path`` names, INBOX by default. One connection, opened again when it broke."""

    def __init__(self, endpoint: Endpoint) -> None:
        if endpoint.scheme == "imap" and not endpoint.is_loopback:
            raise ConfigurationError(f"{endpoint}: imap:// sends the password in clear", hint="write imaps://")
        self._endpoint = endpoint
        self._inbox = endpoint.path.strip("/") or "INBOX"
        self._client: IMAPClient | None = None
        self._uid_validity = 0
        self.name = str(endpoint)

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        with self._errors():
            client = self._selected()
            validity = self._uid_validity
            first = after_uid + 1 if validity == uid_validity else 1
            found = client.search(["UID", f"{first}:*", "UNDELETED"])
        # "n:*" also names the last mail when its number is below n, so the answer is filtered again.
        for uid in [uid for uid in sorted(found) if uid >= first][:limit]:
            raw = self._read(uid, validity)
            if raw is not None:
                yield FetchedMail(self.name, validity, uid, raw)

    def file(self, mail: FetchedMail, folder: str) -> None:
        with self._errors():
            client = self._selected()
            if self._uid_validity != mail.uid_validity:
                return  # the number names another mail now; this one is fetched and filed again
            target = _folder(client, folder)
            if not client.search(["UID", str(mail.uid), "UNDELETED"]):
                return
            if client.has_capability("MOVE"):
                client.move([mail.uid], target)
            else:
                client.copy([mail.uid], target)
                client.delete_messages([mail.uid], silent=True)

    def check(self) -> None:
        self.close()
        with self._errors():
            self._selected()

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, IMAPClientError):
                client.logout()

    def _read(self, uid: int, validity: int) -> bytes | None:
        """The mail's bytes; None when it was moved away meanwhile."""
        with self._errors():
            client = self._selected()
            if self._uid_validity != validity:
                raise MailboxUnavailable(f"{self.name}: the mailbox was replaced while it was read")
            answer = client.fetch([uid], [_BODY])
        raw: bytes | None = answer.get(uid, {}).get(b"BODY[]<0>")
        return raw

    def _selected(self) -> IMAPClient:
        """A live connection with the folder open."""
        if self._client is not None:
            try:
                self._client.noop()
                return self._client
            except (OSError, IMAPClientError):
                self._drop()
        client = self._connect()
        self._client = client
        self._uid_validity = int(client.select_folder(self._inbox)[b"UIDVALIDITY"])
        return client

    def _connect(self) -> IMAPClient:
        endpoint = self._endpoint
        encrypted = endpoint.scheme == "imaps"
        client = IMAPClient(
            endpoint.host,
            port=endpoint.port,
            ssl=encrypted,
            ssl_context=endpoint.tls_context() if encrypted else None,
            timeout=endpoint.timeout_seconds,
        )
        try:
            client.login(endpoint.user, endpoint.password)
        except BaseException:
            client.shutdown()
            raise
        return client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.shutdown()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """What the library raises, in our words; a connection that failed once is not used again."""
        try:
            yield
        except LoginError as error:
            self._drop()
            raise ConfigurationError(
                f"{self.name}: login refused: {error}", hint="check user and password in COLLECTBOT_MAIL_IN_URL"
            ) from error
        except socket.gaierror as error:
            raise MailboxUnavailable(f"{self.name}: host unknown: check COLLECTBOT_MAIL_IN_URL") from error
        except (OSError, IMAPClientError) as error:
            self._drop()
            raise MailboxUnavailable(
                f"{self.name} does not answer ({error}): start it or check COLLECTBOT_MAIL_IN_URL"
            ) from error


def _folder(client: IMAPClient, name: str) -> str:
    """The folder's full name, made when it is missing: some servers keep all folders below INBOX."""
    prefix = ""
    if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
        prefix = personal[0][0]
    full_name = f"{prefix}{name}"
    if not client.folder_exists(full_name):
        client.create_folder(full_name)
    return full_name
