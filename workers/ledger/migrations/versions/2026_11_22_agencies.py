"""Collection agencies: batches, files, records and remittances; what a placement was worth, and when it was demanded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_agencies"
down_revision = "2026_11_22_customer_page"


def upgrade() -> None:
    op.add_column("placements", sa.Column("newest_application_id", Id, server_default="0", nullable=False))
    op.add_column("placements", sa.Column("demanded_on", sa.Date(), nullable=True))
    op.add_column("placements", sa.Column("approved_on", sa.Date(), nullable=True))
    op.add_column("placement_items", sa.Column("placed_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("placement_items", sa.Column("came_back", sa.String(), server_default="", nullable=False))
    # What agencies were told of before is in the amounts they know.
    op.execute("UPDATE placements SET newest_application_id = (SELECT coalesce(max(id), 0) FROM applications)")
    op.execute("UPDATE placements SET approved_on = date(approved_at) WHERE approved_at IS NOT NULL")
    op.execute("UPDATE placement_items SET placed_minor = open_minor")
    _batches()
    _files()
    _remittances()
    _records()


def _batches() -> None:
    op.create_table(
        "agency_batches",
        sa.Column("id", Id, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("placement_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("sendings", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('sent', 'acknowledged', 'mismatched')", name=op.f("ck_agency_batches_state")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_agency_batches_placement_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_agency_batches_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_agency_batches_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_batches")),
    )
    for column in ("placement_id", "account_id", "message_id"):
        op.create_index(op.f(f"ix_agency_batches_{column}"), "agency_batches", [column])


def _files() -> None:
    op.create_table(
        "agency_files",
        sa.Column("id", Id, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("read_at", Instant(timezone=True), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('read', 'refused')", name=op.f("ck_agency_files_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_files")),
        sa.UniqueConstraint("agency", "content_hash", name=op.f("uq_agency_files_agency_content_hash")),
    )


def _remittances() -> None:
    states = "state IN ('waiting', 'posted', 'case', 'refused', 'taken_back')"
    within = "commission_minor BETWEEN 0 AND gross_minor"
    op.create_table(
        "agency_remittances",
        sa.Column("id", Id, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=False),
        sa.Column("payment_id", Id, nullable=True),
        sa.Column("set_off_id", Id, nullable=True),
        sa.Column("commission_entry_id", Id, nullable=True),
        sa.CheckConstraint(within, name=op.f("ck_agency_remittances_commission_within_gross")),
        sa.CheckConstraint("mode IN ('net', 'gross')", name=op.f("ck_agency_remittances_mode")),
        sa.CheckConstraint(states, name=op.f("ck_agency_remittances_state")),
        sa.ForeignKeyConstraint(["file_id"], ["agency_files.id"], name=op.f("fk_agency_remittances_file_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_agency_remittances_payment_id")),
        sa.ForeignKeyConstraint(["set_off_id"], ["payments.id"], name=op.f("fk_agency_remittances_set_off_id")),
        sa.ForeignKeyConstraint(
            ["commission_entry_id"], ["entries.id"], name=op.f("fk_agency_remittances_commission_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_remittances")),
        sa.UniqueConstraint("agency", "reference", name=op.f("uq_agency_remittances_agency_reference")),
    )
    for column in ("state", "payment_id", "set_off_id"):
        op.create_index(op.f(f"ix_agency_remittances_{column}"), "agency_remittances", [column])


def _records() -> None:
    referred = {
        "batch_id": "agency_batches",
        "file_id": "agency_files",
        "placement_id": "placements",
        "open_item_id": "open_items",
        "application_id": "applications",
        "remittance_id": "agency_remittances",
    }
    op.create_table(
        "agency_records",
        sa.Column("id", Id, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        *(sa.Column(name, Id, nullable=True) for name in ("batch_id", "file_id", "placement_id", "open_item_id")),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("commission_minor", sa.BigInteger(), nullable=True),
        *(sa.Column(name, Id, nullable=True) for name in ("application_id", "remittance_id")),
        sa.Column("code", sa.String(), server_default="", nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_agency_records_direction")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_agency_records_{column}"))
            for column, table in referred.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_records")),
        sa.UniqueConstraint(
            "agency", "direction", "record_id", name=op.f("uq_agency_records_agency_direction_record_id")
        ),
        sa.UniqueConstraint("application_id", name=op.f("uq_agency_records_application_id")),
    )
    for column in ("batch_id", "placement_id", "remittance_id"):
        op.create_index(op.f(f"ix_agency_records_{column}"), "agency_records", [column])
