"""The items of the book that a report may speak about: found, added and changed in bulk.

Must not decide what a report means; `difference` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from workers.ledger.book.item_keys import add_item_keys, refresh_item_keys
from workers.ledger.importing.row import ReportedItem
from workers.ledger.posting import RECEIVABLES
from workers.ledger.schema import accounts, contacts, customers, entries, item_keys, journal, open_items, postings
from workers.ledger.sql.batches import in_batches
from workers.ledger.sql.bulk import insert_rows, update_rows
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.reference import canonical

KIND = "open_items.imported"
ItemKey = tuple[str, str]
_ADDED = (
    "account_id",
    "entity",
    "system",
    "document_type",
    "document_number",
    "po_number",
    "issue_date",
    "due_date",
    "currency",
    "original_minor",
    "open_minor",
    "reported_open_minor",
    "discount_terms",
    "canonical_key",
    "po_key",
    "prior_level",
    "prior_level_on",
)
CHANGEABLE = (
    "po_number",
    "po_key",
    "issue_date",
    "due_date",
    "original_minor",
    "open_minor",
    "reported_open_minor",
    "contradicted_since",
    "discount_terms",
    "prior_level",
    "prior_level_on",
)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item of the book and its new values, in the order of `CHANGEABLE`."""

    row: Row[Any]
    values: tuple[Any, ...]

    @property
    def open_minor(self) -> int:
        return int(self.values[CHANGEABLE.index("open_minor")])


def find_items(connection: Connection, system: str, reported: Sequence[ReportedItem]) -> dict[ItemKey, Row[Any]]:
    """The items of the book that these rows name.

    A charge that we booked comes back under its own number once the system of record took it from our export: that
    acknowledges our posting, and is no second document.
    """
    by_entity: dict[str, list[str]] = defaultdict(list)
    for item in reported:
        by_entity[item.entity].append(item.document_number)
    found: dict[ItemKey, Row[Any]] = {}
    for entity, numbers in by_entity.items():
        ours = (open_items.c.entity == entity) & open_items.c.system.in_((system, OUR_SYSTEM))
        for batch in in_batches(numbers):
            query = select(open_items).where(ours, open_items.c.document_number.in_(batch))
            found |= {(row.entity, row.document_number): row for row in connection.execute(query)}
    return found


def find_reported_open(connection: Connection, system: str, entities: Sequence[str]) -> list[Row[Any]]:
    """The items that the last reports of a system still show as open."""
    still_open = (open_items.c.reported_open_minor != 0) & (open_items.c.system == system)
    return list(connection.execute(select(open_items).where(still_open, open_items.c.entity.in_(entities))))


def find_reported_owners(connection: Connection, system: str, entities: Sequence[str]) -> list[str]:
    """The customers of the items that the last reports of a system still show as open."""
    still_open = (open_items.c.reported_open_minor != 0) & (open_items.c.system == system)
    owners = select(accounts.c.customer_id).join(open_items, open_items.c.account_id == accounts.c.id).distinct()
    query = owners.where(still_open, open_items.c.entity.in_(entities)).order_by(accounts.c.customer_id)
    return list(connection.scalars(query))


def find_own_moves(connection: Connection, item_ids: Sequence[int]) -> dict[int, list[int]]:
    """What we posted ourselves on these items, oldest first; imports excluded."""
    moves: dict[int, list[int]] = defaultdict(list)
    columns = select(postings.c.open_item_id, postings.c.debit_minor).join(entries, entries.c.id == postings.c.entry_id)
    ours = (postings.c.ledger_account == RECEIVABLES) & (entries.c.kind != KIND)
    for batch in in_batches(item_ids):
        query = columns.where(ours, postings.c.open_item_id.in_(batch)).order_by(postings.c.entry_id, postings.c.line)
        for row in connection.execute(query):
            moves[row.open_item_id].append(row.debit_minor)
    return moves


def add_items(
    connection: Connection, system: str, added: Sequence[ReportedItem], account_ids: Mapping[ItemKey, int]
) -> dict[ItemKey, int]:
    """Insert new items; (entity, document number) -> id. Imports run one at a time, so the newest ids are ours."""
    newest = connection.scalar(select(func.coalesce(func.max(open_items.c.id), 0)))
    insert_rows(connection, open_items, _ADDED, [_row(system, item, account_ids) for item in added])
    c = open_items.c
    fresh = select(c.id, c.account_id, c.document_number, c.po_number, c.entity).where(c.id > newest)
    rows = connection.execute(fresh).all()
    add_item_keys(connection, ((row.id, row.account_id, row.document_number, row.po_number) for row in rows))
    return {(row.entity, row.document_number): row.id for row in rows}


def change_items(connection: Connection, changes: Sequence[ItemChange]) -> None:
    """Write the new values of known items; original and open amount in one statement, so that no check trips."""
    update_rows(connection, open_items, CHANGEABLE, [(change.row.id, *change.values) for change in changes])
    po_number = CHANGEABLE.index("po_number")
    renamed = [change.row for change in changes if change.values[po_number] != change.row.po_number]
    refresh_item_keys(connection, [(row.id, row.account_id, row.document_number, row.po_number) for row in renamed])


def refresh_statistics(connection: Connection) -> None:
    """Tell PostgreSQL how the book has grown: until it knows, it plans every query for the book of before."""
    if connection.dialect.name == "postgresql":
        for table in (customers, contacts, accounts, open_items, item_keys, entries, postings, journal):
            connection.execute(text(f"ANALYZE {table.name}"))


def _row(system: str, item: ReportedItem, account_ids: Mapping[ItemKey, int]) -> tuple[Any, ...]:
    return (
        account_ids[item.entity, item.customer_id],
        item.entity,
        system,
        item.document_type,
        item.document_number,
        item.po_number,
        item.issue_date,
        item.due_date,
        item.currency,
        item.original,
        item.open,
        item.open,
        item.discount_terms,
        canonical(item.document_number),
        canonical(item.po_number),
        item.prior_level,
        item.prior_level_on,
    )
