"""What the SMS provider told us: texts that came in, and what became of those that left. Personal data: both.

Each is stored before it is understood, once however often and over however many processes it is delivered.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from workers.ledger.schema.base import Id, Instant, metadata, one_of

_unsettled = text("outcome IS NULL")

incoming_sms = Table(
    "incoming_sms",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", String, nullable=False, unique=True),  # the provider's name of it, Twilio's SID
    Column("sender", String, nullable=False, index=True),
    Column("recipient", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("answered_by_provider", String, nullable=False, server_default=""),
    Column("received_at", Instant, nullable=False),
    Column("outcome", String),
    Column("reason", String, nullable=False, server_default=""),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("settled_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    one_of("outcome", "answered", "ignored", "case"),
)
Index("ix_incoming_sms_unsettled", incoming_sms.c.id, sqlite_where=_unsettled, postgresql_where=_unsettled)

delivery_reports = Table(
    "delivery_reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", String, nullable=False),
    Column("status", String, nullable=False),
    Column("code", String, nullable=False, server_default=""),
    Column("key", String, nullable=False, server_default="", index=True),  # of the message, where the report names it
    Column("recipient", String, nullable=False, server_default=""),
    Column("received_at", Instant, nullable=False),
    Column("outcome", String),
    Column("reason", String, nullable=False, server_default=""),
    Column("message_id", ForeignKey("messages.id")),
    Column("settled_at", Instant),
    UniqueConstraint("reference", "status"),
    one_of("outcome", "applied", "ignored"),
)
Index("ix_delivery_reports_unsettled", delivery_reports.c.id, sqlite_where=_unsettled, postgresql_where=_unsettled)
