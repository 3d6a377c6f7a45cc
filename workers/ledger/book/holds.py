"""Holds on an account, on one item, or on a part of an item: added, lifted, and whether one is in force on a day.

A hold ends by its own date, never by a timer: whether it is in force is derived from ``as_of``. Must not decide who is
held; adding or lifting one makes everything planned for the account stale in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, insert, or_, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import holds, open_items
from workers.receivables.occasion import Occasion

HoldKind = Literal["hold", "dispute", "promise", "remittance", "arrangement"]


@dataclass(frozen=True, slots=True)
class NewHold:
    """What to hold and why. Without an item it holds the account, in ``currency`` where one is given; an amount holds
    that much of the item.

    ``expires_on`` is the last day it is in force; None runs until somebody lifts it.
    """

    account_id: int
    kind: HoldKind
    reason: str
    open_item_id: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as it stands in the ledger."""

    id: int
    account_id: int
    open_item_id: int | None
    kind: str
    amount_minor: int | None
    currency: str | None
    reason: str
    author: str
    created_at: datetime
    expires_on: date | None
    lifted_at: datetime | None
    lifted_by: str | None


def add_hold(connection: Connection, new: NewHold, occasion: Occasion) -> int:
    """Hold an account, an item or an amount from now on; returns the hold's id."""
    if new.amount_minor is not None and (new.open_item_id is None or new.amount_minor <= 0):
        raise UserError("a held amount is above zero and belongs to one open item")
    if not new.reason.strip():
        raise UserError("a hold needs a reason")
    supersede(connection, [new.account_id], f"{new.kind}_added")
    values = {
        "account_id": new.account_id,
        "open_item_id": new.open_item_id,
        "kind": new.kind,
        "amount_minor": new.amount_minor,
        "currency": new.currency,
        "reason": new.reason,
        "author": occasion.actor,
        "created_at": occasion.at,
        "expires_on": new.expires_on,
    }
    hold_id = int(connection.execute(insert(holds).values(values).returning(holds.c.id)).scalar_one())
    scope = {"item": new.open_item_id, "amount_minor": new.amount_minor, "expires_on": new.expires_on}
    data = {"hold": hold_id, "kind": new.kind, **scope}
    journal.record(connection, "hold.added", data, occasion, account_id=new.account_id)
    return hold_id


def lift_hold(connection: Connection, hold_id: int, occasion: Occasion) -> Hold:
    """End a hold now; raises `UserError` when there is none or it was lifted before."""
    hold = find_hold(connection, hold_id)
    if hold is None:
        raise UserError(f"there is no hold {hold_id}")
    supersede(connection, [hold.account_id], f"{hold.kind}_lifted")
    running = update(holds).where(holds.c.id == hold_id, holds.c.lifted_at.is_(None))
    if not connection.execute(running.values(lifted_at=occasion.at, lifted_by=occasion.actor)).rowcount:
        raise UserError(f"hold {hold_id} was lifted before")
    data = {"hold": hold_id, "kind": hold.kind}
    journal.record(connection, "hold.lifted", data, occasion, account_id=hold.account_id)
    return hold


def find_hold(connection: Connection, hold_id: int) -> Hold | None:
    """The hold of that id, in force or not."""
    row = connection.execute(select(holds).where(holds.c.id == hold_id)).one_or_none()
    return Hold(**row._asdict()) if row else None


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item that a hold keeps silent, wholly or in part, and why."""

    document_number: str
    kind: str
    reason: str
    amount_minor: int | None
    currency: str
    until: date | None


def items_held(connection: Connection, account_id: int, at: datetime, on: date) -> list[HeldItem]:
    """The items of an account that were held at an instant, which was on that business date."""
    c, i = holds.c, open_items.c
    columns = select(i.document_number, c.kind, c.reason, c.amount_minor, i.currency, c.expires_on)
    joined = columns.join(open_items, i.id == c.open_item_id).where(c.account_id == account_id, c.created_at <= at)
    unended = joined.where(
        or_(c.lifted_at.is_(None), c.lifted_at > at), or_(c.expires_on.is_(None), c.expires_on >= on)
    )
    return [HeldItem(*row) for row in connection.execute(unended.order_by(c.id))]


def holds_in_force(connection: Connection, account_ids: Sequence[int], as_of: date) -> list[Hold]:
    """What holds these accounts on ``as_of``, by account; the day a hold expires on is its last."""
    in_force = or_(holds.c.expires_on.is_(None), holds.c.expires_on >= as_of)
    query = select(holds).where(holds.c.account_id.in_(account_ids), holds.c.lifted_at.is_(None), in_force)
    return [Hold(**row._asdict()) for row in connection.execute(query.order_by(holds.c.account_id, holds.c.id))]
