"""Texts that come in, reports on those that left, and finding a text by the provider's reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_sms"
down_revision = "2026_11_22_postal_address"


def upgrade() -> None:
    op.create_table(
        "incoming_sms",
        sa.Column("id", Id, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answered_by_provider", sa.String(), server_default="", nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", Id, nullable=True),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("outcome IN ('answered', 'ignored', 'case')", name=op.f("ck_incoming_sms_outcome")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_incoming_sms_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_sms")),
        sa.UniqueConstraint("reference", name=op.f("uq_incoming_sms_reference")),
    )
    op.create_index(op.f("ix_incoming_sms_sender"), "incoming_sms", ["sender"], unique=False)
    op.create_index(op.f("ix_incoming_sms_account_id"), "incoming_sms", ["account_id"], unique=False)
    _index_unsettled("incoming_sms")
    op.create_table(
        "delivery_reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), server_default="", nullable=False),
        sa.Column("key", sa.String(), server_default="", nullable=False),
        sa.Column("recipient", sa.String(), server_default="", nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('applied', 'ignored')", name=op.f("ck_delivery_reports_outcome")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_delivery_reports_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_reports")),
        sa.UniqueConstraint("reference", "status", name=op.f("uq_delivery_reports_reference_status")),
    )
    op.create_index(op.f("ix_delivery_reports_key"), "delivery_reports", ["key"], unique=False)
    _index_unsettled("delivery_reports")
    texts = sa.text("channel = 'sms'")
    op.create_index(
        "ix_messages_reference", "messages", ["provider_reference"], sqlite_where=texts, postgresql_where=texts
    )


def _index_unsettled(table: str) -> None:
    unsettled = sa.text("outcome IS NULL")
    name = f"ix_{table}_unsettled"
    op.create_index(name, table, ["id"], sqlite_where=unsettled, postgresql_where=unsettled)
