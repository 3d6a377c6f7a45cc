"""The two transactions that bracket a hand-over: the attempt before it, the receipt after it.

Plain SQL statements, because they run for every message that leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workers.ledger.direct import Statement
from workers.ledger.journal import JournalEntry, append, chained_row
from workers.ledger.messages import Claimed
from workers.receivables.occasion import Occasion

# Two messages at most share a transaction: the one just handed over, and the next.
_ACCOUNTS = "SELECT id, version, journal_seq, journal_head FROM accounts WHERE id IN (:one, :other) ORDER BY id"
_READ_ACCOUNTS, _LOCK_ACCOUNTS = Statement(_ACCOUNTS), Statement(_ACCOUNTS + " FOR NO KEY UPDATE")
_ATTEMPT = Statement(
    "UPDATE messages SET state = 'attempted', attempts = attempts + 1, attempted_at = :now"
    " WHERE id = :id AND state = 'claimed' AND claim_token = :token AND lease_until > :now"
    " AND (account_id IS NULL OR judged_version = :version)"
    " AND NOT EXISTS (SELECT 1 FROM controls WHERE name = 'kill_switch' AND value = 'stopped')"
)
_ATTEMPT_ROW = Statement(
    "INSERT INTO message_attempts (message_id, number, attempted_at, claim_token, outcome, detail)"
    " VALUES (:id, :number, :now, :token, '', '')"
)
_HAND_OVER = Statement(
    "UPDATE messages SET state = 'handed_over', handed_over_at = :at, handed_over_on = :day,"
    " provider_reference = :reference, reason = 'handed over' WHERE id = :id AND state IN ('attempted', 'in_doubt')"
)
_CLOSE_ATTEMPT = Statement(
    "UPDATE message_attempts SET outcome = :outcome, detail = :detail WHERE message_id = :id AND number = :number"
)
_SENT = Statement("INSERT INTO sent_messages (message_id, content, received_at) VALUES (:id, :content, :at)")
_JOURNAL = Statement(
    "INSERT INTO journal (stream, seq, account_id, at, business_date, kind, actor, policy_hash, data, previous_hash,"
    " hash) VALUES (:stream, :seq, :account, :at, :day, :kind, :actor, :policy, :data, :previous, :hash)"
)
_MOVE_HEAD = Statement(
    "UPDATE accounts SET journal_seq = :seq, journal_head = :head, look_again_on = NULL WHERE id = :account"
)
_CLOSE = Statement(
    "UPDATE messages SET state = :state, reason = :reason, retry_at = :retry, claim_token = NULL, lease_until = NULL"
    " WHERE id = :id AND state IN ('attempted', 'in_doubt')"
)
_UNRESERVE = Statement("DELETE FROM contact_reservations WHERE message_id = :id")


@dataclass(frozen=True, slots=True)
class Handed:
    """What came back from a hand-over: the provider's reference and the bytes that left."""

    reference: str
    content: bytes


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


class Bracket:
    """One transaction around hand-overs: the accounts of its one or two messages are locked, in the order of their ids.

    The lock makes sure that no change of an account slips between the check of its version and the commit.
    """

    def __init__(self, connection: Connection, *messages: Claimed) -> None:
        self._connection = connection
        ids = [message.account_id for message in messages if message.account_id is not None]
        self._accounts = self._lock(ids[0], ids[-1]) if ids else {}

    def attempt(self, message: Claimed, now: datetime) -> bool:
        """Record the attempt, immediately before the hand-over; False when the message may not leave any more.

        Refused when another process took it, its lease ended, its account changed, or the kill switch was thrown.
        """
        values = {"id": message.id, "token": message.claim_token, "now": now, "version": self._version(message)}
        if _ATTEMPT.run(self._connection, values).rowcount != 1:
            return False
        row = {"id": message.id, "number": message.attempts + 1, "now": now, "token": message.claim_token}
        _ATTEMPT_ROW.run(self._connection, row)
        return True

    def receipt(self, message: Claimed, handed: Handed, occasion: Occasion) -> bool:
        """Record that the message left. A late receipt may settle a message in doubt; a second one changes nothing."""
        values = {"id": message.id, "at": occasion.at, "day": occasion.business_date, "reference": handed.reference}
        if _HAND_OVER.run(self._connection, values).rowcount != 1:
            return False
        self._close_attempt(message, "accepted", handed.reference)
        _SENT.run(self._connection, {"id": message.id, "content": handed.content, "at": occasion.at})
        self._journal(message, "message.handed_over", {"reference": handed.reference}, occasion)
        return True

    def outcome(self, message: Claimed, outcome: Outcome, occasion: Occasion) -> bool:
        """Record an attempt that ended without a receipt: refused for now or for good, or nobody knows."""
        values = {"id": message.id, "state": outcome.state, "reason": outcome.detail, "retry": outcome.retry_at}
        if _CLOSE.run(self._connection, values).rowcount != 1:
            return False
        self._close_attempt(message, outcome.name, outcome.detail)
        if outcome.state in ("planned", "failed"):
            _UNRESERVE.run(self._connection, {"id": message.id})
        self._journal(message, f"message.{outcome.name}", {"detail": outcome.detail}, occasion)
        return True

    def _lock(self, one: int, other: int) -> dict[int, _Account]:
        lock = _READ_ACCOUNTS if self._connection.dialect.name == "sqlite" else _LOCK_ACCOUNTS
        rows = lock.run(self._connection, {"one": one, "other": other})
        return {row.id: _Account(row.version, row.journal_seq, row.journal_head) for row in rows}

    def _version(self, message: Claimed) -> int | None:
        return None if message.account_id is None else self._accounts[message.account_id].version

    def _close_attempt(self, message: Claimed, outcome: str, detail: str) -> None:
        values = {"id": message.id, "number": message.attempts + 1, "outcome": outcome, "detail": detail}
        _CLOSE_ATTEMPT.run(self._connection, values)

    def _journal(self, message: Claimed, kind: str, data: Mapping[str, Any], occasion: Occasion) -> None:
        kept = {"message": message.id, "key": message.key, "channel": message.channel, **data}
        entry = JournalEntry(
            kind,
            occasion.actor,
            occasion.at,
            occasion.business_date,
            kept,
            message.account_id,
            "outbox",
            message.policy_hash,
        )
        if message.account_id is None:
            append(self._connection, [entry])
            return
        account = self._accounts[message.account_id]
        row = chained_row(entry, account.seq + 1, account.head)
        account.seq, account.head = account.seq + 1, row["hash"]
        renamed = {"account": row["account_id"], "day": row["business_date"], "policy": row["policy_hash"]}
        _JOURNAL.run(self._connection, row | renamed | {"previous": row["previous_hash"]})
        _MOVE_HEAD.run(self._connection, {"seq": account.seq, "head": account.head, "account": message.account_id})
