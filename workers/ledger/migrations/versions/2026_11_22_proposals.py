"""Decisions that were proposed and wait for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_proposals"
down_revision = "2026_11_22_itemised_lines"


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(timezone=True), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_proposals_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_proposals")),
    )
