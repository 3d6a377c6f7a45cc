"""The two transactions that bracket a hand-over: the attempt before it, the receipt after it.

Plain SQL statements, because they run for every message that leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import compress, decompress

from sqlalchemy import Connection, select

from workers.ledger.book.charges import book_charge, books
from workers.ledger.journal import JournalEntry, append, chained_row
from workers.ledger.outgoing.messages import Claimed
from workers.ledger.schema import sent_messages
from workers.ledger.sql.direct import Rows, Statement, run
from workers.receivables.occasion import Occasion

_ATTEMPT = Statement(
    "UPDATE messages SET state = 'attempted', attempts = attempts + 1, attempted_at = :now"
    " WHERE messages.id = :id AND state = 'claimed' AND claim_token = :token AND lease_until > :now"
    " AND (account_id IS NULL OR judged_version = :version)"
    " AND NOT EXISTS (SELECT 1 FROM controls WHERE name = 'kill_switch' AND value = 'stopped')",
    key="messages.id", id="bigint", token="text", now="timestamptz", version="int",
)  # fmt: skip
_ATTEMPT_ROW = Statement(
    "INSERT INTO message_attempts (message_id, number, attempted_at, claim_token, outcome, detail)"
    " VALUES (:id, :number, :now, :token, '', '')",
    id="bigint", number="int", now="timestamptz", token="text",
)  # fmt: skip
_HAND_OVER = Statement(
    "UPDATE messages SET state = 'handed_over', handed_over_at = :at, handed_over_on = :day, provider_reference ="
    " :reference, reason = 'handed over' WHERE messages.id = :id AND state IN ('attempted', 'in_doubt')",
    key="messages.id", id="bigint", at="timestamptz", day="date", reference="text",
)  # fmt: skip
_CLOSE_ATTEMPT = Statement(
    "UPDATE message_attempts SET outcome = :outcome, detail = :detail"
    " WHERE message_id = :id AND message_attempts.number = :number",
    key="message_id", id="bigint", number="int", outcome="text", detail="text",
)  # fmt: skip
_SENT = Statement(
    "INSERT INTO sent_messages (message_id, content, received_at) VALUES (:id, :content, :at)",
    id="bigint", content="bytea", at="timestamptz",
)  # fmt: skip
_JOURNAL = Statement(
    "INSERT INTO journal (stream, seq, account_id, at, business_date, kind, actor, policy_hash, data, previous_hash,"
    " hash) VALUES (:stream, :seq, :account, :at, :day, :kind, :actor, :policy, :data, :previous, :hash)",
    stream="text", seq="bigint", account="bigint", at="timestamptz", day="date", kind="text", actor="text",
    policy="text", data="text", previous="text", hash="text",
)  # fmt: skip
_MOVE_HEAD = Statement(
    "UPDATE accounts SET journal_seq = :seq, journal_head = :head, look_again_on = NULL WHERE accounts.id = :account",
    key="accounts.id", account="bigint", seq="bigint", head="text",
)  # fmt: skip
_CLOSE = Statement(
    "UPDATE messages SET state = :state, reason = :reason, retry_at = :retry, claim_token = NULL, lease_until = NULL"
    " WHERE messages.id = :id AND messages.state IN ('attempted', 'in_doubt')",
    key="messages.id", id="bigint", state="text", reason="text", retry="timestamptz",
)  # fmt: skip
_UNRESERVE = Statement("DELETE FROM contact_reservations WHERE message_id = :id", "message_id", id="bigint")


# Bytes that left are kept for years and read rarely; the database writes a third of them this way.
_FAST = 1


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that left: the provider's reference, the bytes that left, the occasion, and what else to journal."""

    message: Claimed
    reference: str
    content: bytes
    occasion: Occasion
    record: Mapping[str, Any] = field(default_factory=dict)


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

    def attempt(self, messages: Sequence[Claimed], now: datetime) -> set[int]:
        """Record attempts, immediately before their hand-over; returns the messages that may leave.

        Refused are those that another process took, whose lease ended, whose account changed, and all of them once the
        kill switch is thrown.
        """
        allowed = {message.id for message in messages}
        (changed,) = run(self._connection, (_ATTEMPT, [self._attempted(message, now) for message in messages]))
        if changed < len(messages):
            tokens = {message.id: message.claim_token for message in messages}
            found = self._rows("claim_token", tokens, "state = 'attempted'")
            allowed = {number for number, token in found if token == tokens[number]}
        numbered = [
            {"id": m.id, "number": m.attempts + 1, "now": now, "token": m.claim_token}
            for m in messages
            if m.id in allowed
        ]
        run(self._connection, (_ATTEMPT_ROW, numbered))
        return allowed

    def receive(self, received: Sequence[Handed]) -> set[int]:
        """Record that messages left. A late receipt may settle a message in doubt; a second one changes nothing."""
        open_ids = self._unanswered([handed.message for handed in received])
        fresh = [handed for handed in received if handed.message.id in open_ids]
        sent = [{"id": h.message.id, "content": compress(h.content, _FAST), "at": h.occasion.at} for h in fresh]
        left = ((h.message, {"reference": h.reference, **_proof(h), **h.record}, h.occasion) for h in fresh)
        entries = [self._entry(message, "message.handed_over", data, on) for message, data, on in left]
        run(
            self._connection,
            (_HAND_OVER, [_handed_over(handed) for handed in fresh]),
            (_CLOSE_ATTEMPT, [_closing(h.message, "accepted", h.reference) for h in fresh]),
            (_SENT, sent),
            *self._journalled([*entries, *self._charges(fresh)]),
        )
        return open_ids

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
            (_CLOSE, [values]),
            (_CLOSE_ATTEMPT, [_closing(message, outcome.name, outcome.detail)]),
            (_UNRESERVE, [{"id": message.id}] if given_back else []),
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
        return [(_JOURNAL, rows), (_MOVE_HEAD, [{"seq": a.seq, "head": a.head, "account": n} for n, a in ends])]


# The journal's columns under the names of the statement's parameters.
_SHORT = {"account_id": "account", "business_date": "day", "policy_hash": "policy", "previous_hash": "previous"}


def _proof(handed: Handed) -> dict[str, str]:
    """What the journal keeps of personal data: the hashes of the payload and of the bytes that left."""
    payload = sha256(handed.message.payload.encode()).hexdigest()
    return {"payload": payload, "sent": sha256(handed.content).hexdigest()}


def _handed_over(handed: Handed) -> dict[str, Any]:
    occasion = handed.occasion
    on = {"at": occasion.at, "day": occasion.business_date}
    return {"id": handed.message.id, "reference": handed.reference, **on}


def _closing(message: Claimed, outcome: str, detail: str) -> dict[str, Any]:
    return {"id": message.id, "number": message.attempts + 1, "outcome": outcome, "detail": detail}
