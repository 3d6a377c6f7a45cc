"""Mail out over SMTP, one kept connection for each thread.

A connection that the server closed while idle is opened again before DATA, where this is safe; everything later is
reported as it was. Must not retry a message.
"""

from __future__ import annotations

import smtplib
import threading
from datetime import datetime
from weakref import WeakSet

from workers.channels.base import ChannelRefused, ChannelUnavailable, OutgoingMessage, Prepared, Receipt
from workers.channels.endpoint import Endpoint
from workers.channels.mime import build_mail
from workers.channels.mime_headers import bare_address
from workers.channels.smtp_connection import ConnectionLost, connect, open_transaction, transmit
from workers.errors import ConfigurationError, ServerUnreachable

SMTP_OPTIONS = ("starttls", "timeout", "ca")


class SmtpChannel:
    """Delivers mails to ``endpoint``. SMTP keeps no list of what it accepted, so doubt goes to a person."""

    name = "smtp"
    is_local = False
    can_look_up = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._of_this_thread = threading.local()
        self._connections: WeakSet[smtplib.SMTP] = WeakSet()

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return Prepared(message, build_mail(message))

    def send(self, prepared: Prepared) -> Receipt:
        try:
            answer = transmit(self._open_transaction(prepared), prepared.content)
        except (ChannelRefused, ChannelUnavailable):
            raise  # the server answered: the conversation is in step
        except BaseException:
            # The conversation stopped at an unknown place (a time limit may interrupt anywhere): an answer that is
            # still under way must not be taken for the answer to the next message.
            self._drop()
            raise
        return Receipt(answer, prepared.content)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        return None

    def check(self) -> None:
        try:
            smtp = connect(self._endpoint)
            smtp.noop()
            smtp.quit()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            raise ConfigurationError(
                f"{self._endpoint}: login refused: {error}", hint="check user and password in MAIL_OUT_URL"
            ) from error
        except OSError as error:
            raise ServerUnreachable(
                f"mail server {self._endpoint} does not answer ({error}): start it or correct MAIL_OUT_URL"
            ) from error

    def close(self) -> None:
        for smtp in list(self._connections):
            smtp.close()
        self._drop()

    def _open_transaction(self, prepared: Prepared) -> smtplib.SMTP:
        """A connection on which the server waits for the bytes; a kept one that has died is replaced once."""
        message, size = prepared.message, len(prepared.content)
        sender, recipient = bare_address(message.envelope_sender or message.sender), bare_address(message.recipient)
        smtp = self._kept()
        if smtp is not None:
            try:
                open_transaction(smtp, sender, recipient, size)
                return smtp
            except ConnectionLost:
                self._drop()
        smtp = self._connect()
        try:
            open_transaction(smtp, sender, recipient, size)
        except ConnectionLost as error:
            self._drop()
            raise ChannelUnavailable(f"mail server hung up before DATA: {error}", code="421") from error
        return smtp

    def _kept(self) -> smtplib.SMTP | None:
        """This thread's connection."""
        kept: smtplib.SMTP | None = getattr(self._of_this_thread, "smtp", None)
        return kept

    def _connect(self) -> smtplib.SMTP:
        try:
            smtp = connect(self._endpoint)
        except (OSError, ConfigurationError) as error:
            raise ChannelUnavailable(f"cannot connect to {self._endpoint}: {error}") from error
        self._of_this_thread.smtp = smtp
        self._connections.add(smtp)
        return smtp

    def _drop(self) -> None:
        smtp, self._of_this_thread.smtp = self._kept(), None
        if smtp is not None:
            smtp.close()
