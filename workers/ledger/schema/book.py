"""Customers, their accounts and contacts, and the open items. Personal data: customers and contacts."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

_open = text("open_minor <> 0")

customers = Table(
    "customers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False, index=True),
    Column("domain", String, nullable=False, server_default="", index=True),
    Column("parent_id", String, index=True),
    Column("language", String, nullable=False, server_default=""),
    Column("country", String, nullable=False, server_default=""),
    Column("timezone", String, nullable=False, server_default=""),
    Column("segment", String, nullable=False, server_default=""),
    Column("party", String, nullable=False, server_default="company"),
    Column("credit_limit_minor", Minor),
    Column("owner_email", String, nullable=False, server_default=""),
    # A segment that a person chose; it wins over the rules of robot.yaml, and no import touches it.
    Column("pinned_segment", String, nullable=False, server_default=""),
    Column("postal_address", String, nullable=False, server_default=""),
    # What the system of record last said: only a change of it may overwrite an address corrected here.
    Column("reported_postal_address", String, nullable=False, server_default=""),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("journal_seq", Integer, nullable=False, server_default="0"),
    Column("journal_head", String, nullable=False, server_default=""),
    Column("look_again_on", Date),
    Column("look_again_policy", String, nullable=False, server_default=""),
    Column("parked_reason", String),
    UniqueConstraint("entity", "customer_id"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("email", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
    Column("email_valid", Boolean, nullable=False, server_default=text("true")),
    Column("phone_valid", Boolean, nullable=False, server_default=text("true")),
    # What the system of record last said: only a change of it may overwrite an address corrected here.
    Column("reported_email", String, nullable=False, server_default=""),
    Column("reported_phone", String, nullable=False, server_default=""),
    UniqueConstraint("customer_id", "role"),
)
Index("ix_contacts_email", contacts.c.email)
Index("ix_contacts_phone", contacts.c.phone)

# What people said about an address, and the one word that holds. Never updated but for the end of its holding.
consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("wording", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("author", String, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    one_of("channel", "email", "sms"),
    one_of("kind", "opt_in", "opt_out"),
)
_holding = text("revoked_at IS NULL")
Index("ix_consents_address", consents.c.channel, consents.c.address)
Index(
    "uq_consents_holding",
    consents.c.channel,
    consents.c.address,
    unique=True,
    sqlite_where=_holding,
    postgresql_where=_holding,
)

open_items = Table(
    "open_items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("entity", String, nullable=False),
    Column("system", String, nullable=False),
    Column("document_type", String, nullable=False),
    Column("document_number", String, nullable=False),
    Column("po_number", String, nullable=False, server_default=""),
    Column("issue_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("original_minor", Minor, nullable=False),
    Column("open_minor", Minor, nullable=False),
    Column("reported_open_minor", Minor, nullable=False),
    Column("contradicted_since", Date),
    Column("discount_terms", String, nullable=False, server_default=""),
    Column("canonical_key", String, nullable=False),
    Column("po_key", String, nullable=False, server_default=""),
    Column("prior_level", Integer),
    Column("prior_level_on", Date),
    UniqueConstraint("entity", "system", "document_number"),
    CheckConstraint(
        "(original_minor >= 0 AND open_minor BETWEEN 0 AND original_minor)"
        " OR (original_minor < 0 AND open_minor BETWEEN original_minor AND 0)",
        name="open_within_original",
    ),
    one_of("document_type", "invoice", "credit_memo"),
)
Index(
    "ix_open_items_account_open",
    open_items.c.account_id,
    open_items.c.open_minor,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("ix_open_items_due_open", open_items.c.due_date, sqlite_where=_open, postgresql_where=_open)
Index("ix_open_items_account_currency", open_items.c.account_id, open_items.c.currency)
Index("ix_open_items_canonical", open_items.c.canonical_key)
