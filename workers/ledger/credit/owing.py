"""What an account owes and what speaks against giving it more, as credit decisions see it: a fixed number of queries.

Cash that no bank line has confirmed settles nothing here. Must not decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workers.ledger.book.holds import Hold, holds_in_force
from workers.ledger.book.stops import stops_in_force
from workers.ledger.outgoing.order_holds import find_in_force
from workers.ledger.schema import (
    accounts,
    applications,
    cod_receipts,
    customers,
    episodes,
    messages,
    open_items,
    payments,
    placements,
    promises,
)

_LEFT = ("handed_over", "delivered")
_YEAR = timedelta(days=365)


class OwedRow(NamedTuple):
    """An item with something open, or paid by what the bank has not confirmed."""

    id: int
    currency: str
    due_date: date
    original: int
    open: int
    in_transit: int


@dataclass(frozen=True, slots=True)
class Owing:
    """An account on a day; mappings go by currency."""

    account_id: int
    entity: str
    customer_id: str
    customer_name: str
    segment: str
    party: str
    country: str
    parked: bool
    reported_limit: int | None
    items: tuple[OwedRow, ...]
    holds: tuple[Hold, ...]
    stop: str
    placed: bool
    order_hold_levels: tuple[int, ...]
    returned: tuple[str, ...]
    on_account: Mapping[str, int]
    levels: Mapping[str, int]
    promised: Mapping[str, int]
    broken_promises: Mapping[str, int]


def load_owing(connection: Connection, account_id: int, as_of: date) -> Owing:
    """All of it as it stands now; holds and promises as of the day."""
    c = customers.c
    head = select(
        accounts.c.entity, c.id, c.name, c.segment, c.party, c.country, accounts.c.parked_reason, c.credit_limit_minor
    ).join(customers, c.id == accounts.c.customer_id)
    row = connection.execute(head.where(accounts.c.id == account_id)).one()
    stopped = stops_in_force(connection, [account_id])
    return Owing(
        account_id=account_id,
        entity=row.entity,
        customer_id=row.id,
        customer_name=row.name,
        segment=row.segment,
        party=row.party,
        country=row.country,
        parked=row.parked_reason is not None,
        reported_limit=row.credit_limit_minor,
        items=_items(connection, account_id),
        holds=tuple(holds_in_force(connection, [account_id], as_of)),
        stop=stopped[0].reason if stopped else "",
        placed=_is_placed(connection, account_id),
        order_hold_levels=tuple(hold.level for hold in find_in_force(connection, account_id)),
        returned=_returned(connection, account_id),
        on_account=_confirmed_on_account(connection, account_id),
        levels=_levels(connection, account_id),
        promised=_promised(connection, account_id),
        broken_promises=_broken(connection, account_id, as_of - _YEAR),
    )


def currencies_of(connection: Connection, account_id: int) -> set[str]:
    """The currencies in which an account has, or had, documents."""
    return set(
        connection.scalars(select(open_items.c.currency).where(open_items.c.account_id == account_id).distinct())
    )


def _items(connection: Connection, account_id: int) -> tuple[OwedRow, ...]:
    c, a = open_items.c, applications.c
    taken = func.sum(a.cash_minor + a.discount_minor + a.writeoff_minor)
    joined = applications.join(payments, payments.c.id == a.payment_id).join(open_items, c.id == a.open_item_id)
    unconfirmed = select(a.open_item_id, taken).select_from(joined)
    own = unconfirmed.where(c.account_id == account_id, payments.c.clearing == "in_transit").group_by(a.open_item_id)
    in_transit = {item: int(amount) for item, amount in connection.execute(own) if amount}
    columns = select(c.id, c.currency, c.due_date, c.original_minor, c.open_minor)
    rows = list(connection.execute(columns.where(c.account_id == account_id, c.open_minor != 0)))
    settled = sorted(set(in_transit) - {row.id for row in rows})
    rows += connection.execute(columns.where(c.id.in_(settled))) if settled else []
    return tuple(OwedRow(*row, in_transit.get(row.id, 0)) for row in sorted(rows))


def _is_placed(connection: Connection, account_id: int) -> bool:
    own = (placements.c.account_id == account_id) & (placements.c.state == "placed")
    return connection.scalar(select(placements.c.id).where(own).limit(1)) is not None


def _returned(connection: Connection, account_id: int) -> tuple[str, ...]:
    c = cod_receipts.c
    held = (c.account_id == account_id) & (c.state == "returned") & c.released_at.is_(None)
    return tuple(f"{kind} {number}" for kind, number in connection.execute(select(c.kind, c.number).where(held)))


def _confirmed_on_account(connection: Connection, account_id: int) -> dict[str, int]:
    c = payments.c
    own = (c.account_id == account_id) & (c.clearing == "cleared") & (c.on_account_minor != 0)
    grouped = select(c.currency, func.sum(c.on_account_minor)).where(own).group_by(c.currency)
    return {currency: int(amount) for currency, amount in connection.execute(grouped)}


def _levels(connection: Connection, account_id: int) -> dict[str, int]:
    c = messages.c
    running = (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None)
    left = (c.account_id == account_id) & (c.purpose == "dunning") & c.state.in_(_LEFT)
    found = select(c.currency, func.max(c.level)).join(episodes, running).where(left).group_by(c.currency)
    return {currency: int(level or 0) for currency, level in connection.execute(found)}


def _promised(connection: Connection, account_id: int) -> dict[str, int]:
    """What is promised for the whole account; a promise for one item says nothing of the others."""
    c, sums = promises.c, defaultdict[str, int](int)
    own = (c.account_id == account_id) & (c.state == "open") & c.open_item_id.is_(None)
    for currency, amount in connection.execute(select(c.currency, c.amount_minor).where(own)):
        sums[currency] += amount
    return dict(sums)


def _broken(connection: Connection, account_id: int, since: date) -> dict[str, int]:
    c = promises.c
    own = (c.account_id == account_id) & (c.state == "broken") & (c.closed_on >= since)
    found = select(c.currency, func.count()).where(own).group_by(c.currency)
    return {currency: int(count) for currency, count in connection.execute(found)}
