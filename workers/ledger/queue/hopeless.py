"""What the ledger knows of old debt that nothing stands in the way of: a fixed number of queries per batch of accounts.

Must not decide what is given up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, String, and_, case, cast, func, literal, or_, select

from workers.ledger.book.agency_money import is_collected
from workers.ledger.schema import (
    accounts,
    agency_records,
    applications,
    holds,
    messages,
    open_items,
    payments,
    placement_items,
    placements,
    stops,
)
from workers.ledger.sql.among import among

_REACHED = ("handed_over", "delivered")
_IN_WRITING = ("email", "letter", "sms")
# A plain hold says that nobody should be asked: it does not say that there is hope.
_HOPE = ("dispute", "promise", "remittance", "arrangement")


@dataclass(frozen=True, slots=True)
class OldItem:
    """An open, overdue invoice without a live placement, dispute, promise or payment on its way to us."""

    account_id: int
    entity: str
    currency: str
    id: int
    document_number: str
    due_date: date
    open: int


@dataclass(frozen=True, slots=True)
class OldDebt:
    """All of it of some accounts; ``balances`` and ``contacts`` by account and currency."""

    items: tuple[OldItem, ...]
    balances: dict[tuple[int, str], int]
    contacts: dict[tuple[int, str], tuple[int, int]]
    stops: dict[int, frozenset[str]]
    close_codes: dict[int, str]


def accounts_overdue(connection: Connection, as_of: date, days: int, after_id: int, limit: int) -> list[int]:
    """The next accounts, by id, with an open invoice that many days overdue."""
    c = open_items.c
    due_by = as_of - timedelta(days=max(days, 1))
    query = select(c.account_id).distinct().where(c.open_minor > 0, c.due_date <= due_by, c.account_id > after_id)
    return list(connection.scalars(query.order_by(c.account_id).limit(limit)))


def load_old_debt(connection: Connection, account_ids: Sequence[int], as_of: date) -> OldDebt:
    """What is open and overdue of these accounts; one with money or credit of its own has none."""
    ids = list(account_ids)
    with_credit = _with_credit(connection, ids)
    items = tuple(
        item for item in _items(connection, ids, as_of) if (item.account_id, item.currency) not in with_credit
    )
    balances: dict[tuple[int, str], int] = defaultdict(int)
    c = open_items.c
    owed = select(c.account_id, c.currency, func.sum(c.open_minor)).where(among(c.account_id, ids), c.open_minor > 0)
    for account_id, currency, total in connection.execute(owed.group_by(c.account_id, c.currency)):
        balances[account_id, currency] = int(total)
    return OldDebt(items, balances, _contacts(connection, ids), _stops(connection, ids), _codes(connection, items))


def _items(connection: Connection, ids: list[int], as_of: date) -> Iterator[OldItem]:
    c, h = open_items.c, holds.c
    placed = (
        select(placements.c.id)
        .join(placement_items, placement_items.c.placement_id == placements.c.id)
        .where(placement_items.c.open_item_id == c.id, placements.c.state.in_(("proposed", "approved", "placed")))
    )
    in_transit = (
        select(applications.c.id)
        .join(payments, payments.c.id == applications.c.payment_id)
        .where(applications.c.open_item_id == c.id, payments.c.clearing == "in_transit")
    )
    of_account = and_(h.open_item_id.is_(None), or_(h.currency.is_(None), h.currency == c.currency))
    in_force = and_(h.lifted_at.is_(None), or_(h.expires_on.is_(None), h.expires_on >= as_of))
    hopeful = select(h.id).where(
        h.account_id == c.account_id, h.kind.in_(_HOPE), in_force, or_(h.open_item_id == c.id, of_account)
    )
    query = (
        select(c.account_id, c.entity, c.currency, c.id, c.document_number, c.due_date, c.open_minor)
        .join(accounts, accounts.c.id == c.account_id)
        .where(among(c.account_id, ids), c.open_minor > 0, c.due_date < as_of, accounts.c.parked_reason.is_(None))
        .where(~placed.exists(), ~in_transit.exists(), ~is_collected(c.id), ~hopeful.exists())
        .order_by(c.account_id, c.currency, c.id)
    )
    return (OldItem(*row) for row in connection.execute(query))


def _with_credit(connection: Connection, ids: list[int]) -> set[tuple[int, str]]:
    p, c = payments.c, open_items.c
    cash = select(p.account_id, p.currency).where(among(p.account_id, ids), p.on_account_minor > 0)
    memos = select(c.account_id, c.currency).where(among(c.account_id, ids), c.open_minor < 0)
    return {(row[0], row[1]) for query in (cash, memos) for row in connection.execute(query)}


def _contacts(connection: Connection, ids: list[int]) -> dict[tuple[int, str], tuple[int, int]]:
    """How many notices and calls reached the customer, and how many of them in writing; each notice once."""
    c = messages.c
    # Its subject names episode and level; the number of a level may be another's, once its ladder was edited.
    notice = c.subject + literal(".") + cast(c.occurrence, String)
    written = case((c.channel.in_(_IN_WRITING), notice))
    reached = select(c.account_id, c.currency, func.count(notice.distinct()), func.count(written.distinct()))
    own = reached.where(among(c.account_id, ids), c.purpose == "dunning", c.state.in_(_REACHED))
    rows: Any = connection.execute(own.group_by(c.account_id, c.currency))
    return {(account, currency): (count, in_writing) for account, currency, count, in_writing in rows}


def _stops(connection: Connection, ids: list[int]) -> dict[int, frozenset[str]]:
    query = select(stops.c.account_id, stops.c.reason).where(
        among(stops.c.account_id, ids), stops.c.lifted_at.is_(None)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for account_id, reason in connection.execute(query):
        found[account_id].add(reason)
    return {account_id: frozenset(kinds) for account_id, kinds in found.items()}


def _codes(connection: Connection, items: Sequence[OldItem]) -> dict[int, str]:
    """The code with which an agency last closed the placement of each item."""
    r = agency_records.c
    query = (
        select(placement_items.c.open_item_id, r.code)
        .join(agency_records, r.placement_id == placement_items.c.placement_id)
        .where(r.direction == "in", r.kind == "close", among(placement_items.c.open_item_id, [i.id for i in items]))
        .order_by(r.id)
    )
    return {row.open_item_id: row.code for row in connection.execute(query)}
