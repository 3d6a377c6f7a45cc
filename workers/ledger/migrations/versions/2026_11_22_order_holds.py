"""Order holds that notices ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_order_holds"
down_revision = "2026_11_22_charges"


def upgrade() -> None:
    op.create_table(
        "order_holds",
        sa.Column("message_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=True),
        sa.Column("released_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_order_holds_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_order_holds_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_order_holds")),
    )
    op.create_index(op.f("ix_order_holds_account_id"), "order_holds", ["account_id"], unique=False)
