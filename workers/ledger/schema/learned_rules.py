"""Rules that were proposed from people's decisions: their diff, their test on the past. Must not hold queries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, String, Table, text

from workers.ledger.schema.base import Document, Id, Instant, metadata, one_of

learned_rules = Table(
    "learned_rules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    # What it decides; nothing is proposed twice about one thing while the first stands or waits.
    Column("subject", String, nullable=False),
    Column("entry", Document, nullable=False),
    Column("diff", String, nullable=False),
    Column("backtest", Document, nullable=False),
    Column("state", String, nullable=False),
    Column("proposed_by", String, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("why", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("decided_at", Instant),
    # What takes the rule back: what stood there before.
    Column("undo", Document),
    CheckConstraint("decided_at IS NOT NULL OR state = 'proposed'", name="decided_by_somebody"),
    one_of("state", "proposed", "applied", "refused", "revoked"),
)
_standing = text("state IN ('proposed', 'applied')")
Index(
    "uq_learned_rules_standing",
    learned_rules.c.subject,
    unique=True,
    sqlite_where=_standing,
    postgresql_where=_standing,
)
