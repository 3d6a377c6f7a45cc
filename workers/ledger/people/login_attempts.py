"""Attempts to log in that have not succeeded, by name and by address: what the rate limit counts. Real time.

Must not know a password. A success takes its own attempt and the name's earlier ones away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from workers.ledger.schema import login_attempts
from workers.ledger.sql.named_locks import lock_names

_c = login_attempts.c


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """How many attempts may fail within a span of time, for one name and from one address."""

    per_name: int
    per_address: int
    within: timedelta


def begin(connection: Connection, who: tuple[str, str], now: datetime, limits: LoginLimits) -> bool:
    """Count an attempt of a (name, address) before its password is looked at; False when there were too many.

    A refused attempt is not counted: whoever waits gets in, however often somebody else knocks meanwhile.
    """
    name, address = who
    # Of two at once the second sees the first.
    lock_names(connection, ["login_attempts"])
    since = now - limits.within
    connection.execute(delete(login_attempts).where(_c.attempted_at <= since))
    if _count(connection, _c.name == name) >= limits.per_name:
        return False
    if _count(connection, _c.address == address) >= limits.per_address:
        return False
    connection.execute(insert(login_attempts).values(name=name, address=address, attempted_at=now))
    return True


def forget(connection: Connection, name: str) -> None:
    """The name has logged in."""
    connection.execute(delete(login_attempts).where(_c.name == name))


def _count(connection: Connection, whose: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.count()).select_from(login_attempts).where(whose)) or 0)
