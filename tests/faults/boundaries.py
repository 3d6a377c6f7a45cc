"""The boundaries of the outbox protocol and of the mailbox, and how a process is made to die at one of them.

A channel around the real one and a listener at the database driver kill their own process with SIGKILL: the product
has no switch for this and does not know that it is watched.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, event

from workers.channels.base import Channel, OutgoingMessage, Prepared, Receipt
from workers.ledger.unit_of_work import Ledger


class Boundary(StrEnum):
    """Where a worker dies."""

    NOWHERE = "nowhere"
    BEFORE_CLAIM = "before claim"  # in the claim's transaction, before its first write
    AFTER_CLAIM = "after claim"  # the claim is committed, no attempt is begun
    IN_ATTEMPT = "in attempt"  # the attempt's row is written and not committed
    AFTER_ATTEMPT = "after attempt"  # the attempt is committed, nothing was handed over
    AFTER_HAND_OVER = "after hand-over"  # the server said 250, nothing of it is recorded
    BEFORE_RECEIPT = "before receipt"  # the receipt is written and not committed

    IN_STORING = "in storing"  # the mail is fetched and written, and not committed
    BEFORE_READING = "before reading"  # the attempt to understand the mail is counted
    AFTER_READING = "after reading"  # the mail is understood, nothing of it is posted
    IN_SETTLING = "in settling"  # all that the mail causes is written and not committed
    BEFORE_FILING = "before filing"  # the mail is settled and lies in the inbox
    AFTER_FILING = "after filing"  # the mail was moved, and the ledger does not know


# In the statement before whose execution, or after it, the process dies.
_BEFORE_STATEMENT = {Boundary.BEFORE_CLAIM: "lease_until="}
_AFTER_STATEMENT = {
    Boundary.IN_ATTEMPT: "INSERT INTO message_attempts",
    Boundary.BEFORE_RECEIPT: "INSERT INTO sent_messages",
    Boundary.IN_STORING: "INSERT INTO raw_messages",
    Boundary.IN_SETTLING: "settled_at=",
}


class Fuse:
    """Kills this process at one boundary, when it comes there for the n-th time."""

    def __init__(self, boundary: Boundary, passages: int) -> None:
        self._boundary, self._left, self._attempts = boundary, passages, 0

    def pass_by(self, boundary: Boundary) -> None:
        if boundary is not self._boundary:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, ledger: Ledger) -> None:
        """Lie in wait at the statements of those boundaries that are inside a transaction."""
        event.listen(ledger.engine, "before_cursor_execute", self._listener(_BEFORE_STATEMENT))
        event.listen(ledger.engine, "after_cursor_execute", self._listener(_AFTER_STATEMENT))

    def _listener(self, words: dict[Boundary, str]) -> Callable[..., None]:
        def listen(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
            for boundary, word in words.items():
                if word in statement and (boundary is not Boundary.IN_ATTEMPT or self._has_attempted(connection)):
                    self.pass_by(boundary)

        return listen

    def _has_attempted(self, connection: Connection) -> bool:
        """Whether the statement wrote an attempt: on a slow machine a lease may have ended before it."""
        driver: Any = connection.connection.driver_connection
        before, (self._attempts,) = self._attempts, driver.execute("SELECT count(*) FROM message_attempts").fetchone()
        return self._attempts > before


class DoomedChannel:
    """The channel it is given, with a fuse before and after its acts."""

    def __init__(self, channel: Channel, fuse: Fuse) -> None:
        self._channel, self._fuse = channel, fuse
        self.name, self.is_local, self.can_look_up = channel.name, channel.is_local, channel.can_look_up

    def prepare(self, message: OutgoingMessage) -> Prepared:
        self._fuse.pass_by(Boundary.AFTER_CLAIM)
        return self._channel.prepare(message)

    def send(self, prepared: Prepared) -> Receipt:
        self._fuse.pass_by(Boundary.AFTER_ATTEMPT)
        receipt = self._channel.send(prepared)
        self._fuse.pass_by(Boundary.AFTER_HAND_OVER)
        return receipt

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        return self._channel.look_up(message, attempted_at)

    def check(self) -> None:
        self._channel.check()

    def close(self) -> None:
        self._channel.close()
