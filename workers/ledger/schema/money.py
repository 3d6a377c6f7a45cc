"""Double entry, payments and their applications, bank lines and advices."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, text

from workers.ledger.schema.base import Document, Id, Instant, Minor, metadata, one_of

entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("currency", String(3), nullable=False),
    Column("booked_at", Instant, nullable=False),
    Column("business_date", Date, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("policy_hash", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("dedupe_key", String, unique=True),
    Column("reverses_id", ForeignKey("entries.id"), unique=True),
)

postings = Table(
    "postings",
    metadata,
    Column("entry_id", ForeignKey("entries.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("ledger_account", String, nullable=False),
    Column("debit_minor", Minor, nullable=False),
    Column("open_item_id", ForeignKey("open_items.id"), index=True),
    Column("payment_id", ForeignKey("payments.id"), index=True),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("source", String, nullable=False),
    Column("clearing", String, nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("on_account_minor", Minor, nullable=False, server_default="0"),
    Column("unidentified_minor", Minor, nullable=False, server_default="0"),
    Column("received_on", Date, nullable=False, index=True),
    Column("payer_reference", String, nullable=False, server_default=""),
    Column("confirm_by", Date),
    Column("created_at", Instant, nullable=False),
    Column("reversed_at", Instant),
    one_of("source", "advice", "bank"),
    one_of("clearing", "in_transit", "cleared", "reversed"),
)

applications = Table(
    "applications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    Column("open_item_id", ForeignKey("open_items.id"), nullable=False, index=True),
    Column("entry_id", ForeignKey("entries.id"), nullable=False),
    Column("cash_minor", Minor, nullable=False),
    Column("discount_minor", Minor, nullable=False, server_default="0"),
    Column("writeoff_minor", Minor, nullable=False, server_default="0"),
    Column("actor", String, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("reverses_id", ForeignKey("applications.id"), unique=True),
)

advices = Table(
    "advices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("raw_message_id", ForeignKey("raw_messages.id"), index=True),
    Column("entity", String, nullable=False),
    Column("payer_id", ForeignKey("customers.id"), index=True),
    Column("state", String, nullable=False),
    Column("payment_date", Date),
    Column("currency", String),
    Column("amount_minor", Minor),
    Column("payer_reference", String, nullable=False, server_default=""),
    Column("duplicate_key", String, unique=True),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("locked", Boolean, nullable=False, server_default=text("false")),
    Column("facts", Document),
    Column("decision", Document),
    Column("policy_hash", String, nullable=False),
    Column("decided_at", Instant, nullable=False),
    one_of("state", "announced", "posted", "cleared", "reversed", "case", "duplicate"),
)

bank_lines = Table(
    "bank_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("fingerprint", String, nullable=False, unique=True),
    Column("booked_on", Date, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reference", String, nullable=False),
    Column("payer", String, nullable=False),
    Column("bank_id", String, nullable=False, server_default=""),
    Column("account", String, nullable=False, server_default=""),
    Column("value_on", Date),
    Column("end_to_end", String, nullable=False, server_default=""),
    Column("payer_account", String, nullable=False, server_default="", index=True),
    Column("structured", String, nullable=False, server_default=""),
    Column("type_code", String, nullable=False, server_default=""),
    Column("nature", String, nullable=False, server_default="payment"),
    Column("return_reason", String, nullable=False, server_default=""),
    Column("charges_minor", Minor, nullable=False, server_default="0"),
    Column("entry", String, nullable=False, server_default=""),
    Column("entry_minor", Minor, nullable=False, server_default="0"),
    Column("outcome", String, nullable=False),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("imported_at", Instant, nullable=False),
    one_of("nature", "payment", "return", "undone_debit"),
    one_of(
        "outcome", "cleared_advice", "applied", "on_account", "unidentified", "returned", "outgoing", "case", "itemised"
    ),
)
Index("ix_bank_lines_amount", bank_lines.c.entity, bank_lines.c.currency, bank_lines.c.amount_minor)
Index("ix_bank_lines_entry", bank_lines.c.entry, bank_lines.c.booked_on)
