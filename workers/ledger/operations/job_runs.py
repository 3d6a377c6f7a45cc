"""One row per job and business date: a daily job runs once a day, however often the clock strikes.

A 02:30 strikes twice when the clocks go back, a misfire is repeated by the sweeper, Redis may deliver twice.
Must not know what any job does.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from os import getpid
from threading import get_ident
from typing import Any

from sqlalchemy import Connection, exists, func, select, update

from workers.clock import real_now
from workers.ledger.operations import leases
from workers.ledger.schema import job_runs
from workers.ledger.sql.upsert import insert_into
from workers.ledger.unit_of_work import Ledger

_LEASE = timedelta(seconds=60)
_DONE = job_runs.c.state == "done"


def run_once(ledger: Ledger, job: str, business_date: date, work: Callable[[], Mapping[str, Any]]) -> bool:
    """Do the day's work unless it is done or another process is at it; returns whether it was done here.

    A run that died leaves its row ``running`` and its lease to run out; the next call takes over.
    """
    with leases.keep(ledger, f"job:{job}", holder_name(), _LEASE) as lease:
        if lease is None:
            return False
        with ledger.write() as connection:
            if not begin(connection, job, business_date, real_now()):
                return False
        result = work()
        with ledger.write() as connection:
            finish(connection, job, business_date, real_now(), result)
    return True


def begin(connection: Connection, job: str, business_date: date, now: datetime) -> bool:
    """Mark the day's run as started; False when it is done already. The caller holds the job's lease."""
    fresh = insert_into(connection, job_runs).values(
        job=job, business_date=business_date, state="running", started_at=now
    )
    statement = fresh.on_conflict_do_update(
        index_elements=[job_runs.c.job, job_runs.c.business_date],
        set_={"started_at": now},
        where=job_runs.c.state == "running",
    )
    return connection.scalar(statement.returning(job_runs.c.job)) is not None


def finish(connection: Connection, job: str, business_date: date, now: datetime, result: Mapping[str, Any]) -> None:
    """Mark the day's run as done, with what came of it."""
    done = update(job_runs).where(job_runs.c.job == job, job_runs.c.business_date == business_date)
    connection.execute(done.values(state="done", finished_at=now, result=dict(result)))


def is_done(connection: Connection, job: str, business_date: date) -> bool:
    """Whether the job of that day was done."""
    same_day = job_runs.c.job == job, job_runs.c.business_date == business_date
    return bool(connection.scalar(select(exists().where(*same_day, _DONE))))


def last_done(connection: Connection, job: str) -> date | None:
    """The last business date on which the job was done."""
    last: date | None = connection.scalar(
        select(func.max(job_runs.c.business_date)).where(job_runs.c.job == job, _DONE)
    )
    return last


def holder_name() -> str:
    """Who holds a lease: host, process and thread, for people who look at the row."""
    return f"{socket.gethostname()}:{getpid()}:{get_ident()}"
