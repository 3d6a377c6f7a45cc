"""What customers took off their payments, as claims to be decided. Must not hold queries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

deductions = Table(
    "deductions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("open_item_id", ForeignKey("open_items.id"), nullable=False, index=True),
    Column("advice_id", ForeignKey("advices.id"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    # X12 element 426; empty while nobody knows it.
    Column("code", String, nullable=False),
    Column("reason", String, nullable=False),
    # The person who gave the code, where the words of the reason did not.
    Column("coded_by", String, nullable=False, server_default=""),
    Column("state", String, nullable=False, server_default="open"),
    Column("taken_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("decided_at", Instant),
    Column("note", String, nullable=False, server_default=""),
    UniqueConstraint("advice_id", "open_item_id"),
    CheckConstraint("amount_minor <> 0", name="some_amount"),
    one_of("state", "open", "accepted", "rejected"),
)
_undecided = text("state = 'open'")
Index("ix_deductions_due", deductions.c.due_on, sqlite_where=_undecided, postgresql_where=_undecided)
