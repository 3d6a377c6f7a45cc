"""One connection to an IMAP server: opened when it is needed, opened again when it broke, its errors in our words.

Logs in by password or, with ``oauth=`` in the address, by XOAUTH2. Must not read or move a mail.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from workers.channels.base import MailboxUnavailable
from workers.channels.endpoint import Endpoint
from workers.channels.oauth import OAUTH_OPTIONS, TokenSource, xoauth2
from workers.errors import ConfigurationError

IMAP_OPTIONS = ("timeout", "ca", *OAUTH_OPTIONS)


class ImapSession:
    """The folder that ``endpoint.path`` names, INBOX by default. Belongs to one thread."""

    def __init__(self, endpoint: Endpoint, tokens: TokenSource | None = None) -> None:
        if endpoint.scheme == "imap" and not endpoint.is_loopback:
            raise ConfigurationError(f"{endpoint}: imap:// sends the password in clear", hint="write imaps://")
        self._endpoint, self._tokens = endpoint, tokens
        self._folder = endpoint.path.strip("/") or "INBOX"
        self._client: IMAPClient | None = None
        self.uid_validity = 0
        self.name = str(endpoint)

    def selected(self) -> IMAPClient:
        """A live connection with the folder open. Call it, and use it, within `errors`."""
        if self._client is not None:
            try:
                self._client.noop()
                return self._client
            except (OSError, IMAPClientError):
                self.drop()
        client = self._connect()
        self._client = client
        self.uid_validity = int(client.select_folder(self._folder)[b"UIDVALIDITY"])
        return client

    @contextmanager
    def errors(self) -> Iterator[None]:
        """What the library raises, in our words; a connection that failed once is not used again."""
        try:
            yield
        except LoginError as error:
            self.drop()
            raise ConfigurationError(
                f"{self.name}: login refused: {error}", hint="check user and password in COLLECTBOT_MAIL_IN_URL"
            ) from error
        except socket.gaierror as error:
            raise MailboxUnavailable(f"{self.name}: host unknown: check COLLECTBOT_MAIL_IN_URL") from error
        except (OSError, IMAPClientError) as error:
            self.drop()
            raise MailboxUnavailable(
                f"{self.name} does not answer ({error}): start it or check COLLECTBOT_MAIL_IN_URL"
            ) from error

    def close(self) -> None:
        """Log out; the next use logs in again."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, IMAPClientError):
                client.logout()

    def drop(self) -> None:
        """Let a connection go that may be broken."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.shutdown()

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
            if self._tokens is None:
                client.login(endpoint.user, endpoint.password)
            else:
                _log_in_with_token(client, endpoint.user, self._tokens)
        except BaseException:
            client.shutdown()
            raise
        return client


def _log_in_with_token(client: IMAPClient, user: str, tokens: TokenSource) -> None:
    """A token that was taken back before its end is replaced once; a second refusal is the operator's."""
    token = tokens.token()
    try:
        _authenticate(client, user, token)
    except LoginError:
        _authenticate(client, user, tokens.token(refused=token))


def _authenticate(client: IMAPClient, user: str, token: str) -> None:
    def answer(challenge: bytes) -> str:
        """The login, and nothing to a refusal's details: the server ends the exchange only then."""
        return "" if challenge else xoauth2(user, token)

    client.sasl_login("XOAUTH2", answer)
