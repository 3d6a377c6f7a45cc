"""Bank statements, the accounts and names that payers pay under, and payments taken on delivery."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, UniqueConstraint, text

from workers.ledger.schema.base import Document, Id, Instant, Minor, metadata, one_of

bank_statements = Table(
    "bank_statements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("format", String, nullable=False),
    Column("number", String, nullable=False),
    Column("opened_on", Date),
    Column("closed_on", Date, nullable=False),
    Column("opening_minor", Minor),
    Column("closing_minor", Minor),
    Column("fingerprint", String, nullable=False, unique=True),
    Column("imported_at", Instant, nullable=False),
)
Index(
    "ix_bank_statements_account",
    bank_statements.c.entity,
    bank_statements.c.account,
    bank_statements.c.currency,
    bank_statements.c.closed_on,
)

payer_accounts = Table(
    "payer_accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", String, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("decided_at", Instant, nullable=False),
    UniqueConstraint("account", "customer_id"),
    one_of("state", "proposed", "approved", "refused"),
)

payer_names = Table(
    "payer_names",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name_key", String, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("decided_at", Instant, nullable=False),
    UniqueConstraint("name_key", "customer_id"),
    one_of("state", "proposed", "approved", "refused"),
)

cod_receipts = Table(
    "cod_receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("number", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("shares", Document, nullable=False),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("bank_line_id", ForeignKey("bank_lines.id")),
    Column("reason", String, nullable=False, server_default=""),
    Column("actor", String, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("released_by", String),
    Column("released_at", Instant),
    one_of("kind", "cheque", "card"),
    one_of("state", "registered", "cleared", "returned"),
)
_registered = text("state = 'registered'")
Index(
    "ix_cod_receipts_amount",
    cod_receipts.c.entity,
    cod_receipts.c.currency,
    cod_receipts.c.amount_minor,
)
Index(
    "uq_cod_receipts_number",
    cod_receipts.c.account_id,
    cod_receipts.c.kind,
    cod_receipts.c.number,
    unique=True,
    sqlite_where=_registered,
    postgresql_where=_registered,
)
