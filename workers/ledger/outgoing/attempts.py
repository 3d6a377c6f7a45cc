"""The two transactions that bracket a hand-over: the attempt before it, the receipt after it.

One transaction may hold the receipts of some messages and the attempts of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import compress, decompress

from sqlalchemy import Connection, select

from workers.clock import real_now
from workers.ledger.book.charges import book_charge, books
from workers.ledger.journal import JournalEntry, append, chained_row
from workers.ledger.outgoing.bracket_statements import (
    ATTEMPT,
    CLOSE,
    CLOSE_ATTEMPT,
    HAND_OVER,
    JOURNAL,
    MOVE_HEAD,
    SENT,
    UNRESERVE,
)
from workers.ledger.outgoing.messages import Claimed, ClaimId
from workers.ledger.schema import sent_messages
from workers.ledger.sql.direct import Rows, Statement, run
from workers.receivables.occasion import Occasion

# Bytes that left are kept for years and read rarely; the database writes a third of them this way.
_FAST = 1


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that left: the provider's reference, the bytes that left, the occasion, and what else to journal.

    Whoever makes one packs and hashes its bytes, outside the transaction that records it. ``proof`` is what the journal
    keeps of personal data: the hashes of the payload and of the bytes that left.
    """

    message: Claimed
    reference: str
    content: bytes
    occasion: Occasion
    record: Mapping[str, Any] = field(default_factory=dict)
    packed: bytes = field(init=False)
    proof: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", compress(self.content, _FAST))
        payload = sha256(self.message.payload.encode()).hexdigest()
        object.__setattr__(self, "proof", {"payload": payload, "sent": sha256(self.content).hexdigest()})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: its name, the state the message goes to, why, and when it may be tried again."""

    name: str
    state: str
    detail: str
    retry_at: datetime | None = None


@dataclass(slots=True)
class _Account:
    """A locked account: its version, and the end of its journal."""

    version: int
    seq: int
    head: str


def sent_content(connection: Connection, message_id: int) -> bytes | None:
    """The bytes that left for a message; None when none did."""
    kept = connection.scalar(select(sent_messages.c.content).where(sent_messages.c.message_id == message_id))
    return None if kept is None else decompress(kept)


class Bracket:
    """One transaction around hand-overs: the accounts of its messages are locked, in the order of their ids.

    The lock makes sure that no change of an account slips between the check of its version and the commit.
    """

    def __init__(self, connection: Connection, *messages: Claimed) -> None:
        self._connection = connection
        ids = sorted({message.account_id for message in messages if message.account_id is not None})
        self._accounts = self._lock(ids) if ids else {}

    def attempt(self, messages: Sequence[Claimed], now: datetime) -> set[ClaimId]:
        """Record attempts, immediately before their hand-over; returns the claims whose messages may leave."""
        return self.exchange([], messages, now)[1]

    def receive(self, received: Sequence[Handed]) -> set[int]:
        """Record that messages left; returns those that were not known to have left."""
        return self.exchange(received, [], real_now())[0]

    def exchange(
        self, received: Sequence[Handed], going: Sequence[Claimed], now: datetime
    ) -> tuple[set[int], set[ClaimId]]:
        """Receipts of some messages and attempts of others; returns the fresh receipts and the claims that may leave.

        A late receipt may settle a message in doubt; a second one changes nothing. Refused are attempts of messages
        that another process took, whose lease ended, whose account changed, and all once the kill switch is thrown; of
        two claims of one message, which this process may have made itself, the older one.
        """
        fresh = self._unanswered([handed.message for handed in received])
        tried = (ATTEMPT, [self._attempted(message, now) for message in going])
        *_, changed = run(self._connection, *self._received([h for h in received if h.message.id in fresh]), tried)
        if changed == len(going):
            return fresh, {message.claim_id for message in going}
        held = self._rows("claim_token", {message.id for message in going}, "state = 'attempted'")
        return fresh, {message.claim_id for message in going}.intersection(held)

    def _received(self, fresh: Sequence[Handed]) -> list[tuple[Statement, Rows]]:
        left = ((h.message, {"reference": h.reference, **h.proof, **h.record}, h.occasion) for h in fresh)
        entries = [self._entry(message, "message.handed_over", data, on) for message, data, on in left]
        return [
            (HAND_OVER, [_handed_over(handed) for handed in fresh]),
            (CLOSE_ATTEMPT, [_closing(h.message, "accepted", h.reference) for h in fresh]),
            (SENT, [{"id": h.message.id, "content": h.packed, "at": h.occasion.at} for h in fresh]),
            *self._journalled([*entries, *self._charges(fresh)]),
        ]

    def _charges(self, received: Sequence[Handed]) -> Iterator[JournalEntry]:
        """What a notice charges is booked with its receipt: a charge needs a notice that was handed over."""
        for handed in received:
            if books(handed.message.payload):
                booked = book_charge(self._connection, handed.message.id, handed.occasion)
                if booked is not None:
                    yield self._entry(handed.message, "charge.booked", booked, handed.occasion)

    def outcome(self, message: Claimed, outcome: Outcome, occasion: Occasion) -> bool:
        """Record an attempt that ended without a receipt: refused for now or for good, or nobody knows."""
        if not self._unanswered([message]):
            return False
        values = {"id": message.id, "state": outcome.state, "reason": outcome.detail, "retry": outcome.retry_at}
        given_back = outcome.state in ("planned", "failed")
        entry = self._entry(message, f"message.{outcome.name}", {"detail": outcome.detail}, occasion)
        run(
            self._connection,
            (CLOSE, [values]),
            (CLOSE_ATTEMPT, [_closing(message, outcome.name, outcome.detail)]),
            (UNRESERVE, [{"id": message.id}] if given_back else []),
            *self._journalled([entry]),
        )
        return True

    def _unanswered(self, messages: Sequence[Claimed]) -> set[int]:
        """Which of these still wait for their answer; their rows are locked until the commit."""
        found = self._rows("state", [message.id for message in messages], "state IN ('attempted', 'in_doubt')")
        return {number for number, _ in found}

    def _rows(self, column: str, ids: Iterable[int], condition: str) -> list[tuple[int, str]]:
        listed = ", ".join(str(number) for number in sorted(ids))
        if not listed:
            return []
        lock = "" if self._connection.dialect.name == "sqlite" else " FOR UPDATE"
        query = f"SELECT id, {column} FROM messages WHERE id IN ({listed}) AND {condition} ORDER BY id{lock}"
        return [(row[0], row[1]) for row in self._connection.exec_driver_sql(query)]

    def _lock(self, ids: list[int]) -> dict[int, _Account]:
        listed = ", ".join(str(number) for number in ids)
        query = f"SELECT id, version, journal_seq, journal_head FROM accounts WHERE id IN ({listed}) ORDER BY id"
        lock = "" if self._connection.dialect.name == "sqlite" else " FOR NO KEY UPDATE"
        rows = self._connection.exec_driver_sql(query + lock)
        return {row.id: _Account(row.version, row.journal_seq, row.journal_head) for row in rows}

    def _attempted(self, message: Claimed, now: datetime) -> dict[str, Any]:
        version = None if message.account_id is None else self._accounts[message.account_id].version
        return {"id": message.id, "token": message.claim_token, "now": now, "version": version}

    def _entry(self, message: Claimed, kind: str, data: Mapping[str, Any], occasion: Occasion) -> JournalEntry:
        kept = {"message": message.id, "key": message.key, "channel": message.channel, **data}
        return JournalEntry(
            kind,
            occasion.actor,
            occasion.at,
            occasion.business_date,
            kept,
            message.account_id,
            "outbox",
            message.policy_hash,
        )

    def _journalled(self, entries: Sequence[JournalEntry]) -> list[tuple[Statement, Rows]]:
        """Entries of accounts follow the ends of their chains, which are locked; the rest go the common way."""
        append(self._connection, [entry for entry in entries if entry.account_id is None])
        rows = []
        for entry in entries:
            if entry.account_id is not None:
                account = self._accounts[entry.account_id]
                row = chained_row(entry, account.seq + 1, account.head)
                account.seq, account.head = account.seq + 1, row["hash"]
                rows.append({_SHORT.get(name, name): value for name, value in row.items()})
        touched = sorted({entry.account_id for entry in entries if entry.account_id is not None})
        ends = [(number, self._accounts[number]) for number in touched]
        return [(JOURNAL, rows), (MOVE_HEAD, [{"seq": a.seq, "head": a.head, "account": n} for n, a in ends])]


# The journal's columns under the names of the statement's parameters.
_SHORT = {"account_id": "account", "business_date": "day", "policy_hash": "policy", "previous_hash": "previous"}


def _handed_over(handed: Handed) -> dict[str, Any]:
    occasion = handed.occasion
    on = {"at": occasion.at, "day": occasion.business_date}
    return {"id": handed.message.id, "reference": handed.reference, **on}


def _closing(message: Claimed, outcome: str, detail: str) -> dict[str, Any]:
    return {"id": message.id, "number": message.attempts + 1, "outcome": outcome, "detail": detail}
