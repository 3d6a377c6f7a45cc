"""What charges are computed from: how items moved, what was charged for them before, and when interest stood still.

A fixed number of queries for a batch of accounts. Must not compute or judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, func, or_, select

from workers.ledger.importing.book import KIND as IMPORTED
from workers.ledger.posting import RECEIVABLES
from workers.ledger.schema import (
    charge_parts,
    charges,
    entries,
    journal,
    message_items,
    messages,
    open_items,
    payments,
    postings,
    stops,
)
from workers.ledger.sql.among import among
from workers.receivables.charge import OUR_SYSTEM, ChargeHistory, ItemHistory
from workers.receivables.interest import Days, Move


def load_charge_histories(
    connection: Connection, account_ids: Collection[int], freezing_stops: Collection[str], as_of: date
) -> dict[int, ChargeHistory]:
    """The histories of these accounts' items that are open, and the days on which a stop froze interest."""
    ids = sorted(account_ids)
    if not ids:
        return {}
    owners = _open_items(connection, ids)
    moves, charged, reminded = _moves(connection, ids), _charged(connection, ids), _reminded(connection, ids)
    frozen = _frozen(connection, ids, freezing_stops, as_of)
    items: dict[int, dict[int, ItemHistory]] = defaultdict(dict)
    for item, account in owners.items():
        until, compensated = charged.get(item, (None, False))
        items[account][item] = ItemHistory(tuple(moves.get(item, ())), until, compensated, item in reminded)
    return {account: ChargeHistory(items[account], tuple(frozen.get(account, ()))) for account in ids}


def unpaid_charges(connection: Connection, account_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The unpaid charges of each account: id, currency, number, day and open amount."""
    c = open_items.c
    joined = charges.join(open_items, c.id == charges.c.open_item_id)
    columns = select(charges.c.account_id, c.id, c.currency, c.document_number, charges.c.booked_on, c.open_minor)
    own = columns.select_from(joined).where(among(charges.c.account_id, account_ids), c.open_minor != 0)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(own.order_by(c.id)):
        found[row.account_id].append(row)
    return found


def _open_items(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    c = open_items.c
    query = select(c.id, c.account_id).where(c.account_id.in_(ids), c.open_minor > 0, c.system != OUR_SYSTEM)
    return {row.id: row.account_id for row in connection.execute(query)}


def _moves(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[Move]]:
    """What lowered or raised each item after its first posting, by the day on which a payment was received.

    The first posting of an item only says that it exists: it was owed since its due date.
    """
    p = postings.c
    own = (p.ledger_account == RECEIVABLES) & (p.open_item_id.is_not(None)) & entries.c.account_id.in_(ids)
    first = (
        select(p.open_item_id, func.min(p.entry_id).label("entry"))
        .join(entries, entries.c.id == p.entry_id)
        .where(own, entries.c.kind == IMPORTED)
        .group_by(p.open_item_id)
        .subquery()
    )
    received = func.coalesce(payments.c.received_on, entries.c.business_date).label("on_day")
    joined = (
        postings.join(entries, entries.c.id == p.entry_id)
        .join(open_items, (open_items.c.id == p.open_item_id) & (open_items.c.open_minor > 0))
        .outerjoin(payments, payments.c.id == p.payment_id)
        .outerjoin(first, first.c.open_item_id == p.open_item_id)
    )
    later = or_(first.c.entry.is_(None), p.entry_id != first.c.entry)
    query = select(p.open_item_id, received, p.debit_minor).select_from(joined).where(own, later)
    found: dict[int, list[Move]] = defaultdict(list)
    for row in connection.execute(query.order_by(p.open_item_id, p.entry_id, p.line)):
        found[row.open_item_id].append(Move(row.on_day, row.debit_minor))
    return found


def _charged(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[date | None, bool]]:
    """Up to when interest was booked for each item, and whether it was compensated; what was taken back was not."""
    c = charge_parts.c
    until, fixed = func.max(c.interest_until), func.max(c.compensation_minor)
    query = select(c.open_item_id, until, fixed).join(charges, charges.c.id == c.charge_id)
    standing = query.where(charges.c.account_id.in_(ids), charges.c.taken_back_at.is_(None))
    rows = connection.execute(standing.group_by(c.open_item_id))
    return {item: (day, bool(compensation)) for item, day, compensation in rows}


def _reminded(connection: Connection, ids: Sequence[int]) -> set[int]:
    """The items that a notice listed as overdue and that was handed over, in whatever episode."""
    m, i = messages.c, message_items.c
    given = m.account_id.in_(ids) & (m.purpose == "dunning") & m.state.in_(("handed_over", "delivered"))
    joined = select(i.open_item_id).join(messages, m.id == i.message_id)
    return set(connection.scalars(joined.where(given, i.days_overdue > 0)))


def _frozen(
    connection: Connection, ids: Sequence[int], reasons: Collection[str], as_of: date
) -> Mapping[int, Iterable[Days]]:
    """The days of each stop that freezes interest, the first and the last included."""
    c = stops.c
    columns = select(c.id, c.account_id, c.created_at, c.lifted_at)
    rows = connection.execute(columns.where(c.account_id.in_(ids), c.reason.in_(sorted(reasons)))).all()
    told = _days_of_stops(connection, [row.account_id for row in rows]) if rows else {}
    found: dict[int, list[Days]] = defaultdict(list)
    for row in rows:
        first = told.get((row.id, "stop.added"), row.created_at.date())
        last = told.get((row.id, "stop.lifted"), row.lifted_at.date()) if row.lifted_at else max(as_of, first)
        found[row.account_id].append(Days(first, last))
    return found


def _days_of_stops(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], date]:
    """The business dates on which stops began and ended: in the evening that is not always the day of the instant."""
    j = journal.c
    told = j.account_id.in_(ids) & j.kind.in_(("stop.added", "stop.lifted"))
    rows = connection.execute(select(j.kind, j.business_date, j.data).where(told))
    return {(orjson.loads(row.data)["stop"], row.kind): row.business_date for row in rows}
