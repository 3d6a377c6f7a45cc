"""The keys under which a printed reference finds an item: its number whole and shortened, and its purchase order.

Derived from the item by `workers.receivables.reference.item_keys`, which alone says what they are.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from workers.ledger.schema.base import Id, metadata

item_keys = Table(
    "item_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True),
    # Said again here, so that a look-up touches only items of the customers it asks about.
    Column("account_id", Id, nullable=False),
    sqlite_with_rowid=False,
)
