"""Spans of accounts by which workers share a day's run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Document, Id, Instant

revision = "2026_11_22_run_spans"
down_revision = "2026_11_22_segment_pins"


def upgrade() -> None:
    op.create_table(
        "run_spans",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("after_id", Id, nullable=False),
        sa.Column("up_to_id", Id, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken_until", Instant(timezone=True), nullable=True),
        sa.Column("result", Document, nullable=True),
        sa.CheckConstraint("state IN ('free', 'taken', 'done')", name=op.f("ck_run_spans_state")),
        sa.PrimaryKeyConstraint("day", "number", name=op.f("pk_run_spans")),
    )
