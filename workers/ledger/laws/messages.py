"""Laws 4, 5 and 7: what left the house, under which restraints, and how often. Must not stop anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from workers.ledger.book.courtesy import COURTESIES
from workers.ledger.laws.flight import in_flight
from workers.ledger.laws.law import Broken, Finding, Hearing, found
from workers.ledger.laws.levels import COUNTED, LEFT
from workers.ledger.schema import (
    holds,
    message_attempts,
    message_items,
    messages,
    placement_items,
    placements,
    stops,
)


def nothing_leaves_under_a_hold(hearing: Hearing) -> Finding:
    """No notice left while the account, or an item it lists, was on hold; nor a courtesy under a stop."""
    c = messages.c
    dunned = and_(c.purpose == "dunning", c.state.in_(LEFT))
    stoppable = and_(c.purpose.in_(("dunning", *COURTESIES)), c.state.in_(LEFT))
    query = select(func.count()).select_from(messages).where(stoppable)
    checked = int(hearing.connection.scalar(query) or 0)
    return found(checked, (*_under_holds(hearing, dunned), *_under_stops(hearing, stoppable)))


def _under_holds(hearing: Hearing, dunned: ColumnElement[bool]) -> Iterator[Broken]:
    c, h = messages.c, holds.c
    listed = select(message_items.c.open_item_id).where(message_items.c.message_id == c.id)
    held_item = and_(h.open_item_id.in_(listed), h.amount_minor.is_(None))
    # A whole account held for `remittance` is a payer whose advices wait for the bank: its debt is asked for as ever.
    in_currency = or_(h.currency.is_(None), h.currency == c.currency)
    held_account = and_(h.open_item_id.is_(None), h.kind != "remittance", in_currency)
    scope = and_(h.account_id == c.account_id, or_(held_account, held_item))
    unexpired = or_(h.expires_on.is_(None), h.expires_on >= c.handed_over_on)
    return _in_force(hearing, holds, and_(dunned, scope, unexpired))


def _under_stops(hearing: Hearing, stoppable: ColumnElement[bool]) -> Iterator[Broken]:
    return _in_force(hearing, stops, and_(stoppable, stops.c.account_id == messages.c.account_id))


def _in_force(hearing: Hearing, table: Table, concerned: ColumnElement[bool]) -> Iterator[Broken]:
    """Messages that left after a restraint began and before it was lifted."""
    c, r = messages.c, table.c
    unlifted = or_(r.lifted_at.is_(None), r.lifted_at > c.handed_over_at)
    times = (c.attempted_at, c.handed_over_at, r.created_at.label("began_at"))
    query = (
        select(c.id, c.account_id, r.id.label("restraint"), *times)
        .where(concerned, r.created_at < c.handed_over_at, unlifted)
        .order_by(c.id)
    )
    name = table.name.removesuffix("s")
    for row in hearing.connection.execute(query):
        if not in_flight(row.attempted_at, row.handed_over_at, row.began_at):
            yield f"message {row.id}", f"left under {name} {row.restraint}", row.account_id


def a_key_is_accepted_once(hearing: Hearing) -> Finding:
    """One live message per key, at most one accepted; an attempt whose end nobody knows is the last of its message."""
    c = messages.c
    accepted = func.count().filter(c.state.in_(COUNTED))
    live = func.count().filter(c.state.not_in(("cancelled", "failed", "bounced")))
    whose = func.min(c.account_id).label("account_id")  # a key names its account
    grouped = select(c.key, whose, accepted.label("accepted"), live.label("live")).group_by(c.key)
    twice = grouped.having(or_(accepted > 1, live > 1))
    broken = [
        (f"key {row.key}", f"{row.live} live and {row.accepted} accepted messages", row.account_id)
        for row in hearing.connection.execute(twice)
    ]
    checked = int(hearing.connection.scalar(select(func.count(c.key.distinct()))) or 0)
    return found(checked, (*broken, *_repeated_blindly(hearing)))


def _repeated_blindly(hearing: Hearing) -> Iterator[Broken]:
    a, later = message_attempts.c, message_attempts.alias("later").c
    after = select(later.number).where(later.message_id == a.message_id, later.number > a.number).exists()
    of_message = message_attempts.join(messages, messages.c.id == a.message_id)
    query = (
        select(a.message_id, a.number, messages.c.account_id)
        .select_from(of_message)
        .where(a.outcome.in_(("", "in_doubt", "accepted")), after)
    )
    rows = hearing.connection.execute(query.order_by(a.message_id))
    return (
        (f"message {row.message_id}", f"was attempted again after attempt {row.number}", row.account_id) for row in rows
    )


def placed_items_are_not_dunned(hearing: Hearing) -> Finding:
    """No notice lists an item that an agency has."""
    c, p = messages.c, placements.c
    joined = (
        messages.join(message_items, message_items.c.message_id == c.id)
        .join(placement_items, placement_items.c.open_item_id == message_items.c.open_item_id)
        .join(placements, p.id == placement_items.c.placement_id)
    )
    placed = and_(p.approved_at < c.handed_over_at, or_(p.closed_on.is_(None), p.closed_on > c.handed_over_on))
    times = (c.attempted_at, c.handed_over_at, p.approved_at.label("began_at"))
    named = (c.id, c.account_id, p.id.label("placement"), placement_items.c.open_item_id)
    query = select(*named, *times).select_from(joined)
    rows = hearing.connection.execute(query.where(c.purpose == "dunning", c.state.in_(LEFT), placed).order_by(c.id))
    broken = _placed(row for row in rows if not in_flight(row.attempted_at, row.handed_over_at, row.began_at))
    of_placement = placement_items.join(placements, p.id == placement_items.c.placement_id)
    count = select(func.count()).select_from(of_placement).where(p.approved_at.is_not(None))
    return found(int(hearing.connection.scalar(count) or 0), broken)


def _placed(rows: Iterable[Any]) -> Iterator[Broken]:
    return (
        (f"message {row.id}", f"dunned item {row.open_item_id} of placement {row.placement}", row.account_id)
        for row in rows
    )
