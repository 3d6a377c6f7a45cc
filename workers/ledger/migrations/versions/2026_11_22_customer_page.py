"""The customers' page: deeds, links that were ended, and visits by address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_customer_page"
down_revision = "2026_11_22_api_tokens"


def upgrade() -> None:
    op.create_table(
        "page_deeds",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("done_at", Instant(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('promise', 'dispute', 'proof', 'contact')", name=op.f("ck_page_deeds_kind")),
        sa.CheckConstraint("outcome IN ('taken', 'asked')", name=op.f("ck_page_deeds_outcome")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_page_deeds_account_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page_deeds")),
    )
    op.create_index("ix_page_deeds_account_id", "page_deeds", ["account_id", "done_on"], unique=False)
    op.create_table(
        "page_revocations",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("through_message_id", Id, nullable=False),
        sa.Column("revoked_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_page_revocations_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_page_revocations")),
    )
    op.create_table(
        "page_visits",
        sa.Column("id", Id, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("visited_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_visits")),
    )
    op.create_index("ix_page_visits_address", "page_visits", ["address", "visited_at"], unique=False)
