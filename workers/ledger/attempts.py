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

_SHARE_ACCOUNT = Statement("SELECT version FROM accounts WHERE id = :account FOR SHARE")
_ATTEMPT = Statement(
    "UPDATE messages SET state = 'attempted', attempts = attempts + 1, attempted_at = :now"
    " WHERE id = :id AND state = 'claimed' AND claim_token = :token AND lease_until > :now"
    " AND (account_id IS NULL OR judged_version = (SELECT version FROM accounts WHERE accounts.id = account_id))"
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
_HEAD = "SELECT journal_seq, journal_head FROM accounts WHERE id = :account"
_HEAD_SQLITE, _HEAD_LOCKED = Statement(_HEAD), Statement(_HEAD + " FOR UPDATE")
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


def record_attempt(connection: Connection, message: Claimed, now: datetime) -> bool:
    """The attempt, immediately before the hand-over; False when the message may not leave any more.

    Refused when another process took it, its lease ended, its account changed, or the kill switch was thrown.
    """
    if message.account_id is not None and connection.dialect.name != "sqlite":
        _SHARE_ACCOUNT.run(connection, {"account": message.account_id})
    taken = _ATTEMPT.run(connection, {"id": message.id, "token": message.claim_token, "now": now})
    if taken.rowcount != 1:
        return False
    row = {"id": message.id, "number": message.attempts + 1, "now": now, "token": message.claim_token}
    _ATTEMPT_ROW.run(connection, row)
    return True


def record_receipt(connection: Connection, message: Claimed, handed: Handed, occasion: Occasion) -> bool:
    """The receipt: the message left. A late one may settle a message in doubt; a second one changes nothing."""
    values = {"id": message.id, "at": occasion.at, "day": occasion.business_date, "reference": handed.reference}
    if _HAND_OVER.run(connection, values).rowcount != 1:
        return False
    closing = {"id": message.id, "number": message.attempts + 1, "outcome": "accepted", "detail": handed.reference}
    _CLOSE_ATTEMPT.run(connection, closing)
    _SENT.run(connection, {"id": message.id, "content": handed.content, "at": occasion.at})
    _journal(connection, message, "message.handed_over", {"reference": handed.reference}, occasion)
    return True


def record_outcome(connection: Connection, message: Claimed, outcome: Outcome, occasion: Occasion) -> bool:
    """The attempt ended without a receipt: refused for now or for good, or nobody knows."""
    values = {"id": message.id, "state": outcome.state, "reason": outcome.detail, "retry": outcome.retry_at}
    if _CLOSE.run(connection, values).rowcount != 1:
        return False
    closing = {"id": message.id, "number": message.attempts + 1, "outcome": outcome.name, "detail": outcome.detail}
    _CLOSE_ATTEMPT.run(connection, closing)
    if outcome.state in ("planned", "failed"):
        _UNRESERVE.run(connection, {"id": message.id})
    _journal(connection, message, f"message.{outcome.name}", {"detail": outcome.detail}, occasion)
    return True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: its name, the state the message goes to, why, and when it may be tried again."""

    name: str
    state: str
    detail: str
    retry_at: datetime | None = None


def _journal(connection: Connection, message: Claimed, kind: str, data: Mapping[str, Any], occasion: Occasion) -> None:
    entry = JournalEntry(
        kind,
        occasion.actor,
        occasion.at,
        occasion.business_date,
        {"message": message.id, "key": message.key, "channel": message.channel, **data},
        message.account_id,
        "outbox",
        message.policy_hash,
    )
    if message.account_id is None:
        append(connection, [entry])
        return
    head = _HEAD_SQLITE if connection.dialect.name == "sqlite" else _HEAD_LOCKED
    at_end = head.run(connection, {"account": message.account_id}).one()
    seq, previous = at_end.journal_seq, at_end.journal_head
    row = chained_row(entry, seq + 1, previous)
    renamed = {"account": row["account_id"], "day": row["business_date"], "policy": row["policy_hash"]}
    _JOURNAL.run(connection, row | renamed | {"previous": row["previous_hash"]})
    _MOVE_HEAD.run(connection, {"seq": seq + 1, "head": row["hash"], "account": message.account_id})
