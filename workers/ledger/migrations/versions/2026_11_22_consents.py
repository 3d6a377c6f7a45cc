"""Consents with their wording and history, instead of bare opt-outs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_consents"
down_revision = "2026_11_22_initial"


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("given_at", Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_consents_channel")),
        sa.CheckConstraint("kind IN ('opt_in', 'opt_out')", name=op.f("ck_consents_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_address", "consents", ["channel", "address"], unique=False)
    op.create_index(
        "uq_consents_holding",
        "consents",
        ["channel", "address"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    # An opt-out stood once in each spelling; addresses are kept in small letters.
    op.execute(
        "INSERT INTO consents (channel, address, kind, wording, evidence, author, given_at)"
        " SELECT channel, lower(address), 'opt_out', '', min(evidence), 'robot', min(since) FROM opt_outs"
        " GROUP BY channel, lower(address)"
    )
    op.drop_table("opt_outs")
