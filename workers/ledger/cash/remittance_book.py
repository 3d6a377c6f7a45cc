"""The receivables as cash application asks for them: customers, their items, and which advices were seen.

Every method asks indexed columns once. Must not choose.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from workers.ledger.schema import accounts, advices, customers, open_items
from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem

# Databases limit the parameters of one query; a long document prints tens of thousands of runs of words.
_BATCH = 10_000


class LedgerBook:
    """The book on one connection: a snapshot, or the view of a transaction.

    Without an ``entity`` it holds all of ours: a number that two of them use is ambiguous, and a person must see that.
    """

    def __init__(self, connection: Connection, entity: str | None = None) -> None:
        self._connection = connection
        self._entity = entity

    def customers_by_domain(self, domains: Collection[str]) -> tuple[Customer, ...]:
        """Customers with one of these mail domains; a sender's sub-domain counts for its customer."""
        wanted = {parent for domain in domains for parent in _with_parents(domain.lower())}
        return self._customers(_customers().where(customers.c.domain.in_(sorted(wanted))))

    def customers_by_name(self, name_keys: Collection[str]) -> tuple[Customer, ...]:
        """Customers whose name, letters and digits only, is among the keys, whatever their case."""
        keys = sorted({key.lower() for key in name_keys if key})
        batches = (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))
        found = (self._customers(_customers().where(customers.c.name_key.in_(batch))) for batch in batches)
        return tuple(customer for batch in found for customer in batch)

    def children_of(self, customer_ids: Collection[str]) -> tuple[Customer, ...]:
        return self._customers(_customers().where(customers.c.parent_id.in_(sorted(customer_ids))))

    def items_of(self, customer_ids: Collection[str]) -> tuple[OpenItem, ...]:
        """All items of the customers, open and settled."""
        c = open_items.c
        columns = select(
            c.id, accounts.c.customer_id, c.document_type, c.document_number, c.issue_date, c.due_date, c.currency,
            c.original_minor, c.open_minor, c.po_number, c.discount_terms,
        ).join(accounts, accounts.c.id == c.account_id)  # fmt: skip
        own = columns.where(accounts.c.customer_id.in_(sorted(customer_ids)))
        if self._entity is not None:
            own = own.where(c.entity == self._entity)
        return tuple(OpenItem(*row) for row in self._connection.execute(own.order_by(c.id)))

    def seen(self, advice_keys: Collection[str]) -> frozenset[str]:
        """Those of the keys under which an advice is recorded."""
        query = select(advices.c.duplicate_key).where(advices.c.duplicate_key.in_(sorted(advice_keys)))
        return frozenset(key for key in self._connection.scalars(query) if key)

    def _customers(self, query: Select[Any]) -> tuple[Customer, ...]:
        return tuple(_customer(row) for row in self._connection.execute(query.order_by(customers.c.id)))


def _customers() -> Select[Any]:
    c = customers.c
    return select(c.id, c.name, c.domain, c.parent_id, c.language, c.country, c.timezone, c.segment, c.party)


def _customer(row: Row[Any]) -> Customer:
    return Customer(**row._asdict())


def _with_parents(domain: str) -> list[str]:
    """A domain and those above it, as far as they could be a company's: mail.a.example -> mail.a.example, a.example."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
