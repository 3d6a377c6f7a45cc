"""Order holds: asked for with a notice, in force once it was handed over, released when what it lists is settled.

Whether one is in force is derived from the facts on every look; its record follows, with an entry in the journal.
Cash in transit settles nothing here, because the bank has not confirmed it. Must not decide which level asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, insert, or_, select, update

from workers.ledger.journal import JournalEntry, append
from workers.ledger.schema import (
    accounts,
    applications,
    episodes,
    message_items,
    messages,
    open_items,
    order_holds,
    payments,
)
from workers.ledger.sql.bulk import lock_rows
from workers.receivables.occasion import Occasion

_LEFT = ("handed_over", "delivered")
_RUNNING = order_holds.c.since.is_not(None) & order_holds.c.released_at.is_(None)


@dataclass(frozen=True, slots=True)
class OrderHold:
    """An account whose new orders should wait, one line per notice; amounts are minor units of what it lists."""

    customer_id: str
    entity: str
    currency: str
    message_id: int
    level: int
    since: datetime
    open: int
    in_transit: int


@dataclass(frozen=True, slots=True)
class Followed:
    """How many order holds began and how many ended."""

    placed: int = 0
    released: int = 0


def ask_for(connection: Connection, notices: Iterable[tuple[int, int, str]]) -> None:
    """Notices (message, account, currency) that ask for an order hold, recorded before any of them leaves."""
    rows = [{"message_id": m, "account_id": a, "currency": currency} for m, a, currency in notices]
    if rows:
        connection.execute(insert(order_holds), rows)


def needs_following(connection: Connection) -> bool:
    """Whether any record differs from the facts; a look that locks nothing."""
    return bool(_differing(connection))


def follow(connection: Connection, occasion: Occasion) -> Followed:
    """Make the records say what the facts say, each with an entry in its account's journal."""
    differing = _differing(connection)
    if not differing:
        return Followed()
    # Facts are read again under the lock: two that follow at once record each change once.
    lock_rows(connection, accounts, {row.account_id for row in differing}, ())
    differing = _differing(connection)
    placed = [row for row in differing if row.in_force]
    released = [row for row in differing if not row.in_force]
    _set(connection, placed, since=occasion.at, released_at=None)
    _set(connection, released, released_at=occasion.at)
    entries = [_entry("order_hold.placed", row, occasion) for row in placed]
    append(connection, [*entries, *(_entry("order_hold.released", row, occasion) for row in released)])
    return Followed(len(placed), len(released))


def find_in_force(connection: Connection, account_id: int | None = None) -> list[OrderHold]:
    """The order holds that the facts keep in force now, the oldest first; of everybody, or of one account.

    A notice that left over several channels, or to several people, is one.
    """
    c = messages.c
    since = func.coalesce(case((_RUNNING, order_holds.c.since)), c.handed_over_at).label("since")
    columns = (accounts.c.customer_id, accounts.c.entity, order_holds.c.currency, c.id, c.level, since)
    query = (
        select(*columns, _open().label("open"), _in_transit().label("in_transit"), c.episode_id, c.occurrence)
        .select_from(order_holds.join(messages).join(accounts, accounts.c.id == order_holds.c.account_id))
        .outerjoin(episodes, episodes.c.id == c.episode_id)
    )
    if account_id is not None:
        query = query.where(order_holds.c.account_id == account_id)
    found = connection.execute(query.where(_watched(), _is_in_force()).order_by(since, c.id))
    first: dict[tuple[Any, ...], OrderHold] = {}
    for *line, episode, occurrence in found:
        hold = OrderHold(*line)
        first.setdefault((episode, hold.level, occurrence), hold)
    return list(first.values())


def _differing(connection: Connection) -> Sequence[Any]:
    """Records that say otherwise than the facts, with what the facts say as ``in_force``."""
    c = order_holds.c
    facts = _is_in_force()
    columns = select(c.message_id, c.account_id, c.currency, messages.c.key, facts.label("in_force"))
    joined = columns.select_from(order_holds.join(messages)).outerjoin(episodes, episodes.c.id == messages.c.episode_id)
    differs = or_(and_(facts, ~_RUNNING), and_(~facts, _RUNNING))
    return connection.execute(joined.where(_watched(), differs).order_by(c.account_id, c.message_id)).all()


def _watched() -> ColumnElement[bool]:
    """Of an episode that is over only what is still in force can change."""
    return or_(episodes.c.closed_on.is_(None), _RUNNING)


def _is_in_force() -> ColumnElement[bool]:
    """The notice left, did not come back, and something that it lists is neither paid nor credited for certain."""
    listed = message_items.join(open_items, open_items.c.id == message_items.c.open_item_id)
    paid = applications.join(payments, payments.c.id == applications.c.payment_id)
    in_transit = select(applications.c.id).select_from(paid).where(_unconfirmed())
    unconfirmed = in_transit.where(applications.c.open_item_id == open_items.c.id).exists()
    unsettled = or_(open_items.c.open_minor != 0, unconfirmed)
    owed = select(message_items.c.open_item_id).select_from(listed)
    return messages.c.state.in_(_LEFT) & owed.where(message_items.c.message_id == messages.c.id, unsettled).exists()


def _unconfirmed() -> ColumnElement[bool]:
    """Of an application joined with its payment: that no bank line confirmed the money, and nobody took it back."""
    taken_back = applications.alias("taken_back")
    reversed_ = exists().where(taken_back.c.reverses_id == applications.c.id)
    return (payments.c.clearing == "in_transit") & applications.c.reverses_id.is_(None) & ~reversed_


def _open() -> ColumnElement[int]:
    """What a notice lists and is still open."""
    listed = open_items.join(message_items, message_items.c.open_item_id == open_items.c.id)
    total = select(func.coalesce(func.sum(open_items.c.open_minor), 0)).select_from(listed)
    return total.where(message_items.c.message_id == messages.c.id).correlate(messages).scalar_subquery()


def _in_transit() -> ColumnElement[int]:
    """What payers say they paid of what a notice lists."""
    listed = applications.join(payments, payments.c.id == applications.c.payment_id).join(
        message_items, message_items.c.open_item_id == applications.c.open_item_id
    )
    total = select(func.coalesce(func.sum(applications.c.cash_minor), 0)).select_from(listed)
    own = total.where(message_items.c.message_id == messages.c.id, _unconfirmed())
    return own.correlate(messages).scalar_subquery()


def _set(connection: Connection, rows: Sequence[Any], **values: datetime | None) -> None:
    if rows:
        own = order_holds.c.message_id.in_([row.message_id for row in rows])
        connection.execute(update(order_holds).where(own).values(values))


def _entry(kind: str, row: Any, occasion: Occasion) -> JournalEntry:
    data = {"message": row.message_id, "key": row.key, "currency": row.currency}
    return JournalEntry(
        kind,
        occasion.actor,
        occasion.at,
        occasion.business_date,
        data,
        row.account_id,
        policy_hash=occasion.policy_hash,
    )
