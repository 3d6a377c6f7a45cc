"""What customers dispute, with who resolves it and how it ended. A hold keeps it silent. Must not hold queries."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, String, Table, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of
from workers.receivables.dispute import LIVE

disputes = Table(
    "disputes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("open_item_id", ForeignKey("open_items.id"), index=True),
    Column("currency", String(3)),
    Column("amount_minor", Minor),
    Column("code", String, nullable=False),
    Column("state", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("note", String, nullable=False, server_default=""),
    Column("author", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("escalate_on", Date, nullable=False),
    Column("escalated_on", Date),
    Column("hold_id", ForeignKey("holds.id"), nullable=False),
    Column("repeats_id", ForeignKey("disputes.id")),
    Column("credit_minor", Minor),
    Column("asked_by", String, nullable=False, server_default=""),
    Column("agreed_by", String, nullable=False, server_default=""),
    # What was there when the credit was asked for: only what the system of record reports later can be it.
    Column("newest_entry_id", Id),
    Column("newest_item_id", Id),
    # After a rejection: the notice that was given last is given again.
    Column("steps_back", Boolean, nullable=False, server_default=text("false")),
    Column("closed_by", String, nullable=False, server_default=""),
    Column("closed_at", Instant),
    Column("closed_on", Date),
    CheckConstraint("amount_minor > 0", name="amount_above_zero"),
    CheckConstraint("credit_minor > 0", name="credit_above_zero"),
    CheckConstraint("amount_minor IS NULL OR open_item_id IS NOT NULL", name="amount_of_an_item"),
    one_of("state", *LIVE, "credited", "rejected", "withdrawn", "settled"),
)
_live = text("state IN ('open', 'credit_pending', 'credit_requested', 'rebilling')")
Index("ix_disputes_live", disputes.c.due_on, sqlite_where=_live, postgresql_where=_live)
