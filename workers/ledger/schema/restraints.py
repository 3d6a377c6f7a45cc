"""What keeps the robot from an account: holds, disputes, promises and stops; and the dunning episodes."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

holds = Table(
    "holds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("open_item_id", ForeignKey("open_items.id"), index=True),
    Column("kind", String, nullable=False),
    Column("amount_minor", Minor),
    Column("currency", String(3)),
    Column("reason", String, nullable=False),
    Column("author", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_on", Date),
    Column("lifted_at", Instant),
    Column("lifted_by", String),
    one_of("kind", "hold", "dispute", "promise", "remittance", "arrangement"),
)

stops = Table(
    "stops",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("author", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", String),
    Column("lift_reason", String),
    Column("evidence", String, nullable=False, server_default=""),
    Column("ends_on", Date),  # where a law ends it by itself: its last day
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    UniqueConstraint("account_id", "currency", "number"),
)

_running = text("closed_on IS NULL")
Index(
    "uq_episodes_running",
    episodes.c.account_id,
    episodes.c.currency,
    unique=True,
    sqlite_where=_running,
    postgresql_where=_running,
)
