"""Write-offs: proposed by the daily review, decided by a person, posted once. What is given up is listed by item."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

_proposed = text("state = 'proposed'")

write_offs = Table(
    "write_offs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("reason", String, nullable=False),
    Column("state", String, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("decided_by", String),
    Column("decided_at", Instant),
    Column("entry_id", ForeignKey("entries.id"), unique=True),
    CheckConstraint("amount_minor > 0", name="some_amount"),
    CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted_by_an_entry"),
    one_of("state", "proposed", "posted", "refused", "lapsed"),
)
Index(
    "uq_write_offs_proposed",
    write_offs.c.account_id,
    write_offs.c.currency,
    unique=True,
    sqlite_where=_proposed,
    postgresql_where=_proposed,
)

write_off_items = Table(
    "write_off_items",
    metadata,
    Column("write_off_id", ForeignKey("write_offs.id"), primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True, index=True),
    Column("open_minor", Minor, nullable=False),
)
