"""Leases: one holder at a time for a named duty, on real time, with a fence that rises at every change of hands.

A holder that slept through its lease finds a higher fence and must let go (`is_held` in its own transaction).
Hosts that share a database keep their clocks together to well within a lease.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, select, update

from workers.clock import real_now
from workers.errors import TransientError
from workers.ledger.schema import leases
from workers.ledger.sql.upsert import insert_into
from workers.ledger.unit_of_work import Ledger

# The duty to strike the schedule: held by one scheduler, looked at by the health check.
SCHEDULER = "scheduler"


@dataclass(frozen=True, slots=True)
class Lease:
    """A duty as one holder has it; ``fence`` tells this tenure from every other one."""

    name: str
    holder: str
    fence: int


def acquire(connection: Connection, name: str, holder: str, now: datetime, ttl: timedelta) -> Lease | None:
    """The lease when it is free or has run out, else None."""
    fresh = insert_into(connection, leases).values(name=name, holder=holder, until=now + ttl, fence=1)
    taken = {"holder": holder, "until": now + ttl, "fence": leases.c.fence + 1}
    statement = fresh.on_conflict_do_update(index_elements=[leases.c.name], set_=taken, where=leases.c.until <= now)
    fence = connection.scalar(statement.returning(leases.c.fence))
    return None if fence is None else Lease(name, holder, fence)


def renew(connection: Connection, lease: Lease, now: datetime, ttl: timedelta) -> bool:
    """Hold on for another ``ttl``; False when somebody else has taken over."""
    return connection.execute(update(leases).where(_same_tenure(lease)).values(until=now + ttl)).rowcount == 1


def release(connection: Connection, lease: Lease, now: datetime) -> None:
    """Let go. The row stays, so that the fence never falls."""
    connection.execute(update(leases).where(_same_tenure(lease)).values(until=now))


def is_held(connection: Connection, lease: Lease, now: datetime) -> bool:
    """Whether this tenure is still in force: asked in the transaction that the lease is to protect."""
    return bool(connection.scalar(select(exists(leases.c.name).where(_same_tenure(lease), leases.c.until > now))))


def held_until(connection: Connection, name: str) -> datetime | None:
    """When the present lease of a duty runs out, or None when nobody ever held it."""
    return connection.scalar(select(leases.c.until).where(leases.c.name == name))


@contextmanager
def keep(ledger: Ledger, name: str, holder: str, ttl: timedelta) -> Iterator[Lease | None]:
    """The lease for as long as the block runs, renewed in the background; None when somebody else has it."""
    with ledger.write() as connection:
        lease = acquire(connection, name, holder, real_now(), ttl)
    if lease is None:
        yield None
        return
    done = threading.Event()
    keeper = threading.Thread(target=_keep_renewing, args=(ledger, lease, ttl, done), daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        done.set()
        keeper.join()
        with ledger.write() as connection:
            release(connection, lease, real_now())


def _same_tenure(lease: Lease) -> ColumnElement[bool]:
    return and_(leases.c.name == lease.name, leases.c.holder == lease.holder, leases.c.fence == lease.fence)


def _keep_renewing(ledger: Ledger, lease: Lease, ttl: timedelta, done: threading.Event) -> None:
    """Three tries per lease; a database that is away for longer loses it, as it should."""
    while not done.wait(ttl.total_seconds() / 3):
        try:
            with ledger.write() as connection:
                if not renew(connection, lease, real_now(), ttl):
                    return
        except TransientError:
            continue
