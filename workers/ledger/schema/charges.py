"""Charges of notices and for returned payments, and promises. The money of a charge stands on an item of its own."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, text

from workers.ledger.schema.base import Id, Instant, Minor, metadata, one_of

charges = Table(
    "charges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("open_item_id", ForeignKey("open_items.id"), nullable=False, unique=True),
    Column("message_id", ForeignKey("messages.id"), index=True),
    Column("payment_id", ForeignKey("payments.id"), unique=True),  # of a fee: the payment that came back, once
    Column("episode_id", ForeignKey("episodes.id")),
    Column("level", Integer, nullable=False),
    # What tells the notice apart after its ladder was edited: the subject of its messages. Empty for a fee.
    Column("subject", String, nullable=False, server_default=""),
    Column("occurrence", Integer, nullable=False),
    Column("entry_id", ForeignKey("entries.id"), nullable=False),
    Column("fee_minor", Minor, nullable=False),
    Column("interest_minor", Minor, nullable=False),
    Column("compensation_minor", Minor, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("taken_back_at", Instant),
    CheckConstraint("(message_id IS NULL) <> (payment_id IS NULL)", name="one_cause"),
)
# However many messages carry a notice, and however often it is sent again, its charge is booked once.
_standing = text("taken_back_at IS NULL")
Index(
    "uq_charges_notice",
    charges.c.episode_id,
    charges.c.subject,
    charges.c.occurrence,
    unique=True,
    sqlite_where=_standing,
    postgresql_where=_standing,
)

charge_parts = Table(
    "charge_parts",
    metadata,
    Column("charge_id", ForeignKey("charges.id"), primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True, index=True),
    Column("interest_minor", Minor, nullable=False),
    Column("interest_until", Date),
    Column("compensation_minor", Minor, nullable=False),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("open_item_id", ForeignKey("open_items.id"), index=True),
    Column("amount_minor", Minor, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("good_through", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("level", Integer, nullable=False, server_default="0"),  # promises broken before, and this one if it was
    Column("paid_minor", Minor, nullable=False, server_default="0"),
    Column("skips_level", Boolean, nullable=False, server_default=text("false")),
    Column("hold_id", ForeignKey("holds.id"), nullable=False),
    Column("evidence", String, nullable=False),
    Column("author", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("closed_on", Date),
    # What was there when it was made: only what moves later can keep it.
    Column("newest_entry_id", Id, nullable=False),
    Column("newest_item_id", Id, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_above_zero"),
    one_of("state", "open", "kept", "partly_kept", "broken", "withdrawn", "replaced"),
)
_open_account = text("state = 'open' AND open_item_id IS NULL")
_open_item = text("state = 'open' AND open_item_id IS NOT NULL")
Index(
    "uq_promises_open_account",
    promises.c.account_id,
    promises.c.currency,
    unique=True,
    sqlite_where=_open_account,
    postgresql_where=_open_account,
)
Index(
    "uq_promises_open_item",
    promises.c.open_item_id,
    unique=True,
    sqlite_where=_open_item,
    postgresql_where=_open_item,
)
