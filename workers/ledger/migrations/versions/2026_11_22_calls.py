"""Telephone calls that people made, and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_calls"
down_revision = "2026_11_22_stops"


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("called_at", Instant(timezone=True), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('reached', 'no_answer', 'promised', 'disputed', 'wrong_number')",
            name=op.f("ck_calls_outcome"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_calls_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_calls_case_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_calls_contact_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_calls_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("case_id", name=op.f("uq_calls_case_id")),
    )
    op.create_index("ix_calls_message_id", "calls", ["message_id"], unique=False)
    op.create_index("ix_calls_debt", "calls", ["account_id", "currency", "contact_id", "called_at"], unique=False)
