"""What a text may name: documents by canonical number, customers by name or number. Must not choose among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from workers.ledger.schema import accounts, customers, open_items

_SHORTEST_CUT_NAME = 10


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A document, open or settled, with the customer that owes it and that customer's head."""

    id: int
    account_id: int
    customer_id: str
    parent_id: str | None
    document_number: str
    open: int


@dataclass(frozen=True, slots=True)
class FoundPayer:
    """A customer and its account."""

    account_id: int
    customer_id: str


def find_named_items(connection: Connection, entity: str, currency: str, keys: Iterable[str]) -> list[FoundItem]:
    """Documents of one entity and currency whose canonical number is among ``keys``."""
    c = open_items.c
    columns = select(c.id, c.account_id, accounts.c.customer_id, customers.c.parent_id, c.document_number, c.open_minor)
    joined = columns.join(accounts, accounts.c.id == c.account_id).join(
        customers, customers.c.id == accounts.c.customer_id
    )
    named = joined.where(c.canonical_key.in_(sorted(keys)), c.entity == entity, c.currency == currency)
    return [FoundItem(*row) for row in connection.execute(named.order_by(c.id))]


def find_named_payers(connection: Connection, entity: str, name: str, numbers: Iterable[str]) -> list[FoundPayer]:
    """Customers with that name key (as banks cut names: beginning with a long one), or with one of these numbers."""
    columns = select(accounts.c.id, customers.c.id).join(accounts, accounts.c.customer_id == customers.c.id)
    own = columns.where(accounts.c.entity == entity)
    by_name = [customers.c.name_key == name] if name else []
    if len(name) >= _SHORTEST_CUT_NAME:
        by_name = [customers.c.name_key.startswith(name, autoescape=True)]
    found = own.where(or_(*by_name, customers.c.id.in_(sorted(numbers)))).order_by(accounts.c.id)
    return [FoundPayer(*row) for row in connection.execute(found)]


def find_by_number(
    connection: Connection, account_id: int, currency: str, numbers: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """(id, open amount) of an account's documents that have anything open, by their numbers as they stand."""
    c = open_items.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.open_minor != 0)
    query = select(c.document_number, c.id, c.open_minor).where(own, c.document_number.in_(sorted(set(numbers))))
    return {row.document_number: (row.id, row.open_minor) for row in connection.execute(query)}


def find_open_items(
    connection: Connection, account_id: int, currency: str, most: int
) -> list[tuple[int, str, int, date]]:
    """(id, number, open amount, due date) of everything open of an account, at most so many."""
    c = open_items.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.open_minor != 0)
    query = select(c.id, c.document_number, c.open_minor, c.due_date).where(own).order_by(c.id).limit(most)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def document_numbers(connection: Connection, item_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of these documents."""
    query = select(open_items.c.id, open_items.c.document_number).where(open_items.c.id.in_(list(item_ids)))
    return {row.id: row.document_number for row in connection.execute(query)}


def entities_of(connection: Connection, item_ids: Iterable[int]) -> set[str]:
    """Which of our entities own these documents."""
    return set(connection.scalars(select(open_items.c.entity).where(open_items.c.id.in_(list(item_ids)))))
