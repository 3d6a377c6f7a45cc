"""The outbox: messages, what they list, their attempts, the bytes that left, and reserved contacts.

Personal data: recipients, payloads and sent bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata

STATES = (
    "planned",
    "claimed",
    "attempted",
    "handed_over",
    "delivered",
    "in_doubt",
    "failed",
    "bounced",
    "cancelled",
)


def _either(states: Iterable[str]) -> str:
    """Not with IN: SQLite would build an index of its words for every message that a run writes."""
    return " OR ".join(f"state = '{state}'" for state in states)


# A key is free again only when its message is known not to have reached anybody.
_live = text("state != 'cancelled' AND state != 'failed' AND state != 'bounced'")
_unsettled = text(_either(("planned", "claimed", "attempted", "in_doubt")))

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id")),
    Column("currency", String(3)),
    Column("purpose", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("contact_id", ForeignKey("contacts.id")),
    Column("recipient", String, nullable=False),
    Column("template", String, nullable=False),
    Column("language", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("episode_id", ForeignKey("episodes.id")),
    Column("level", Integer),
    # What tells a level apart after its ladder was edited: its name, and the days after the due date when it came.
    Column("level_name", String, nullable=False, server_default=""),
    Column("level_day", Integer),
    # `final`: a final notice; `last`: the last one of a ladder without a final notice; else empty.
    Column("closes", String, nullable=False, server_default=""),
    Column("policy_hash", String, nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("not_before", Instant, nullable=False),  # by the business clock: windows and parked runs
    Column("retry_at", Instant),  # by real time: the wait after a temporary refusal
    Column("claim_token", String),
    Column("lease_until", Instant),
    Column("judged_version", Integer),
    Column("rule_packs", String, nullable=False, server_default=""),  # which the gate judged under: us_regf@1 ...
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("attempted_at", Instant),
    Column("handed_over_at", Instant),
    Column("handed_over_on", Date),
    Column("provider_reference", String, nullable=False, server_default=""),
    Column("replaces_id", ForeignKey("messages.id")),
    CheckConstraint(_either(STATES), name="state"),
)
Index("uq_messages_live_key", messages.c.key, unique=True, sqlite_where=_live, postgresql_where=_live)
Index("ix_messages_key", messages.c.key)
Index("ix_messages_due", messages.c.state, messages.c.not_before, sqlite_where=_unsettled, postgresql_where=_unsettled)
Index("ix_messages_account", messages.c.account_id, messages.c.state)
_texts = text("channel = 'sms'")
Index("ix_messages_reference", messages.c.provider_reference, sqlite_where=_texts, postgresql_where=_texts)

message_items = Table(
    "message_items",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True),
    Column("open_minor", Minor, nullable=False),
    Column("days_overdue", Integer, nullable=False),
    sqlite_with_rowid=False,
)

message_attempts = Table(
    "message_attempts",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("attempted_at", Instant, nullable=False),
    Column("claim_token", String, nullable=False),
    Column("outcome", String, nullable=False, server_default=""),
    Column("detail", String, nullable=False, server_default=""),
)

# `content` is compressed (zlib); `workers.ledger.outgoing.attempts` writes and reads it.
sent_messages = Table(
    "sent_messages",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
)

contact_reservations = Table(
    "contact_reservations",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("address", String, nullable=False),
    Column("reserved_at", Instant, nullable=False),
)
Index("ix_contact_reservations_address", contact_reservations.c.address, contact_reservations.c.reserved_at)
