"""The receivables as cash application asks for them: customers, their items, and which advices were seen.

Every method asks indexed columns once. Must not choose.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from workers.ledger.book.item_keys import find_by_key
from workers.ledger.schema import accounts, advices, applications, customers, open_items, payments
from workers.ledger.sql.among import among
from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem

# Enough for a person to look at; a junk number on a thousand items tells nobody anything.
_MOST_EQUAL, _MOST_ELSEWHERE = 100, 1_000


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
        return self._customers(_customers().where(among(customers.c.domain, sorted(wanted))))

    def customers_by_name(self, name_keys: Collection[str]) -> tuple[Customer, ...]:
        """Customers whose name, letters and digits only, is among the keys, whatever their case."""
        keys = sorted({key.lower() for key in name_keys if key})
        return self._customers(_customers().where(among(customers.c.name_key, keys)))

    def children_of(self, customer_ids: Collection[str]) -> tuple[Customer, ...]:
        return self._customers(_customers().where(among(customers.c.parent_id, sorted(customer_ids))))

    def items_named(self, customer_ids: Collection[str], keys: Collection[str]) -> tuple[OpenItem, ...]:
        """Items of the customers, open and settled, that stand under one of the keys.

        The keys lead and the accounts are only compared: a family may have hundreds of accounts, and a page ten
        thousand words.
        """
        own = set(self._connection.scalars(self._accounts(customer_ids)))
        found = find_by_key(self._connection, keys) if own else ()
        ids = sorted({item_id for item_id, account_id in found if account_id in own})
        return self._items(among(open_items.c.id, ids)) if ids else ()

    def only_currency(self, customer_ids: Collection[str]) -> str:
        """The currency of all items of the customers; empty when there are several, or none."""
        c = open_items.c
        own = self._accounts(customer_ids).subquery()
        ends = (
            select(end(c.currency)).where(c.account_id == own.c.id).correlate(own).scalar_subquery()
            for end in (func.min, func.max)
        )
        found = {currency for pair in self._connection.execute(select(*ends)) for currency in pair if currency}
        return found.pop() if len(found) == 1 else ""

    def items_of_amounts(self, customer_ids: Collection[str], amounts: Collection[int]) -> tuple[OpenItem, ...]:
        """Items of the customers that have one of these amounts open; the first hundred."""
        own = self._connection.scalars(self._accounts(customer_ids)).all()
        c = open_items.c
        wanted = (c.open_minor != 0) & among(c.account_id, own) & among(c.open_minor, sorted(amounts))
        return self._items(wanted, most=_MOST_EQUAL) if own and amounts else ()

    def all_open_items(self, customer_ids: Collection[str], most: int) -> tuple[OpenItem, ...]:
        """Every open item of the customers; none at all when there are more than ``most``."""
        own = self._connection.scalars(self._accounts(customer_ids)).all()
        found = self._items((open_items.c.open_minor != 0) & among(open_items.c.account_id, own), most=most + 1)
        return found if len(found) <= most else ()

    def items_elsewhere(self, keys: Collection[str]) -> tuple[OpenItem, ...]:
        """Items of any customer that stand under one of the keys; the first thousand."""
        ids = sorted({item_id for item_id, _ in find_by_key(self._connection, keys)})[:_MOST_ELSEWHERE]
        own = among(open_items.c.id, ids)
        return self._items(own if self._entity is None else own & (open_items.c.entity == self._entity)) if ids else ()

    def written_off(self, customer_ids: Collection[str], currency: str, paid_on: date | None) -> tuple[int, int]:
        """What the robot wrote off on payments of these customers in that month, and of everybody on that day.

        Without a day: on all payments ever.
        """
        p, a = payments.c, applications.c
        total = func.coalesce(func.sum(func.abs(a.writeoff_minor)), 0)
        standing = (p.currency == currency) & (p.clearing != "reversed") & (a.reverses_id.is_(None))
        if self._entity is not None:
            standing &= p.entity == self._entity
        of_day = standing if paid_on is None else standing & (p.received_on == paid_on)
        of_month = standing if paid_on is None else standing & p.received_on.between(*_month_of(paid_on))
        sums = select(total).select_from(applications).join(payments, p.id == a.payment_id)
        family = (
            sums.join(open_items, open_items.c.id == a.open_item_id)
            .join(accounts, accounts.c.id == open_items.c.account_id)
            .where(of_month, among(accounts.c.customer_id, sorted(customer_ids)))
        )
        return int(self._connection.scalar(family) or 0), int(self._connection.scalar(sums.where(of_day)) or 0)

    def _accounts(self, customer_ids: Collection[str]) -> Select[Any]:
        own = select(accounts.c.id).where(among(accounts.c.customer_id, sorted(customer_ids)))
        return own if self._entity is None else own.where(accounts.c.entity == self._entity)

    def _items(self, condition: ColumnElement[bool], most: int | None = None) -> tuple[OpenItem, ...]:
        c = open_items.c
        columns = select(
            c.id, accounts.c.customer_id, c.document_type, c.document_number, c.issue_date, c.due_date, c.currency,
            c.original_minor, c.open_minor, c.po_number, c.discount_terms,
        ).join(accounts, accounts.c.id == c.account_id)  # fmt: skip
        found = columns.where(condition).order_by(c.id).limit(most)
        return tuple(OpenItem(*row) for row in self._connection.execute(found))

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


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _with_parents(domain: str) -> list[str]:
    """A domain and those above it, as far as they could be a company's: mail.a.example -> mail.a.example, a.example."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
