"""One account as a person looks at it: its customer, open items with their ages, promises, restraints and contacts.

Every query goes by an index on the account, so that the size of the book does not matter. Must not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from workers.ledger.book.item_keys import find_by_key
from workers.ledger.schema import (
    accounts,
    contacts,
    customers,
    holds,
    open_items,
    payments,
    promises,
    stops,
)
from workers.receivables.customer import name_key
from workers.receivables.reference import MIN_KEY, canonical, search_keys

ITEMS_PAGE = 100
_FOUND_MAX = 25
_PROMISES_MAX = 20


@dataclass(frozen=True, slots=True)
class AccountHead:
    """Whose account it is."""

    id: int
    entity: str
    customer_id: str
    name: str
    country: str
    language: str
    segment: str
    parked_reason: str | None


@dataclass(frozen=True, slots=True)
class AgedItem:
    """An open item; ``days_overdue`` is negative before its due date."""

    id: int
    document_number: str
    document_type: str
    due_date: date
    currency: str
    original_minor: int
    open_minor: int
    days_overdue: int


@dataclass(frozen=True, slots=True)
class AgedSum:
    """What is open of one currency: current, then by 30 days overdue, and all together; ``items`` counts them."""

    currency: str
    current: int
    d1_30: int
    d31_60: int
    d61_90: int
    d90_plus: int
    items: int

    @property
    def total(self) -> int:
        return self.current + self.d1_30 + self.d31_60 + self.d61_90 + self.d90_plus


@dataclass(frozen=True, slots=True)
class Restraint:
    """A hold or stop in force."""

    id: int
    kind: str
    reason: str
    author: str
    ends_on: date | None
    document_number: str | None


def find_head(connection: Connection, account_id: int) -> AccountHead | None:
    """The account of that number."""
    row = connection.execute(_heads().where(accounts.c.id == account_id)).one_or_none()
    return AccountHead(*row) if row else None


def find_accounts(connection: Connection, words: str) -> list[AccountHead]:
    """Accounts by their customer's number, the beginning of its name, or a document number; a page at most."""
    typed, key = words.strip(), canonical(words)
    queries = [_heads().where(customers.c.id.in_((typed, typed.upper())))]
    if len(name_key(words)) >= MIN_KEY:
        queries.append(_heads().where(_begins(name_key(words))))
    if len(key) >= MIN_KEY:
        holders = sorted({account_id for _, account_id in find_by_key(connection, search_keys([key]))})
        queries.append(_heads().where(accounts.c.id.in_(holders[:_FOUND_MAX])))
    found = [AccountHead(*row) for query in queries for row in connection.execute(query.limit(_FOUND_MAX))]
    return list({head.id: head for head in found}.values())


def _begins(key: str) -> ColumnElement[bool]:
    """Names that begin so. An index serves a range, and keys of figures and small letters end before it everywhere."""
    c = customers.c.name_key
    return and_(c >= key, c <= f"{key}zzzzzzzzzzzz") if key.isascii() else c.startswith(key, autoescape=True)


def aged_items(
    connection: Connection, account_id: int, on: date, *, after: tuple[date, int] | None = None
) -> list[AgedItem]:
    """A page of open items, the oldest first, one more than a page where there are more."""
    c = open_items.c
    query = select(c.id, c.document_number, c.document_type, c.due_date, c.currency, c.original_minor, c.open_minor)
    query = query.where(c.account_id == account_id, c.open_minor != 0)
    if after is not None:
        query = query.where(or_(c.due_date > after[0], and_(c.due_date == after[0], c.id > after[1])))
    rows = connection.execute(query.order_by(c.due_date, c.id).limit(ITEMS_PAGE + 1))
    return [AgedItem(*row, days_overdue=(on - row.due_date).days) for row in rows]


def aged_sums(connection: Connection, account_id: int, on: date) -> list[AgedSum]:
    """The aging of one account, a line per currency."""
    c = open_items.c
    query = select(c.currency, c.due_date, func.sum(c.open_minor), func.count())
    grouped = query.where(c.account_id == account_id, c.open_minor != 0).group_by(c.currency, c.due_date)
    sums: dict[str, list[int]] = {}
    for currency, due, amount, count in connection.execute(grouped):
        line = sums.setdefault(currency, [0] * 6)
        line[_bucket((on - due).days)] += int(amount)
        line[5] += int(count)
    return [AgedSum(currency, *line) for currency, line in sorted(sums.items())]


def cash_on_account(connection: Connection, account_id: int) -> dict[str, int]:
    """Money of the customer with no purpose yet, by currency."""
    c = payments.c
    query = select(c.currency, func.sum(c.on_account_minor)).where(c.account_id == account_id, c.on_account_minor != 0)
    return {currency: int(amount) for currency, amount in connection.execute(query.group_by(c.currency))}


def restraints_of(connection: Connection, account_id: int, on: date) -> list[Restraint]:
    """Stops, which stand until they are lifted, then the holds that are in force on a day."""
    s, h = stops.c, holds.c
    stopped = select(s.id, s.reason, s.evidence, s.author, s.ends_on).where(s.account_id == account_id)
    in_force = stopped.where(s.lifted_at.is_(None)).order_by(s.id)
    found = [
        Restraint(r.id, f"stop: {r.reason}", r.evidence, r.author, r.ends_on, None)
        for r in connection.execute(in_force)
    ]
    joined = holds.outerjoin(open_items, open_items.c.id == h.open_item_id)
    held = select(h.id, h.kind, h.reason, h.author, h.expires_on, open_items.c.document_number).select_from(joined)
    running = held.where(
        h.account_id == account_id, h.lifted_at.is_(None), or_(h.expires_on.is_(None), h.expires_on >= on)
    )
    return found + [Restraint(*row) for row in connection.execute(running.order_by(h.id))]


def promises_of(connection: Connection, account_id: int) -> Sequence[Any]:
    """The newest promises, with how they ended."""
    c = promises.c
    columns = (c.id, c.currency, c.amount_minor, c.promised_on, c.state, c.paid_minor, c.evidence, c.made_on)
    return connection.execute(
        select(*columns).where(c.account_id == account_id).order_by(c.id.desc()).limit(_PROMISES_MAX)
    ).all()


def contacts_of(connection: Connection, customer_id: str) -> Sequence[Any]:
    """Whom we know at the customer."""
    c = contacts.c
    columns = (c.role, c.email, c.phone, c.email_valid, c.phone_valid)
    return connection.execute(select(*columns).where(c.customer_id == customer_id).order_by(c.id)).all()


def _heads() -> Any:
    c = customers.c
    named = (accounts.c.id, accounts.c.entity, c.id, c.name, c.country, c.language, c.segment, accounts.c.parked_reason)
    return select(*named).select_from(accounts.join(customers, c.id == accounts.c.customer_id)).order_by(c.id)


def _bucket(days_overdue: int) -> int:
    return 0 if days_overdue <= 0 else min(4, 1 + (days_overdue - 1) // 30)
