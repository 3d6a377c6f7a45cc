"""The statements of the bracket around a hand-over, in plain SQL: they run for every message that leaves.

Must not decide when they run: `attempts` does.
"""

from __future__ import annotations

from workers.ledger.sql.direct import Statement

ATTEMPT = Statement(
    "UPDATE messages SET state = 'attempted', attempts = attempts + 1, attempted_at = :now"
    " WHERE messages.id = :id AND state = 'claimed' AND claim_token = :token AND lease_until > :now"
    " AND (account_id IS NULL OR judged_version = :version)"
    " AND NOT EXISTS (SELECT 1 FROM controls WHERE name = 'kill_switch' AND value = 'stopped')",
    key="messages.id", id="bigint", token="text", now="timestamptz", version="int",
    copies="INSERT INTO message_attempts (message_id, number, attempted_at, claim_token, outcome, detail)"
    " SELECT id, attempts, attempted_at, claim_token, '', '' FROM messages",
    copies_if="id = :id AND state = 'attempted' AND claim_token = :token AND attempted_at = :now",
)  # fmt: skip
HAND_OVER = Statement(
    "UPDATE messages SET state = 'handed_over', handed_over_at = :at, handed_over_on = :day, provider_reference ="
    " :reference, reason = 'handed over' WHERE messages.id = :id AND state IN ('attempted', 'in_doubt')",
    key="messages.id", id="bigint", at="timestamptz", day="date", reference="text",
)  # fmt: skip
CLOSE_ATTEMPT = Statement(
    "UPDATE message_attempts SET outcome = :outcome, detail = :detail"
    " WHERE message_id = :id AND message_attempts.number = :number",
    key="message_id", id="bigint", number="int", outcome="text", detail="text",
)  # fmt: skip
SENT = Statement(
    "INSERT INTO sent_messages (message_id, content, received_at) VALUES (:id, :content, :at)",
    id="bigint", content="bytea", at="timestamptz",
)  # fmt: skip
JOURNAL = Statement(
    "INSERT INTO journal (stream, seq, account_id, at, business_date, kind, actor, policy_hash, data, previous_hash,"
    " hash) VALUES (:stream, :seq, :account, :at, :day, :kind, :actor, :policy, :data, :previous, :hash)",
    stream="text", seq="bigint", account="bigint", at="timestamptz", day="date", kind="text", actor="text",
    policy="text", data="text", previous="text", hash="text",
)  # fmt: skip
MOVE_HEAD = Statement(
    "UPDATE accounts SET journal_seq = :seq, journal_head = :head, look_again_on = NULL WHERE accounts.id = :account",
    key="accounts.id", account="bigint", seq="bigint", head="text",
)  # fmt: skip
CLOSE = Statement(
    "UPDATE messages SET state = :state, reason = :reason, retry_at = :retry, claim_token = NULL, lease_until = NULL"
    " WHERE messages.id = :id AND messages.state IN ('attempted', 'in_doubt')",
    key="messages.id", id="bigint", state="text", reason="text", retry="timestamptz",
)  # fmt: skip
UNRESERVE = Statement("DELETE FROM contact_reservations WHERE message_id = :id", "message_id", id="bigint")
