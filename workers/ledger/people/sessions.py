"""Sessions of the console: a random token in the browser's cookie, its hash here. Real time, because people use them.

Must not make tokens or read cookies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from workers.ledger.schema import user_sessions, users

# A request moves the end of an idle session; once a minute is often enough, and spares a write per page.
_SEEN_EVERY = timedelta(minutes=1)
_c = user_sessions.c


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lasts without a request, and how long at most."""

    idle: timedelta
    longest: timedelta


def open_session(connection: Connection, token_hash: str, user_id: int, now: datetime) -> None:
    """A session that begins now."""
    values = {"token_hash": token_hash, "user_id": user_id, "opened_at": now, "seen_at": now}
    connection.execute(insert(user_sessions).values(values))


def find_session(
    connection: Connection, token_hash: str, now: datetime, lifetimes: Lifetimes
) -> tuple[int, bool] | None:
    """Whose running session this is, and whether it is time to `touch` it; None once it is over."""
    query = select(_c.user_id, _c.seen_at).join(users, users.c.id == _c.user_id)
    running = (_c.seen_at > now - lifetimes.idle, _c.opened_at > now - lifetimes.longest, users.c.disabled_at.is_(None))
    row = connection.execute(query.where(_c.token_hash == token_hash, *running)).one_or_none()
    return (int(row.user_id), row.seen_at <= now - _SEEN_EVERY) if row else None


def touch(connection: Connection, token_hash: str, now: datetime) -> None:
    """The session was used."""
    connection.execute(update(user_sessions).where(_c.token_hash == token_hash).values(seen_at=now))


def close_session(connection: Connection, token_hash: str) -> None:
    """Log out."""
    connection.execute(delete(user_sessions).where(_c.token_hash == token_hash))


def close_all(connection: Connection, user_id: int) -> None:
    """Log a user out everywhere."""
    connection.execute(delete(user_sessions).where(_c.user_id == user_id))


def clear_over(connection: Connection, now: datetime, lifetimes: Lifetimes) -> None:
    """Forget the sessions that are over."""
    over = or_(_c.seen_at <= now - lifetimes.idle, _c.opened_at <= now - lifetimes.longest)
    connection.execute(delete(user_sessions).where(over))
