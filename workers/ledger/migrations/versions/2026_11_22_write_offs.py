"""Write-offs: proposed, decided, posted to the allowance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id, Instant

revision = "2026_11_22_write_offs"
down_revision = "2026_11_22_learned_rules"


def upgrade() -> None:
    states = "state IN ('proposed', 'posted', 'refused', 'lapsed')"
    by_entry = "(state = 'posted') = (entry_id IS NOT NULL)"
    op.create_table(
        "write_offs",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("entry_id", Id, nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_write_offs_some_amount")),
        sa.CheckConstraint(by_entry, name=op.f("ck_write_offs_posted_by_an_entry")),
        sa.CheckConstraint(states, name=op.f("ck_write_offs_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_write_offs_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_write_offs_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_offs")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_write_offs_entry_id")),
    )
    op.create_index(op.f("ix_write_offs_account_id"), "write_offs", ["account_id"])
    proposed = sa.text("state = 'proposed'")
    op.create_index(
        "uq_write_offs_proposed",
        "write_offs",
        ["account_id", "currency"],
        unique=True,
        sqlite_where=proposed,
        postgresql_where=proposed,
    )
    op.create_table(
        "write_off_items",
        sa.Column("write_off_id", Id, nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["write_off_id"], ["write_offs.id"], name=op.f("fk_write_off_items_write_off_id")),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_write_off_items_open_item_id")),
        sa.PrimaryKeyConstraint("write_off_id", "open_item_id", name=op.f("pk_write_off_items")),
    )
    op.create_index(op.f("ix_write_off_items_open_item_id"), "write_off_items", ["open_item_id"])
