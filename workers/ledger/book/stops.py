"""Stops: the latch on a whole account (insolvency, cease contact, attorney, deceased...). Nothing leaves under one.

A stop has no end of its own; a person lifts it and says why. Who may lift one is decided by whoever calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import messages, placements, stops
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as it stands in the ledger; ``reason`` is a word of the field such as ``insolvency``."""

    id: int
    account_id: int
    reason: str
    author: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None


def add_stop(connection: Connection, account_id: int, reason: str, occasion: Occasion) -> int:
    """Stop an account: what is planned or claimed for it is cancelled in this transaction. Returns the stop's id.

    A placement file that waits to leave is cancelled too, which no other change of facts does.
    The same reason again, while it stands, is the same stop.
    """
    if not reason.strip():
        raise UserError("a stop needs a reason, such as insolvency")
    supersede(connection, [account_id], "stop")
    _cancel_placement_files(connection, account_id)
    standing = [stop for stop in stops_in_force(connection, [account_id]) if stop.reason == reason]
    if standing:
        return standing[0].id
    values = {"account_id": account_id, "reason": reason, "author": occasion.actor, "created_at": occasion.at}
    stop_id = int(connection.execute(insert(stops).values(values).returning(stops.c.id)).scalar_one())
    journal.record(connection, "stop.added", {"stop": stop_id}, occasion, account_id=account_id)
    return stop_id


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


def _cancel_placement_files(connection: Connection, account_id: int) -> None:
    """An approved claim that has not left stays in the house; what an agency is told about an old one still leaves."""
    approved = select(placements.c.message_id).where(
        placements.c.account_id == account_id, placements.c.state == "approved"
    )
    c = messages.c
    cancelled = update(messages).where(c.id.in_(approved), c.state.in_(("planned", "claimed")))
    connection.execute(cancelled.values(state="cancelled", reason="stop", claim_token=None, lease_until=None))
