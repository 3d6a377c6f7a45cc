"""Mail out over SMTP, over connections that are kept: as many as there are threads that send at once.

A connection that the server closed while it was idle is replaced before DATA, where this is safe; everything later is
reported as it was. Must not retry a message.
"""

from __future__ import annotations

import smtplib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from workers.channels.base import ChannelRefused, ChannelUnavailable, OutgoingMessage, Prepared, Receipt
from workers.channels.endpoint import Endpoint
from workers.channels.mime import build_mail
from workers.channels.mime_headers import bare_address
from workers.channels.oauth import OAUTH_OPTIONS, token_source
from workers.channels.smtp_connection import ConnectionLost, connect, open_transaction, transmit
from workers.errors import ConfigurationError, ServerUnreachable

IDLE_MAX_SECONDS = 120.0
"""Routers forget a silent connection after minutes; asking over it would cost the whole time limit."""

SMTP_OPTIONS = ("starttls", "timeout", "ca", *OAUTH_OPTIONS)


class SmtpChannel:
    """Delivers mails to ``endpoint``. SMTP keeps no list of what it accepted, so doubt goes to a person."""

    name = "smtp"
    can_look_up = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._tokens = token_source(endpoint)
        self.is_local = endpoint.is_loopback
        self._idle: deque[tuple[smtplib.SMTP, float]] = deque()

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return Prepared(message, build_mail(message))

    def send(self, prepared: Prepared) -> Receipt:
        smtp = self._open_transaction(prepared)
        with self._kept_if_in_step(smtp):
            answer = transmit(smtp, prepared.content)
        self._keep(smtp)
        return Receipt(answer, prepared.content)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        return None

    def check(self) -> None:
        try:
            connect(self._endpoint, self._tokens).quit()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            raise ConfigurationError(
                f"{self._endpoint}: login refused: {error}", hint="check user and password in COLLECTBOT_MAIL_OUT_URL"
            ) from error
        except OSError as error:
            raise ServerUnreachable(
                f"mail server {self._endpoint} does not answer ({error}): start it or correct COLLECTBOT_MAIL_OUT_URL"
            ) from error

    def close(self) -> None:
        while self._idle:
            self._idle.pop()[0].close()

    def _open_transaction(self, prepared: Prepared) -> smtplib.SMTP:
        """A connection on which the server waits for the bytes: a kept one that still lives, or a new one."""
        message, size = prepared.message, len(prepared.content)
        sender, recipient = bare_address(message.envelope_sender or message.sender), bare_address(message.recipient)
        while True:
            kept = self._take_idle()
            smtp = kept or self._connect()
            try:
                with self._kept_if_in_step(smtp):
                    open_transaction(smtp, sender, recipient, size)
            except ConnectionLost as error:
                if kept is None:
                    raise ChannelUnavailable(f"mail server hung up before DATA: {error}", code="421") from error
            else:
                return smtp

    def _keep(self, smtp: smtplib.SMTP) -> None:
        self._idle.append((smtp, monotonic()))

    def _take_idle(self) -> smtplib.SMTP | None:
        """The connection used last. One that was idle for long may be dead without a sign: it is not tried."""
        try:
            smtp, since = self._idle.pop()
        except IndexError:
            return None
        if monotonic() - since < IDLE_MAX_SECONDS:
            return smtp
        smtp.close()
        return self._take_idle()

    @contextmanager
    def _kept_if_in_step(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """After an answer the conversation goes on; after anything else it is over.

        A time limit may interrupt it anywhere, and an answer that is still under way must not be taken for the answer
        to the next message.
        """
        try:
            yield
        except (ChannelRefused, ChannelUnavailable):
            self._keep(smtp)
            raise
        except BaseException:
            smtp.close()
            raise

    def _connect(self) -> smtplib.SMTP:
        try:
            return connect(self._endpoint, self._tokens)
        except (OSError, ConfigurationError, ServerUnreachable) as error:
            raise ChannelUnavailable(f"cannot connect to {self._endpoint}: {error}") from error
