"""The stored keys by which a printed reference finds an item. Whoever adds an item, or renames it, keeps them here.

Must not say what a key is (`workers.receivables.reference`), nor choose among the items found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, Text, bindparam, delete, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

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


def find_by_key(connection: Connection, keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """(item, account) of every item that stands under one of the keys; once per key.

    Each key is looked up by itself, however many they are: PostgreSQL, left to its own, would rather read the whole
    table once the keys are many, and a book of ten times the size would take ten times as long.
    """
    c = table.c
    found = select(c.open_item_id, c.account_id)
    if connection.dialect.name == "sqlite":
        query = found.where(among(c.key, sorted(keys)))
    else:
        given = (
            func.unnest(bindparam(None, sorted(keys), ARRAY(Text), unique=True))
            .table_valued("key", name="given")
            .render_derived()
        )
        hits = found.where(c.key == given.c.key).offset(0).lateral("hits")
        query = select(hits.c.open_item_id, hits.c.account_id).select_from(given).join(hits, true())
    return ((row[0], row[1]) for row in connection.execute(query))
