"""Storing the keys by which a printed reference finds an item. Whoever adds an item, or renames it, calls this.

Must not search; `workers.ledger.cash.remittance_book` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, select

from workers.ledger.schema import item_keys as table
from workers.ledger.schema import open_items
from workers.ledger.sql.among import among
from workers.ledger.sql.bulk import insert_rows
from workers.receivables.reference import item_keys

_COLUMNS = ("key", "open_item_id", "account_id")
_BATCH = 20_000

# An item as its keys follow from it: (id, account, document number, purchase order).
Named = tuple[int, int, str, str]


def add_item_keys(connection: Connection, named: Iterable[Named]) -> None:
    """Store the keys of new items; in the order of the index, which is what makes many of them cheap."""
    rows = [
        (key, item_id, account_id) for item_id, account_id, number, order in named for key in item_keys(number, order)
    ]
    insert_rows(connection, table, _COLUMNS, sorted(rows))


def refresh_item_keys(connection: Connection, before: Collection[Named]) -> None:
    """Store the keys of these items anew, which were named so ``before``."""
    if not before:
        return
    c = open_items.c
    ids = sorted(item_id for item_id, _, _, _ in before)
    keys = sorted({key for _, _, number, order in before for key in item_keys(number, order)})
    connection.execute(delete(table).where(among(table.c.key, keys), among(table.c.open_item_id, ids)))
    columns = select(c.id, c.account_id, c.document_number, c.po_number).where(among(c.id, ids))
    add_item_keys(connection, [(row[0], row[1], row[2], row[3]) for row in connection.execute(columns)])


def index_whole_book(connection: Connection) -> None:
    """Store the keys of every item of a book that has none yet."""
    c = open_items.c
    after = 0
    while True:
        columns = select(c.id, c.account_id, c.document_number, c.po_number).where(c.id > after)
        batch = connection.execute(columns.order_by(c.id).limit(_BATCH))
        found = [(row[0], row[1], row[2], row[3]) for row in batch]
        if not found:
            return
        add_item_keys(connection, found)
        after = found[-1][0]
