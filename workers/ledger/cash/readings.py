"""Figures about the robot itself, read from the database at the moment somebody asks.

Every process that is asked gives the same answer, which no counter in a process's memory could. Must not judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from workers.ledger.operations import controls, feeds, leases
from workers.ledger.schema import cases, job_runs, messages, raw_messages


@dataclass(frozen=True, slots=True)
class Readings:
    """The state of the robot at one instant. Ages are counted by whoever reads them."""

    messages: Mapping[tuple[str, str], int]
    cases: Mapping[tuple[str, str], int]
    cases_overdue: int
    mails_unsettled: int
    feeds: Mapping[str, datetime]
    last_runs: Mapping[str, datetime]
    last_run_dates: Mapping[str, date]
    scheduler_until: datetime | None
    stopped: bool


def take_readings(connection: Connection, business_now: datetime) -> Readings:
    """All figures from one snapshot."""
    unresolved = cases.c.state != "resolved"
    finished = select(job_runs.c.job, func.max(job_runs.c.finished_at), func.max(job_runs.c.business_date))
    runs = connection.execute(finished.where(job_runs.c.state == "done").group_by(job_runs.c.job)).all()
    unsettled = select(func.count()).select_from(raw_messages).where(raw_messages.c.outcome.is_(None))
    overdue = select(func.count()).select_from(cases).where(unresolved, cases.c.due_at < business_now)
    by_state = select(messages.c.state, messages.c.channel, func.count()).group_by(messages.c.state, messages.c.channel)
    by_kind = select(cases.c.kind, cases.c.state, func.count()).where(unresolved).group_by(cases.c.kind, cases.c.state)
    return Readings(
        messages={(state, channel): count for state, channel, count in connection.execute(by_state)},
        cases={(kind, state): count for kind, state, count in connection.execute(by_kind)},
        cases_overdue=connection.scalar(overdue) or 0,
        mails_unsettled=connection.scalar(unsettled) or 0,
        feeds=feeds.last_received(connection),
        last_runs={job: finished_at for job, finished_at, _ in runs},
        last_run_dates={job: business_date for job, _, business_date in runs},
        scheduler_until=leases.held_until(connection, leases.SCHEDULER),
        stopped=controls.is_stopped(connection),
    )
