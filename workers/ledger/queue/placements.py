"""Placements with agencies in the ledger: propose, decide, follow. Must not decide about any.

Every change of state is journalled here, so that none can be made without its entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import (
    accounts,
    applications,
    messages,
    open_items,
    payments,
    placement_items,
    placements,
    stops,
)
from workers.receivables.occasion import Occasion
from workers.receivables.placement import PlacedItem, Placement

_LIVE = ("proposed", "approved", "placed")


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """What is proposed: these items with these open amounts, to this agency."""

    entity: str
    account_id: int
    currency: str
    episode_id: int
    agency: str
    items: tuple[tuple[int, int], ...]

    @property
    def amount_minor(self) -> int:
        return sum(open_minor for _, open_minor in self.items)


def propose(connection: Connection, new: NewPlacement, occasion: Occasion) -> int:
    """Record a proposal; the database refuses a second live one of the same account and currency."""
    values = {
        "entity": new.entity,
        "account_id": new.account_id,
        "currency": new.currency,
        "episode_id": new.episode_id,
        "agency": new.agency,
        "amount_minor": new.amount_minor,
        "state": "proposed",
        "proposed_on": occasion.business_date,
    }
    placement_id = int(connection.execute(insert(placements).values(values).returning(placements.c.id)).scalar_one())
    _insert_items(connection, placement_id, new.items)
    data = {"placement": placement_id, "agency": new.agency, "currency": new.currency, "items": list(new.items)}
    journal.record(connection, "placement.proposed", data, occasion, account_id=new.account_id)
    return placement_id


def approve(
    connection: Connection, placement: Placement, items: Sequence[tuple[int, int]], message_id: int, occasion: Occasion
) -> None:
    """A person approved the hand-over of these items at these amounts; ``message_id`` is the file's."""
    connection.execute(placement_items.delete().where(placement_items.c.placement_id == placement.id))
    _insert_items(connection, placement.id, items)
    amount = sum(open_minor for _, open_minor in items)
    newest = connection.scalar(select(func.coalesce(func.max(applications.c.id), 0)))
    values: dict[str, Any] = {"approved_by": occasion.actor, "approved_at": occasion.at, "amount_minor": amount}
    values |= {"approved_on": occasion.business_date, "newest_application_id": newest}
    set_state(connection, placement, "approved", occasion, message_id=message_id, **values)


def set_state(
    connection: Connection, placement: Placement, state: str, occasion: Occasion, reason: str = "", **values: Any
) -> None:
    """Move a placement on; the day is kept where the state has one.

    Where it ends, its items may be asked for again, so that the account must be looked at again.
    """
    if state == "placed":
        values["placed_on"] = occasion.business_date
    elif state in ("recalled", "closed", "refused"):
        values["closed_on"] = occasion.business_date
        supersede(connection, [placement.account_id], f"placement_{state}")
    moved = update(placements).where(placements.c.id == placement.id)
    connection.execute(moved.values(state=state, reason=reason, **values))
    data = {"placement": placement.id, "reason": reason}
    journal.record(connection, f"placement.{state}", data, occasion, account_id=placement.account_id)


def set_told(connection: Connection, placement: Placement, items: Iterable[PlacedItem], occasion: Occasion) -> None:
    """The agency was told what is open of these items now."""
    changed = list(items)
    statement = update(placement_items).where(
        placement_items.c.placement_id == placement.id, placement_items.c.open_item_id == bindparam("item")
    )
    rows = [{"item": item.id, "open": item.open} for item in changed]
    connection.execute(statement.values(open_minor=bindparam("open")), rows)
    data = {"placement": placement.id, "items": [[item.id, item.told, item.open] for item in changed]}
    journal.record(connection, "placement.agency_told", data, occasion, account_id=placement.account_id)


def find_live(connection: Connection, *, account_ids: Sequence[int] | None = None) -> list[Placement]:
    """Placements that live, by id: of these accounts, or all of them."""
    query = _query().where(placements.c.state.in_(_LIVE))
    if account_ids is not None:
        query = query.where(placements.c.account_id.in_(account_ids))
    rows = connection.execute(query.order_by(placements.c.id, open_items.c.id))
    return [_placement(list(group)) for _, group in groupby(rows, key=lambda row: int(row.id))]


def find_placement(connection: Connection, placement_id: int) -> Placement | None:
    """A placement that lives, by its id; None when it ended or never was."""
    found = known_placement(connection, placement_id)
    return found if found is not None and found.state in _LIVE else None


def known_placement(connection: Connection, placement_id: int) -> Placement | None:
    """A placement by its id, whether it lives or not; None where there never was one."""
    rows = connection.execute(_query().where(placements.c.id == placement_id).order_by(open_items.c.id)).all()
    return _placement(list(rows)) if rows else None


def find_of_account(connection: Connection, account_id: int) -> list[Placement]:
    """All placements that an account ever had, the newest first."""
    rows = connection.execute(
        _query().where(placements.c.account_id == account_id).order_by(placements.c.id.desc(), open_items.c.id)
    )
    return [_placement(list(group)) for _, group in groupby(rows, key=lambda row: int(row.id))]


def cancel_file(connection: Connection, message_id: int, reason: str) -> bool:
    """Keep a file in the house; False when it is on its way or gone already."""
    c = messages.c
    waiting = update(messages).where(c.id == message_id, c.state.in_(("planned", "claimed")))
    cancelled = waiting.values(state="cancelled", reason=reason, claim_token=None, lease_until=None)
    return connection.execute(cancelled).rowcount == 1


def lower_told(connection: Connection, placement: Placement, amounts: Mapping[int, int], occasion: Occasion) -> None:
    """The agency knows of these amounts by itself: it collected them."""
    known = [replace(item, open=item.told - amounts[item.id]) for item in placement.items if item.id in amounts]
    set_told(connection, placement, known, occasion)


def give_back(connection: Connection, placement: Placement, item_id: int, why: str, occasion: Occasion) -> None:
    """The agency gave one item back, and keeps the others."""
    own = (placement_items.c.placement_id == placement.id) & (placement_items.c.open_item_id == item_id)
    connection.execute(update(placement_items).where(own).values(came_back=why))
    supersede(connection, [placement.account_id], "item_came_back")
    data = {"placement": placement.id, "item": item_id, "reason": why}
    journal.record(connection, "placement.item_came_back", data, occasion, account_id=placement.account_id)


def set_demanded(connection: Connection, placement: Placement, on: date, occasion: Occasion) -> None:
    """The agency told when it first asked the debtor."""
    connection.execute(update(placements).where(placements.c.id == placement.id).values(demanded_on=on))
    data = {"placement": placement.id, "on": on}
    journal.record(connection, "placement.demanded", data, occasion, account_id=placement.account_id)


def _query() -> Any:
    stopped = select(stops.c.id).where(stops.c.account_id == placements.c.account_id, stops.c.lifted_at.is_(None))
    unconfirmed = (
        select(applications.c.id)
        .join(payments, payments.c.id == applications.c.payment_id)
        .where(applications.c.open_item_id == open_items.c.id, payments.c.clearing == "in_transit")
    )
    return (
        select(
            placements.c.id,
            placements.c.account_id,
            placements.c.entity,
            placements.c.currency,
            placements.c.episode_id,
            placements.c.agency,
            placements.c.state,
            placements.c.message_id,
            placements.c.approved_on,
            placements.c.demanded_on,
            placements.c.closed_on,
            accounts.c.customer_id,
            messages.c.state.label("message_state"),
            messages.c.recipient.label("folder"),
            stopped.exists().label("stopped"),
            placement_items.c.open_item_id,
            placement_items.c.open_minor.label("told"),
            placement_items.c.placed_minor.label("placed"),
            placement_items.c.came_back,
            open_items.c.document_number,
            open_items.c.due_date,
            open_items.c.open_minor.label("open"),
            unconfirmed.exists().label("in_transit"),
        )
        .join(accounts, accounts.c.id == placements.c.account_id)
        .join(placement_items, placement_items.c.placement_id == placements.c.id)
        .join(open_items, open_items.c.id == placement_items.c.open_item_id)
        .outerjoin(messages, messages.c.id == placements.c.message_id)
    )


def _placement(rows: list[Row[Any]]) -> Placement:
    first = rows[0]
    return Placement(
        id=first.id,
        account_id=first.account_id,
        entity=first.entity,
        currency=first.currency,
        episode_id=first.episode_id,
        agency=first.agency,
        state=first.state,
        customer_id=first.customer_id,
        items=tuple(
            PlacedItem(
                row.open_item_id,
                row.document_number,
                row.told,
                row.open,
                bool(row.in_transit),
                row.placed,
                row.due_date,
                row.came_back,
            )
            for row in rows
        ),
        message_id=first.message_id,
        message_state=first.message_state or "",
        folder=first.folder or "",
        stopped=bool(first.stopped),
        approved_on=first.approved_on,
        demanded_on=first.demanded_on,
        closed_on=first.closed_on,
    )


def _insert_items(connection: Connection, placement_id: int, items: Iterable[tuple[int, int]]) -> None:
    rows = [
        {"placement_id": placement_id, "open_item_id": item, "open_minor": minor, "placed_minor": minor}
        for item, minor in items
    ]
    connection.execute(insert(placement_items), rows)
