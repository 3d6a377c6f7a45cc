"""When users are away, and who stands in for them. Must not move a case: whose it is follows from this each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, and_, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.people.audit import source_of
from workers.ledger.people.users import User
from workers.ledger.schema import absences, users
from workers.receivables.occasion import Occasion

# Roles that work no case: whoever has none but these would let a colleague's lie.
LOOKING_ONLY = frozenset({"read_only", "admin"})
_c = absences.c
_deputies = users.alias("deputies")


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away, from the first day to the last; ``deputy`` is empty where the team sees to it."""

    id: int
    name: str
    deputy: str
    first_on: date
    last_on: date


def add_absence(connection: Connection, user: User, deputy: User | None, days: tuple[date, date], at: Occasion) -> int:
    """Somebody will be away; raises `UserError` for days that are over or overlap, and for a deputy who cannot be."""
    first, last = days
    if first > last or last < at.business_date:
        raise UserError(f"{first} to {last} are no days to come: today is {at.business_date}")
    if deputy is not None and (deputy.id == user.id or deputy.disabled_at is not None or deputy.roles <= LOOKING_ONLY):
        raise UserError(f"{deputy.name} cannot stand in for {user.name}")
    for known in _find(connection, _live(at.business_date).where(_c.user_id == user.id)):
        if known.first_on <= last and first <= known.last_on:
            raise UserError(f"{user.name} is away from {known.first_on} to {known.last_on} already: end that first")
    values = {"user_id": user.id, "deputy_id": deputy.id if deputy else None, "first_on": first, "last_on": last}
    query = insert(absences).values(**values, set_at=at.at).returning(_c.id)
    absence_id = int(connection.execute(query).scalar_one())
    told = {"user": user.id, "deputy": values["deputy_id"], "first": first.isoformat(), "last": last.isoformat()}
    journal.record(connection, "user.away", told, at, source=source_of(user.id))
    return absence_id


def end_absences(connection: Connection, user: User, at: Occasion) -> int:
    """Somebody is back, or does not go after all; returns how many absences ended."""
    live = and_(_c.user_id == user.id, _c.ended_at.is_(None), _c.last_on >= at.business_date)
    ended = connection.execute(update(absences).where(live).values(ended_at=at.at)).rowcount
    if ended:
        journal.record(connection, "user.back", {"user": user.id}, at, source=source_of(user.id))
    return ended


def find_absences(connection: Connection, today: date, user_id: int | None = None) -> list[Absence]:
    """Who is away now or will be, the soonest first."""
    query = _live(today)
    return _find(connection, query if user_id is None else query.where(_c.user_id == user_id))


def who_is_away(connection: Connection, today: date) -> Mapping[str, str | None]:
    """Who is away today, with the deputy; a deputy who is locked out stands in for nobody."""
    away: dict[str, str | None] = {
        found.name: found.deputy or None for found in _find(connection, _live(today).where(_c.first_on <= today))
    }
    # Somebody who is locked out is away without an end.
    locked = connection.scalars(select(users.c.name).where(users.c.disabled_at.is_not(None)))
    return away | {name: away.get(name) for name in locked}


def _live(today: date) -> Select[int, str, str | None, date, date]:
    columns = (_c.id, users.c.name, _deputies.c.name.label("deputy"), _c.first_on, _c.last_on)
    joined = absences.join(users, users.c.id == _c.user_id).outerjoin(_deputies, _deputies.c.id == _c.deputy_id)
    return select(*columns).select_from(joined).where(_c.ended_at.is_(None), _c.last_on >= today)


def _find(connection: Connection, query: Select[int, str, str | None, date, date]) -> list[Absence]:
    rows = connection.execute(query.order_by(_c.first_on, _c.id))
    return [Absence(row.id, row.name, row.deputy or "", row.first_on, row.last_on) for row in rows]
