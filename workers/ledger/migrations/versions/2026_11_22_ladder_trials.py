"""Trials of ladders that were asked for at the console, with their reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Document, Id, Instant

revision = "2026_11_22_ladder_trials"
down_revision = "2026_11_22_credit"


def upgrade() -> None:
    op.create_table(
        "ladder_trials",
        sa.Column("id", Id, nullable=False),
        sa.Column("ladder", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), server_default="", nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wanted_by", sa.String(), nullable=False),
        sa.Column("wanted_at", Instant(timezone=True), nullable=False),
        sa.Column("problem", sa.String(), server_default="", nullable=False),
        sa.Column("report", Document, nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'done', 'failed')", name=op.f("ck_ladder_trials_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_trials")),
    )
    op.create_index(op.f("ix_ladder_trials_ladder"), "ladder_trials", ["ladder"])
