"""A channel that keeps what it is given and answers as it was told to: for rehearsals and tests.

It is held to the same contract tests as the real channels, so that what passes against it passes against them.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from enum import Enum
from threading import Lock

from workers.channels.base import (
    ChannelInDoubt,
    ChannelRefused,
    ChannelUnavailable,
    OutgoingMessage,
    Prepared,
    Receipt,
    key_digest,
)
from workers.errors import ServerUnreachable


class Outcome(Enum):
    """What happens to the next message."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_NOW = "not now"
    REPLY_LOST = "accepted, and the answer got lost"
    LOST = "not accepted, and the connection got lost"


class RecordingChannel:
    """Accepts everything, except as scripted: each scripted outcome is used once, in order."""

    def __init__(self, name: str = "recording", *, is_local: bool = True, can_look_up: bool = True) -> None:
        self.name, self.is_local, self.can_look_up = name, is_local, can_look_up
        self.reachable = True
        self._accepted: list[Prepared] = []
        self._script: deque[Outcome] = deque()
        self._lock = Lock()

    @property
    def accepted(self) -> list[Prepared]:
        """What the other side has, in order."""
        with self._lock:
            return list(self._accepted)

    def script(self, *outcomes: Outcome) -> None:
        """What happens to the next messages."""
        with self._lock:
            self._script.extend(outcomes)

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return Prepared(message, message.text.encode("utf-8"))

    def send(self, prepared: Prepared) -> Receipt:
        with self._lock:
            outcome = self._script.popleft() if self._script else Outcome.ACCEPTED
            if outcome in (Outcome.ACCEPTED, Outcome.REPLY_LOST):
                self._accepted.append(prepared)
        match outcome:
            case Outcome.ACCEPTED:
                return _receipt(prepared)
            case Outcome.REFUSED:
                raise ChannelRefused("550 no such mailbox", code="550")
            case Outcome.NOT_NOW:
                raise ChannelUnavailable("451 try again later", code="451", retry_after=timedelta(minutes=5))
            case Outcome.REPLY_LOST | Outcome.LOST:
                raise ChannelInDoubt("connection lost after the message was sent")

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        if not self.can_look_up:
            return None
        return next((_receipt(prepared) for prepared in self.accepted if prepared.message.key == message.key), None)

    def check(self) -> None:
        if not self.reachable:
            raise ServerUnreachable(f"channel {self.name} was told not to answer")

    def close(self) -> None:
        """Nothing is open."""


def _receipt(prepared: Prepared) -> Receipt:
    return Receipt(key_digest(prepared.message.key), prepared.content)
