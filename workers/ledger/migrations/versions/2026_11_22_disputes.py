"""Disputes with their owners, days and outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_disputes"
down_revision = "2026_11_22_payer_names"


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalate_on", sa.Date(), nullable=False),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("hold_id", Id, nullable=False),
        sa.Column("repeats_id", Id, nullable=True),
        sa.Column("credit_minor", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.String(), server_default="", nullable=False),
        sa.Column("agreed_by", sa.String(), server_default="", nullable=False),
        sa.Column("newest_entry_id", Id, nullable=True),
        sa.Column("newest_item_id", Id, nullable=True),
        sa.Column("steps_back", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("closed_by", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_disputes_amount_above_zero")),
        sa.CheckConstraint("credit_minor > 0", name=op.f("ck_disputes_credit_above_zero")),
        sa.CheckConstraint(
            "amount_minor IS NULL OR open_item_id IS NOT NULL", name=op.f("ck_disputes_amount_of_an_item")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'credit_pending', 'credit_requested', 'rebilling', 'credited', 'rejected',"
            " 'withdrawn', 'settled')",
            name=op.f("ck_disputes_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_disputes_account_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_disputes_open_item_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_disputes_hold_id")),
        sa.ForeignKeyConstraint(["repeats_id"], ["disputes.id"], name=op.f("fk_disputes_repeats_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    op.create_index(op.f("ix_disputes_account_id"), "disputes", ["account_id"])
    op.create_index(op.f("ix_disputes_open_item_id"), "disputes", ["open_item_id"])
    live = sa.text("state IN ('open', 'credit_pending', 'credit_requested', 'rebilling')")
    op.create_index("ix_disputes_live", "disputes", ["due_on"], sqlite_where=live, postgresql_where=live)
