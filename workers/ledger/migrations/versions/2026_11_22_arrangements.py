"""Arrangements with their items and instalments, and the holds that they put on items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_arrangements"
down_revision = "2026_11_22_agencies"

_LIVE = "'approval_pending', 'proposed', 'accepted', 'active'"


def upgrade() -> None:
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_holds_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_holds_kind"), "kind IN ('hold', 'dispute', 'promise', 'remittance', 'arrangement')"
        )
    op.create_table(
        "arrangements",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("skips_if_broken", sa.Boolean(), nullable=False),
        sa.Column("skips_level", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(timezone=True), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("accept_by", sa.Date(), nullable=False),
        sa.Column("agreed_by", sa.String(), server_default="", nullable=False),
        sa.Column("accepted_by", sa.String(), server_default="", nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("acceptance", sa.String(), server_default="", nullable=False),
        sa.Column("policy_hash", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("closed_by", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("balance_minor > 0", name=op.f("ck_arrangements_balance_above_zero")),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_arrangements_grace_not_negative")),
        sa.CheckConstraint(
            "accepted_on IS NOT NULL OR state NOT IN ('accepted', 'active', 'kept', 'broken')",
            name=op.f("ck_arrangements_accepted_before"),
        ),
        sa.CheckConstraint("kind IN ('plan')", name=op.f("ck_arrangements_kind")),
        sa.CheckConstraint(
            f"state IN ({_LIVE}, 'kept', 'broken', 'cancelled', 'refused', 'expired')",
            name=op.f("ck_arrangements_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_arrangements_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
    )
    op.create_index(op.f("ix_arrangements_account_id"), "arrangements", ["account_id"])
    live = sa.text(f"state IN ({_LIVE})")
    op.create_index("ix_arrangements_live", "arrangements", ["id"], sqlite_where=live, postgresql_where=live)
    op.create_table(
        "arrangement_items",
        sa.Column("arrangement_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", Id, nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_arrangement_items_amount_above_zero")),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["arrangements.id"], name=op.f("fk_arrangement_items_arrangement_id")
        ),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_arrangement_items_open_item_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_arrangement_items_hold_id")),
        sa.PrimaryKeyConstraint("arrangement_id", "open_item_id", name=op.f("pk_arrangement_items")),
    )
    covering = sa.text("live")
    op.create_index(
        "uq_arrangement_items_live",
        "arrangement_items",
        ["open_item_id"],
        unique=True,
        sqlite_where=covering,
        postgresql_where=covering,
    )
    op.create_table(
        "instalments",
        sa.Column("arrangement_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalments_amount_above_zero")),
        sa.CheckConstraint("number > 0", name=op.f("ck_instalments_counted_from_one")),
        sa.ForeignKeyConstraint(["arrangement_id"], ["arrangements.id"], name=op.f("fk_instalments_arrangement_id")),
        sa.PrimaryKeyConstraint("arrangement_id", "number", name=op.f("pk_instalments")),
    )
