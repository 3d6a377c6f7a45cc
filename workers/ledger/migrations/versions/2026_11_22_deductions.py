"""Deductions as claims of their own; and indexes for open amounts of an account and for payments of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_deductions"
down_revision = "2026_11_22_bank_feeds"


def upgrade() -> None:
    op.create_table(
        "deductions",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("advice_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_deductions_some_amount")),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name=op.f("ck_deductions_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_deductions_account_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_deductions_open_item_id")),
        sa.ForeignKeyConstraint(["advice_id"], ["advices.id"], name=op.f("fk_deductions_advice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deductions")),
        sa.UniqueConstraint("advice_id", "open_item_id", name=op.f("uq_deductions_advice_id_open_item_id")),
    )
    op.create_index(op.f("ix_deductions_account_id"), "deductions", ["account_id"])
    op.create_index(op.f("ix_deductions_open_item_id"), "deductions", ["open_item_id"])
    _partial("ix_deductions_due", "deductions", ["due_on"], "state = 'open'")
    op.drop_index("ix_open_items_account_open", "open_items")
    _partial("ix_open_items_account_open", "open_items", ["account_id", "open_minor"], "open_minor <> 0")
    op.create_index(op.f("ix_payments_received_on"), "payments", ["received_on"])


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
