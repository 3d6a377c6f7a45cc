"""Credit limits and terms, reviewed orders, and releases of accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_credit"
down_revision = "2026_11_22_arrangements"


def upgrade() -> None:
    _make_terms()
    _make_reviews()
    op.create_table(
        "order_releases",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("released_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_order_releases_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_releases")),
    )
    op.create_index(op.f("ix_order_releases_account_id"), "order_releases", ["account_id"])


def _make_terms() -> None:
    op.create_table(
        "credit_terms",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("agreed_by", sa.String(), server_default="", nullable=False),
        sa.Column("set_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_credit_terms_limit_not_negative")),
        sa.CheckConstraint("terms IN ('open', 'cod')", name=op.f("ck_credit_terms_terms")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_credit_terms_account_id")),
        sa.PrimaryKeyConstraint("account_id", "currency", name=op.f("pk_credit_terms")),
    )
    op.create_index("ix_credit_terms_review", "credit_terms", ["review_on"])
    op.create_table(
        "credit_breaches",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_credit_breaches_account_id")),
        sa.PrimaryKeyConstraint("account_id", "currency", name=op.f("pk_credit_breaches")),
    )


def _make_reviews() -> None:
    op.create_table(
        "order_reviews",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("payment", sa.String(), nullable=False),
        sa.Column("open_orders_minor", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("policy_hash", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_order_reviews_amount_not_negative")),
        sa.CheckConstraint("open_orders_minor >= 0", name=op.f("ck_order_reviews_open_orders_not_negative")),
        sa.CheckConstraint("verdict IN ('release', 'hold', 'refer')", name=op.f("ck_order_reviews_verdict")),
        sa.CheckConstraint("decision IN ('release', 'hold')", name=op.f("ck_order_reviews_decision")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_order_reviews_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_reviews")),
        sa.UniqueConstraint(
            "account_id", "order_number", "round", name=op.f("uq_order_reviews_account_id_order_number_round")
        ),
    )
    op.create_index("ix_order_reviews_asked", "order_reviews", ["asked_on"])
