"""The spans of accounts that workers share a day's run by: each is taken under a lease, worked off and marked done.

A span whose worker died is free again when its lease ends; working one off twice records nothing twice. Must not know
what a run does with the accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from workers.ledger.schema import accounts, job_runs, run_spans


@dataclass(frozen=True, slots=True)
class Span:
    """Accounts with ids above ``after_id``, up to and with ``up_to_id``."""

    day: date
    number: int
    after_id: int
    up_to_id: int


def is_laid_out(connection: Connection, day: date) -> bool:
    """Whether the day's run was opened."""
    return connection.scalar(select(run_spans.c.number).where(run_spans.c.day == day).limit(1)) is not None


def lay_out(connection: Connection, day: date, width: int) -> None:
    """Cut the book into spans of ``width`` ids. Spans of other days are history, or of runs that nobody will finish."""
    connection.execute(delete(run_spans).where(run_spans.c.day != day))
    newest = connection.scalar(select(func.max(accounts.c.id))) or 0
    rows = [
        {"day": day, "number": number, "after_id": first, "up_to_id": first + width, "state": "free"}
        for number, first in enumerate(range(0, max(newest, 1), width))
    ]
    connection.execute(insert(run_spans), rows)


def take(connection: Connection, day: date, now: datetime, until: datetime) -> Span | None:
    """A span that nobody works at, taken until ``until`` (real time); None when there is none."""
    c = run_spans.c
    free = or_(c.state == "free", and_(c.state == "taken", c.taken_until < now))
    query = select(c.day, c.number, c.after_id, c.up_to_id).where(c.day == day, free).order_by(c.number).limit(1)
    row = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    taken = update(run_spans).where(c.day == day, c.number == row.number)
    connection.execute(taken.values(state="taken", taken_until=until))
    return Span(*row)


def mark_done(connection: Connection, span: Span, job: str, result: Mapping[str, Any]) -> bool:
    """Note that a span was worked off; returns whether it was the last of its day.

    The job's row is locked first, so that of two workers with the last two spans one sees the other's.
    """
    connection.execute(
        select(job_runs.c.job).where(job_runs.c.job == job, job_runs.c.business_date == span.day).with_for_update()
    )
    c = run_spans.c
    worked = update(run_spans).where(c.day == span.day, c.number == span.number, c.state == "taken")
    if not connection.execute(worked.values(state="done", result=dict(result))).rowcount:
        return False
    left = connection.scalar(select(func.count()).where(c.day == span.day, c.state != "done"))
    return left == 0


def results(connection: Connection, day: date) -> list[Mapping[str, Any]]:
    """What came of every span of a day, in their order."""
    query = select(run_spans.c.result).where(run_spans.c.day == day, run_spans.c.state == "done")
    return list(connection.scalars(query.order_by(run_spans.c.number)))
