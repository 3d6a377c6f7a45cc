"""Rules that were proposed from people's decisions, and who gave a deduction its code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_learned_rules"
down_revision = "2026_11_22_settlements"


def upgrade() -> None:
    op.add_column("deductions", sa.Column("coded_by", sa.String(), server_default="", nullable=False))
    op.create_table(
        "learned_rules",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("entry", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("diff", sa.String(), nullable=False),
        sa.Column("backtest", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(timezone=True), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("undo", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "decided_at IS NOT NULL OR state = 'proposed'", name=op.f("ck_learned_rules_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'applied', 'refused', 'revoked')", name=op.f("ck_learned_rules_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_rules")),
    )
    standing = sa.text("state IN ('proposed', 'applied')")
    op.create_index(
        "uq_learned_rules_standing",
        "learned_rules",
        ["subject"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
