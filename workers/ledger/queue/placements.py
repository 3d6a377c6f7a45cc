"""Placements with agencies in the ledger: who may be one, propose, decide, follow. Must not decide about any.

Every change of state is journalled here, so that none can be made without its entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import (
    accounts,
    advices,
    applications,
    episodes,
    message_items,
    messages,
    open_items,
    payments,
    placement_items,
    placements,
    stops,
)
from workers.receivables.occasion import Occasion
from workers.receivables.placement import PlacedItem, Placement

_REACHED = ("handed_over", "delivered")
_LIVE = ("proposed", "approved", "placed")


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item that stood in a final notice of the running episode which was handed over and did not bounce."""

    account_id: int
    currency: str
    episode_id: int
    episode: int
    open_item_id: int
    handed_over_on: date


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


def accounts_with_final_notice(connection: Connection, by: date, after_id: int, limit: int) -> list[int]:
    """The next accounts, by id, whose running episode has a final notice handed over on or before ``by``."""
    c = messages.c
    running = messages.join(episodes, (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None))
    query = select(c.account_id).distinct().select_from(running)
    noticed = query.where(c.closes == "final", c.state.in_(_REACHED), c.handed_over_on <= by, c.account_id > after_id)
    return list(connection.scalars(noticed.order_by(c.account_id).limit(limit)))


def finally_listed_items(connection: Connection, account_ids: Sequence[int]) -> list[ListedItem]:
    """What final notices listed, with the first day each item was listed in one.

    A notice was final or not on the day it was planned, whatever became of its ladder since.
    """
    c = messages.c
    columns = (c.account_id, c.currency, c.episode_id, episodes.c.number.label("episode"))
    source = messages.join(episodes, (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None)).join(
        message_items, message_items.c.message_id == c.id
    )
    query = (
        select(*columns, message_items.c.open_item_id, func.min(c.handed_over_on).label("handed_over_on"))
        .select_from(source)
        .where(c.account_id.in_(account_ids), c.closes == "final", c.state.in_(_REACHED))
        .group_by(*columns, message_items.c.open_item_id)
        .order_by(c.account_id, c.currency, message_items.c.open_item_id)
    )
    return [ListedItem(**row._asdict()) for row in connection.execute(query)]


def payers_with_open_advice(connection: Connection, customer_ids: Collection[str]) -> set[str]:
    """Which of these customers announced a payment that is not posted yet."""
    query = select(advices.c.payer_id).where(advices.c.payer_id.in_(customer_ids), advices.c.state == "announced")
    return set(connection.scalars(query))


def refused_episodes(connection: Connection, account_ids: Sequence[int]) -> set[int]:
    """The episodes of these accounts in which a person refused a placement."""
    query = select(placements.c.episode_id).where(placements.c.account_id.in_(account_ids))
    return set(connection.scalars(query.where(placements.c.state == "refused")))


def proposals_per_day(connection: Connection, before: date, days: int) -> list[int]:
    """How many were proposed on each of the last ``days`` days that had any, the newest first."""
    query = select(func.count()).where(placements.c.proposed_on < before).group_by(placements.c.proposed_on)
    return list(connection.scalars(query.order_by(placements.c.proposed_on.desc()).limit(days)))


def proposals_on(connection: Connection, day: date) -> int:
    """How many were proposed on one day."""
    query = select(func.count()).select_from(placements).where(placements.c.proposed_on == day)
    return connection.scalar(query) or 0


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
    values: dict[str, Any] = {"approved_by": occasion.actor, "approved_at": occasion.at, "amount_minor": amount}
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
    query = _live_query()
    if account_ids is not None:
        query = query.where(placements.c.account_id.in_(account_ids))
    rows = connection.execute(query.order_by(placements.c.id, open_items.c.id))
    return [_placement(list(group)) for _, group in groupby(rows, key=lambda row: int(row.id))]


def find_placement(connection: Connection, placement_id: int) -> Placement | None:
    """A placement that lives, by its id; None when it ended or never was."""
    rows = connection.execute(_live_query().where(placements.c.id == placement_id).order_by(open_items.c.id)).all()
    return _placement(list(rows)) if rows else None


def cancel_file(connection: Connection, message_id: int, reason: str) -> bool:
    """Keep a file in the house; False when it is on its way or gone already."""
    c = messages.c
    waiting = update(messages).where(c.id == message_id, c.state.in_(("planned", "claimed")))
    cancelled = waiting.values(state="cancelled", reason=reason, claim_token=None, lease_until=None)
    return connection.execute(cancelled).rowcount == 1


def count_files(connection: Connection, account_id: int) -> int:
    """How many files agencies were ever sent about an account: the number that tells the next one apart."""
    query = select(func.count()).where(messages.c.account_id == account_id, messages.c.purpose == "placement")
    return connection.scalar(query) or 0


def _live_query() -> Any:
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
            accounts.c.customer_id,
            messages.c.state.label("message_state"),
            messages.c.recipient.label("folder"),
            stopped.exists().label("stopped"),
            placement_items.c.open_item_id,
            placement_items.c.open_minor.label("told"),
            open_items.c.document_number,
            open_items.c.open_minor.label("open"),
            unconfirmed.exists().label("in_transit"),
        )
        .join(accounts, accounts.c.id == placements.c.account_id)
        .join(placement_items, placement_items.c.placement_id == placements.c.id)
        .join(open_items, open_items.c.id == placement_items.c.open_item_id)
        .outerjoin(messages, messages.c.id == placements.c.message_id)
        .where(placements.c.state.in_(_LIVE))
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
            PlacedItem(row.open_item_id, row.document_number, row.told, row.open, bool(row.in_transit)) for row in rows
        ),
        message_id=first.message_id,
        message_state=first.message_state or "",
        folder=first.folder or "",
        stopped=bool(first.stopped),
    )


def _insert_items(connection: Connection, placement_id: int, items: Iterable[tuple[int, int]]) -> None:
    rows = [{"placement_id": placement_id, "open_item_id": item, "open_minor": minor} for item, minor in items]
    connection.execute(insert(placement_items), rows)
