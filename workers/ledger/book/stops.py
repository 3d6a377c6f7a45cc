"""Stops: the latch on a whole account (insolvency, cease contact, attorney, deceased...). Nothing leaves under one.

A stop ends when a person lifts it and says why, or by itself where a law says so. Who may lift one is decided by
whoever calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import messages, placements, stops
from workers.receivables.occasion import Occasion
from workers.receivables.stop import STOP_KINDS


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as it stands in the ledger; ``reason`` is its kind, ``evidence`` where it can be read up.

    ``ends_on`` is its last day where a law ends it: it stands until a run lifts it on the day after.
    """

    id: int
    account_id: int
    reason: str
    author: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None
    evidence: str
    ends_on: date | None


def stop_kind(word: str) -> str:
    """The word, if it is a kind of stop; raises `UserError` with the kinds there are."""
    kind = word.strip().lower().replace(" ", "_").replace("-", "_")
    if kind not in STOP_KINDS:
        raise UserError(f"{word!r} is no kind of stop: write one of {', '.join(STOP_KINDS)}")
    return kind


def add_stop(
    connection: Connection,
    account_id: int,
    kind: str,
    occasion: Occasion,
    *,
    evidence: str = "",
    ends_on: date | None = None,
) -> int:
    """Stop an account: what is planned or claimed for it is cancelled in this transaction. Returns the stop's id.

    A placement file that waits to leave is cancelled too, which no other change of facts does. The same kind again,
    while it stands, is the same stop; it keeps the later end.
    """
    known = stop_kind(kind)
    supersede(connection, [account_id], "stop")
    _cancel_placement_files(connection, account_id)
    standing = [stop for stop in stops_in_force(connection, [account_id]) if stop.reason == known]
    if standing:
        _prolong(connection, standing[0], ends_on)
        return standing[0].id
    values = {
        "account_id": account_id,
        "reason": known,
        "author": occasion.actor,
        "created_at": occasion.at,
        "evidence": evidence,
        "ends_on": ends_on,
    }
    stop_id = int(connection.execute(insert(stops).values(values).returning(stops.c.id)).scalar_one())
    data = {"stop": stop_id, "reason": known, "ends_on": ends_on}
    journal.record(connection, "stop.added", data, occasion, account_id=account_id)
    return stop_id


def lift_ended_stops(connection: Connection, occasion: Occasion) -> int:
    """Lift the stops whose last day is over; returns how many. Whoever runs late lifts them late, and none early."""
    over = stops.c.lifted_at.is_(None) & (stops.c.ends_on < occasion.business_date)
    ended = list(connection.execute(select(stops.c.id, stops.c.ends_on).where(over).order_by(stops.c.account_id)))
    for stop_id, last in ended:
        lift_stop(connection, stop_id, f"it ended on {last}", occasion)
    return len(ended)


def lift_stop(connection: Connection, stop_id: int, reason: str, occasion: Occasion) -> Stop:
    """End a stop; raises `UserError` without a reason, or when there is no such stop in force."""
    if not reason.strip():
        raise UserError("a stop is lifted with a reason")
    stop = find_stop(connection, stop_id)
    if stop is None:
        raise UserError(f"there is no stop {stop_id}")
    supersede(connection, [stop.account_id], "stop_lifted")
    running = update(stops).where(stops.c.id == stop_id, stops.c.lifted_at.is_(None))
    lifted = running.values(lifted_at=occasion.at, lifted_by=occasion.actor, lift_reason=reason)
    if not connection.execute(lifted).rowcount:
        raise UserError(f"stop {stop_id} was lifted before")
    journal.record(connection, "stop.lifted", {"stop": stop_id}, occasion, account_id=stop.account_id)
    return stop


def find_stop(connection: Connection, stop_id: int) -> Stop | None:
    """The stop of that id, in force or not."""
    row = connection.execute(select(stops).where(stops.c.id == stop_id)).one_or_none()
    return Stop(**row._asdict()) if row else None


def stops_in_force(connection: Connection, account_ids: Sequence[int]) -> list[Stop]:
    """What stops these accounts, by account."""
    query = select(stops).where(stops.c.account_id.in_(account_ids), stops.c.lifted_at.is_(None))
    return [Stop(**row._asdict()) for row in connection.execute(query.order_by(stops.c.account_id, stops.c.id))]


def _prolong(connection: Connection, stop: Stop, ends_on: date | None) -> None:
    """Nobody shortens a stop by stopping again."""
    if stop.ends_on is not None and (ends_on is None or ends_on > stop.ends_on):
        connection.execute(update(stops).where(stops.c.id == stop.id).values(ends_on=ends_on))


def _cancel_placement_files(connection: Connection, account_id: int) -> None:
    """An approved claim that has not left stays in the house; what an agency is told about an old one still leaves."""
    approved = select(placements.c.message_id).where(
        placements.c.account_id == account_id, placements.c.state == "approved"
    )
    c = messages.c
    cancelled = update(messages).where(c.id.in_(approved), c.state.in_(("planned", "claimed")))
    connection.execute(cancelled.values(state="cancelled", reason="stop", claim_token=None, lease_until=None))
