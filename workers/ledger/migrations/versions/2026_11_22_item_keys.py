"""The keys by which a printed reference finds an item, stored; and one index for an account's items and currencies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.book.item_keys import index_whole_book
from workers.ledger.schema.base import Id

revision = "2026_11_22_item_keys"
down_revision = "2026_11_22_run_spans"


def upgrade() -> None:
    op.create_table(
        "item_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("open_item_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["open_item_id"], ["open_items.id"], name=op.f("fk_item_keys_open_item_id")),
        sa.PrimaryKeyConstraint("key", "open_item_id", name=op.f("pk_item_keys")),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_open_items_account", "open_items")
    op.drop_index("ix_open_items_po", "open_items")
    op.create_index("ix_open_items_account_currency", "open_items", ["account_id", "currency"])
    index_whole_book(op.get_bind())
