"""What was arranged with customers: terms, items covered, instalments. Wrong states are unstorable. No queries here.

An item is covered by one live arrangement at most.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of
from workers.receivables.arrangement import LIVE

arrangements = Table(
    "arrangements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("balance_minor", Minor, nullable=False),
    # What is to be paid for all of the balance; the rest is let off once it is.
    Column("agreed_minor", Minor, nullable=False),
    Column("grace_days", Integer, nullable=False),
    # What follows when it is broken: the notice after it passes over a level.
    Column("skips_if_broken", Boolean, nullable=False),
    Column("skips_level", Boolean, nullable=False, server_default=text("false")),
    Column("proposed_by", String, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("evidence", String, nullable=False),
    # The words that the customer accepts, and whether they say that a broken settlement brings the balance back.
    Column("terms", String, nullable=False, server_default=""),
    Column("revives", Boolean, nullable=False, server_default=text("true")),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("accept_by", Date, nullable=False),
    Column("agreed_by", String, nullable=False, server_default=""),
    Column("accepted_by", String, nullable=False, server_default=""),
    Column("accepted_on", Date),
    Column("acceptance", String, nullable=False, server_default=""),
    Column("policy_hash", String, nullable=False),
    Column("entry_id", ForeignKey("entries.id"), unique=True),
    Column("note", String, nullable=False, server_default=""),
    Column("closed_by", String, nullable=False, server_default=""),
    Column("closed_at", Instant),
    Column("closed_on", Date),
    CheckConstraint("balance_minor > 0", name="balance_above_zero"),
    CheckConstraint("grace_days >= 0", name="grace_not_negative"),
    CheckConstraint(
        "accepted_on IS NOT NULL OR state NOT IN ('accepted', 'active', 'kept', 'broken')", name="accepted_before"
    ),
    CheckConstraint("agreed_minor > 0 AND agreed_minor <= balance_minor", name="agreed_within_balance"),
    CheckConstraint("agreed_minor = balance_minor OR kind <> 'plan'", name="a_plan_is_of_all"),
    one_of("kind", "plan", "settlement", "early_payment"),
    one_of("state", *LIVE, "kept", "broken", "cancelled", "refused", "expired"),
)
_live = text("state IN ('approval_pending', 'proposed', 'accepted', 'active')")
Index("ix_arrangements_live", arrangements.c.id, sqlite_where=_live, postgresql_where=_live)

arrangement_items = Table(
    "arrangement_items",
    metadata,
    Column("arrangement_id", ForeignKey("arrangements.id"), primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True),
    Column("amount_minor", Minor, nullable=False),
    Column("hold_id", ForeignKey("holds.id")),
    Column("live", Boolean, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_above_zero"),
)
_covering = text("live")
Index(
    "uq_arrangement_items_live",
    arrangement_items.c.open_item_id,
    unique=True,
    sqlite_where=_covering,
    postgresql_where=_covering,
)

instalments = Table(
    "instalments",
    metadata,
    Column("arrangement_id", ForeignKey("arrangements.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_above_zero"),
    CheckConstraint("number > 0", name="counted_from_one"),
)
