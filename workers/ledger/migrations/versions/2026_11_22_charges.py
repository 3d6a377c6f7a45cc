"""Charges booked with notices, and promises to pay with their outcome."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_charges"
down_revision = "2026_11_22_level_names"


def upgrade() -> None:
    _create_charges()
    _create_promises()


def _create_charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("episode_id", Id, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("compensation_minor", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("taken_back_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_charges_account_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_charges_open_item_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_charges_message_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_charges_episode_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_charges_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("open_item_id", name=op.f("uq_charges_open_item_id")),
    )
    op.create_index(op.f("ix_charges_account_id"), "charges", ["account_id"], unique=False)
    op.create_index(op.f("ix_charges_message_id"), "charges", ["message_id"], unique=False)
    _partial("uq_charges_notice", "charges", ["episode_id", "level", "occurrence"], "taken_back_at IS NULL")
    op.create_table(
        "charge_parts",
        sa.Column("charge_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("interest_until", sa.Date(), nullable=True),
        sa.Column("compensation_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charges.id"], name=op.f("fk_charge_parts_charge_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_charge_parts_open_item_id")),
        sa.PrimaryKeyConstraint("charge_id", "open_item_id", name=op.f("pk_charge_parts")),
    )
    op.create_index(op.f("ix_charge_parts_open_item_id"), "charge_parts", ["open_item_id"], unique=False)


def _create_promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("open_item_id", Id, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("good_through", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("skips_level", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("hold_id", Id, nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("newest_entry_id", Id, nullable=False),
        sa.Column("newest_item_id", Id, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_promises_amount_above_zero")),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'partly_kept', 'broken', 'withdrawn', 'replaced')",
            name=op.f("ck_promises_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_promises_account_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_promises_open_item_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_promises_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_account_id"), "promises", ["account_id"], unique=False)
    op.create_index(op.f("ix_promises_open_item_id"), "promises", ["open_item_id"], unique=False)
    whole_account = "state = 'open' AND open_item_id IS NULL"
    _partial("uq_promises_open_account", "promises", ["account_id", "currency"], whole_account)
    _partial("uq_promises_open_item", "promises", ["open_item_id"], "state = 'open' AND open_item_id IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)
