"""Requests to the customers' page by address: what its rate limit counts. Real time; gone after the span it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from workers.ledger.schema import page_visits
from workers.ledger.sql.named_locks import lock_names

_c = page_visits.c


def has_come_too_often(connection: Connection, address: str, now: datetime, most: int, within: timedelta) -> bool:
    """Whether an address used up its requests; to be asked before anything is written."""
    recent = (_c.address == address) & (_c.visited_at > now - within)
    return int(connection.scalar(select(func.count()).select_from(page_visits).where(recent)) or 0) >= most


def count_visit(connection: Connection, address: str, now: datetime, within: timedelta) -> None:
    """One more request of an address. What is older than the span is forgotten, everybody's."""
    # Of two that clear away at once one waits, so that neither runs into the other's rows.
    lock_names(connection, ["page_visits"])
    connection.execute(delete(page_visits).where(_c.visited_at <= now - within))
    connection.execute(insert(page_visits).values(address=address, visited_at=now))
