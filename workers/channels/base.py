"""The words every wire to the outside shares: what goes out, what comes in, and how each can fail.

An adapter carries bytes and reports what happened; it decides nothing, retries nothing and writes no database.
The three errors are the three things that can be known after an attempt: the other side said never (`ChannelRefused`),
the other side said not now and took nothing (`ChannelUnavailable`), or nobody knows (`ChannelInDoubt`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Event
from typing import Any, Protocol

from workers.errors import CollectionsError, PermanentError, ServerUnreachable, TransientError


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message; ``pages`` where they are counted."""

    name: str
    content_type: str
    content: bytes
    pages: int = 0


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to one recipient, complete: a channel adds nothing but its wire format.

    ``key`` is the outbox key; ``message_id`` is derived from it, so that the same message has the same name wherever
    it turns up. ``envelope_sender`` is where bounces go, and defaults to ``sender``. ``record`` is for our journal and
    leaves over no channel.
    """

    key: str
    channel: str
    recipient: str
    sender: str
    text: str
    subject: str = ""
    html: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    envelope_sender: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message and the bytes that will leave for it, built before the attempt's transaction."""

    message: OutgoingMessage
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side answered, and the bytes it was given."""

    provider_reference: str
    content: bytes
    status: str = "handed_over"


def key_digest(key: str) -> str:
    """A name for an outbox key that every file system takes."""
    return sha256(key.encode("utf-8")).hexdigest()[:32]


class ChannelRefused(PermanentError):
    """The other side refused this message for good."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ChannelUnavailable(TransientError):
    """The other side took nothing now, and may take it later."""

    def __init__(self, message: str = "", *, code: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.code, self.retry_after = code, retry_after


class ChannelInDoubt(CollectionsError):
    """Nobody knows whether the other side took the message: look for evidence, never repeat it blindly."""

    exit_code = 1


class Channel(Protocol):
    """A way out. Safe to share between threads; every thread gets a connection of its own."""

    @property
    def name(self) -> str:
        """The adapter's name in logs and receipts, such as ``smtp``."""

    @property
    def is_local(self) -> bool:
        """True when it speaks to this machine alone, loopback included: only then may the business clock be moved.

        Whoever moves the clock answers for a relay on loopback that sends on.
        """

    @property
    def can_look_up(self) -> bool:
        """False when this adapter can never show evidence of a hand-over: doubt goes to a person at once."""

    def prepare(self, message: OutgoingMessage) -> Prepared:
        """Build the bytes. Raises `ChannelRefused` for what can never be sent."""

    def send(self, prepared: Prepared) -> Receipt:
        """Hand the bytes over. Raises `ChannelRefused`, `ChannelUnavailable` or `ChannelInDoubt`."""

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        """Evidence that the attempt of ``attempted_at`` was taken; None when there is none (yet)."""

    def check(self) -> None:
        """Prove that the other side can be reached. Raises `ServerUnreachable` or `ConfigurationError`."""

    def close(self) -> None:
        """Let every connection go; the channel may be used again and then reconnects."""


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail as the mailbox gave it. (mailbox, uid_validity, uid) names it as long as the mailbox lives."""

    mailbox: str
    uid_validity: int
    uid: int
    raw: bytes


class MailboxUnavailable(ServerUnreachable):
    """The mailbox did not answer."""


class WatchNotPossible(PermanentError):
    """The mailbox cannot say by itself when mail comes: it is polled, and that is all."""


class MailWatch(Protocol):
    """Stands at a mailbox and says when mail lies there. Belongs to one thread, with a connection of its own."""

    @property
    def name(self) -> str:
        """The mailbox without its password."""

    def holds_mail(self) -> bool:
        """Whether anything waits to be read. Raises `ServerUnreachable`, `ConfigurationError` or `WatchNotPossible`."""

    def wait_for_news(self, stop: Event) -> None:
        """Until mail may have come, some minutes have passed, or ``stop`` is set. Raises as `holds_mail` does."""

    def close(self) -> None:
        """Log out; the next call logs in again."""


class Mailbox(Protocol):
    """A way in. Belongs to one thread."""

    @property
    def name(self) -> str:
        """The mailbox without its password, such as ``imaps://ar@mail.example.com/INBOX``."""

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        """At most ``limit`` mails behind the cursor, in order of arrival, unread and unmoved.

        When the mailbox's UIDVALIDITY is not ``uid_validity`` the cursor means nothing and all mails are fetched again;
        the caller tells known ones apart by their content.
        """

    def file(self, mail: FetchedMail, folder: str) -> None:
        """Move a stored mail to ``folder`` (``Processed``, ``Exceptions``); a mail that is gone is no error."""

    def check(self) -> None:
        """Prove that the mailbox can be read. Raises `ServerUnreachable` or `ConfigurationError`."""

    def close(self) -> None:
        """Log out; the next call logs in again."""
