"""The journal: one hash chain per account, and one per source for what belongs to no account."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from workers.ledger.schema.base import Instant, metadata

journal = Table(
    "journal",
    metadata,
    Column("stream", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id")),
    Column("at", Instant, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("policy_hash", String, nullable=False),
    Column("data", Text, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)
Index("ix_journal_kind", journal.c.kind, journal.c.business_date)

journal_sources = Table(
    "journal_sources",
    metadata,
    Column("source", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("head", String, nullable=False),
)
