"""The queue page by page, ranked as `workers.exception_queue` ranks it: what waits is read, not what was ever resolved.

A page begins after the last line of the one before it, so that the hundredth costs what the first does. Must not say
how lateness raises a case: the caller does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, not_, or_, select

from workers.ledger.schema import accounts, cases, customers, proposals
from workers.receivables.portfolio import Portfolio

_UNRESOLVED = cases.c.state != "resolved"


@dataclass(frozen=True, slots=True)
class Lateness:
    """How much each day past its due time raises a case, and for how many days."""

    per_day: int
    most_days: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: empty takes all. ``due_before`` takes what is due earlier; ``claimed_by`` what somebody holds;
    ``portfolio`` what is one person's today, and ``but_not`` leaves a kind out that an address owns.
    """

    kind: str = ""
    owner: str = ""
    due_before: datetime | None = None
    claimed_by: str = ""
    portfolio: Portfolio | None = None
    but_not: str = ""


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the queue a line stands: the most urgent rank is the smallest."""

    rank: int
    due_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the queue lists it."""

    place: Place
    kind: str
    reason: str
    account_id: int | None
    customer_name: str | None
    currency: str | None
    amount_minor: int | None
    owner: str
    claimed_by: str | None
    lease_until: datetime | None
    proposed_by: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many unresolved cases of a kind an owner has."""

    kind: str
    owner: str
    cases: int


def find_page(
    connection: Connection, wanted: Wanted, now: datetime, *, lateness: Lateness, after: Place | None, limit: int
) -> list[Line]:
    """The next ``limit`` cases after a place, the most urgent first."""
    rank = _rank(now, lateness)
    ranked = select(cases, rank.label("rank")).where(_UNRESOLVED, *_conditions(wanted)).subquery("ranked")
    c = ranked.c
    source = ranked.outerjoin(accounts, accounts.c.id == c.account_id)
    source = source.outerjoin(customers, customers.c.id == accounts.c.customer_id)
    source = source.outerjoin(proposals, proposals.c.case_id == c.id)
    query = select(ranked, customers.c.name.label("customer_name"), proposals.c.proposed_by).select_from(source)
    if after is not None:
        later = or_(c.due_at > after.due_at, and_(c.due_at == after.due_at, c.id > after.id))
        query = query.where(or_(c.rank > after.rank, and_(c.rank == after.rank, later)))
    rows = connection.execute(query.order_by(c.rank, c.due_at, c.id).limit(limit))
    return [_line(row) for row in rows]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are."""
    query = select(func.count()).select_from(cases).where(_UNRESOLVED, *_conditions(wanted))
    return int(connection.scalar(query) or 0)


def tally(connection: Connection, wanted: Wanted = EVERYTHING) -> list[Tally]:
    """What waits, by kind and owner."""
    counted = func.count().label("cases")
    query = select(cases.c.kind, cases.c.owner, counted).where(_UNRESOLVED, *_conditions(wanted))
    query = query.group_by(cases.c.kind, cases.c.owner)
    return [Tally(row.kind, row.owner, row.cases) for row in connection.execute(query.order_by(counted.desc()))]


def _rank(now: datetime, lateness: Lateness) -> ColumnElement[Any]:
    """The stored priority less what each whole day of lateness takes off, but not below zero."""
    days = sum(
        (case((cases.c.due_at <= now - timedelta(days=n), 1), else_=0) for n in range(1, lateness.most_days + 1)),
        start=literal(0),
    )
    raised = cases.c.priority - lateness.per_day * days
    return case((raised < 0, 0), else_=raised)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(cases.c.kind == wanted.kind)
    if wanted.owner:
        found.append(cases.c.owner == wanted.owner)
    if wanted.due_before is not None:
        found.append(cases.c.due_at < wanted.due_before)
    if wanted.claimed_by:
        found.append(cases.c.claimed_by == wanted.claimed_by)
    if wanted.portfolio is not None:
        found.append(_of(wanted.portfolio))
    if wanted.but_not:
        found.append(or_(cases.c.kind != wanted.but_not, not_(cases.c.owner.contains("@"))))
    return found


def _of(portfolio: Portfolio) -> ColumnElement[bool]:
    number = func.coalesce(cases.c.account_id, cases.c.id)
    shares = (and_(cases.c.owner == team, (number % parts).in_(which)) for team, parts, which in portfolio.shares)
    return or_(func.lower(cases.c.owner).in_(portfolio.owners), *shares)


def _line(row: Any) -> Line:
    names = [name for name in Line.__dataclass_fields__ if name != "place"]
    return Line(Place(row.rank, row.due_at, row.id), *(getattr(row, name) for name in names))
