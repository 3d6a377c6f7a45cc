"""What goes to collection agencies and comes from them: batches, files, records, and the money they pass on.

A record is kept once per agency, direction and number, which is what makes a repeated file harmless.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

# A file of ours; ``message_id`` is its newest sending, whose bytes are those of the first.
agency_batches = Table(
    "agency_batches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", String, nullable=False),
    Column("placement_id", ForeignKey("placements.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("kind", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("message_id", ForeignKey("messages.id"), index=True),
    Column("sendings", Integer, nullable=False, server_default="1"),
    Column("state", String, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("acknowledged_on", Date),
    one_of("state", "sent", "acknowledged", "mismatched"),
)

agency_files = Table(
    "agency_files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", String, nullable=False),
    Column("name", String, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("state", String, nullable=False),
    Column("records", Integer, nullable=False, server_default="0"),
    Column("reason", String, nullable=False, server_default=""),
    Column("read_at", Instant, nullable=False),
    Column("read_on", Date, nullable=False),
    UniqueConstraint("agency", "content_hash"),
    one_of("state", "read", "refused"),
)

agency_remittances = Table(
    "agency_remittances",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", String, nullable=False),
    Column("file_id", ForeignKey("agency_files.id"), nullable=False),
    Column("reference", String, nullable=False),
    Column("entity", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("mode", String, nullable=False),
    Column("gross_minor", Minor, nullable=False),
    Column("commission_minor", Minor, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("reason", String, nullable=False, server_default=""),
    Column("told_on", Date, nullable=False),
    Column("expected_by", Date, nullable=False),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("set_off_id", ForeignKey("payments.id"), index=True),
    Column("commission_entry_id", ForeignKey("entries.id")),
    UniqueConstraint("agency", "reference"),
    CheckConstraint("commission_minor BETWEEN 0 AND gross_minor", name="commission_within_gross"),
    one_of("mode", "net", "gross"),
    one_of("state", "waiting", "posted", "case", "refused", "taken_back"),
)

agency_records = Table(
    "agency_records",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("told_on", Date, nullable=False),
    Column("batch_id", ForeignKey("agency_batches.id"), index=True),
    Column("file_id", ForeignKey("agency_files.id")),
    Column("placement_id", ForeignKey("placements.id"), index=True),
    Column("open_item_id", ForeignKey("open_items.id")),
    Column("amount_minor", Minor),
    Column("commission_minor", Minor),
    Column("application_id", ForeignKey("applications.id"), unique=True),
    Column("remittance_id", ForeignKey("agency_remittances.id"), index=True),
    Column("code", String, nullable=False, server_default=""),
    Column("text", String, nullable=False, server_default=""),
    UniqueConstraint("agency", "direction", "record_id"),
    one_of("direction", "out", "in"),
)
