"""Recording around the hand-over: the receipt of a sender's last message and the attempt of its next, in one commit.

Senders that wait for the database at the same moment share a commit: one of them writes for all, while the next ones
gather. So a disk that takes a millisecond to prove a commit does not bound the messages, only the commits. Each attempt
keeps its own conditions, and no more messages stand between attempt and receipt than there are senders.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock

from workers.clock import real_now
from workers.ledger.outgoing.attempts import Bracket, Handed
from workers.ledger.outgoing.messages import Claimed, give_back_one
from workers.ledger.unit_of_work import Ledger

# SQLite has one writer; PostgreSQL works on one commit while it proves another.
_WRITERS = 2


@dataclass(slots=True)
class Entry:
    """What one sender wants recorded; the recorder answers in the other fields."""

    message: Claimed
    in_time: bool
    handed: Handed | None = None
    attempted: bool = False
    error: Exception | None = None
    writes: bool = False
    called: Event = field(default_factory=Event)  # to write for all that wait, or because it is done
    done: Event = field(default_factory=Event)


class Recorder:
    """Shared by the sender threads of one dispatch."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._free_writers = 1 if ledger.is_sqlite else _WRITERS
        self._waiting: list[Entry] = []

    def record(self, entry: Entry) -> bool:
        """Record the entry; returns whether its message may be handed over now."""
        with self._lock:
            self._waiting.append(entry)
            entry.writes = self._free_writers > 0
            self._free_writers -= entry.writes
        if not entry.writes:
            entry.called.wait()
        if entry.writes:
            self._write_waiting()
        entry.done.wait()
        if entry.error is not None:
            raise entry.error
        return entry.attempted

    def _write_waiting(self) -> None:
        """Write for all that wait, then let one of those that came meanwhile write next, or nobody."""
        with self._lock:
            batch, self._waiting = self._waiting, []
        if batch:
            self._write(batch)
        with self._lock:
            successor = next((entry for entry in self._waiting if not entry.writes), None)
            if successor is None:
                self._free_writers += 1
            else:
                successor.writes = True
                successor.called.set()

    def _write(self, batch: list[Entry]) -> None:
        """All in one commit; where that fails, each alone, so that only the one at fault bears it."""
        try:
            self._commit(batch)
        except Exception as error:
            if len(batch) == 1:
                batch[0].error = error
            else:
                for entry in batch:
                    self._write([entry])
        for entry in batch:
            entry.done.set()
            entry.called.set()

    def _commit(self, batch: list[Entry]) -> None:
        received = [entry.handed for entry in batch if entry.handed is not None]
        timely = [entry.message for entry in batch if entry.in_time]
        with self._ledger.write() as connection:
            bracket = Bracket(connection, *(h.message for h in received), *(entry.message for entry in batch))
            bracket.receive(received)
            allowed = bracket.attempt(timely, real_now())
            for entry in batch:
                entry.attempted = entry.message.id in allowed
                if not entry.attempted:
                    why = "changed before the attempt" if entry.in_time else "window closed"
                    give_back_one(connection, entry.message.id, entry.message.claim_token, why)
