"""Other names that payers go by on bank lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_payer_names"
down_revision = "2026_11_22_return_fees"


def upgrade() -> None:
    op.create_table(
        "payer_names",
        sa.Column("id", Id, nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'refused')", name=op.f("ck_payer_names_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payer_names_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_names")),
        sa.UniqueConstraint("name_key", "customer_id", name=op.f("uq_payer_names_name_key_customer_id")),
    )
    op.create_index(op.f("ix_payer_names_customer_id"), "payer_names", ["customer_id"], unique=False)
