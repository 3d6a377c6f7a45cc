"""Limits and terms of accounts, orders that were reviewed, and releases by people. Must not hold queries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from workers.ledger.schema.base import Document, Id, Instant, Minor, metadata, one_of

# Nobody set a limit where it is NULL; a limit of nothing is 0.
credit_terms = Table(
    "credit_terms",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("limit_minor", Minor),
    Column("terms", String, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("set_by", String, nullable=False),
    Column("agreed_by", String, nullable=False, server_default=""),
    Column("set_at", Instant, nullable=False),
    CheckConstraint("limit_minor >= 0", name="limit_not_negative"),
    one_of("terms", "open", "cod"),
)
Index("ix_credit_terms_review", credit_terms.c.review_on)

# Where more is owed than a limit that somebody set, since when; orders on credit wait as long.
credit_breaches = Table(
    "credit_breaches",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("since", Date, nullable=False),
)

order_reviews = Table(
    "order_reviews",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("order_number", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("payment", String, nullable=False),
    Column("open_orders_minor", Minor, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reasons", Document, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("policy_hash", String, nullable=False),
    # What a person said about it; it is the answer from then on.
    Column("decision", String),
    Column("decided_by", String),
    Column("decided_at", Instant),
    UniqueConstraint("account_id", "order_number", "round"),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    CheckConstraint("open_orders_minor >= 0", name="open_orders_not_negative"),
    one_of("verdict", "release", "hold", "refer"),
    one_of("decision", "release", "hold"),
)
Index("ix_order_reviews_asked", order_reviews.c.asked_on)

order_releases = Table(
    "order_releases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("until", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("released_by", String, nullable=False),
    Column("released_at", Instant, nullable=False),
)
