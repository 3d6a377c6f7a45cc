"""What waits and what is late in the robot itself, read by indexes over what is unsettled. Must not judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, func, select, text

from workers.clock import real_now
from workers.ledger.operations import controls, feeds, leases
from workers.ledger.schema import job_runs, journal, messages, raw_messages

# As the index over them says it: what has left long ago is not read.
_UNSETTLED = text("state IN ('planned', 'claimed', 'attempted', 'in_doubt')")


@dataclass(frozen=True, slots=True)
class State:
    """The robot at one instant."""

    stopped: bool
    scheduler_until: datetime | None
    feeds: Mapping[str, datetime]
    waiting: Mapping[tuple[str, str], int]
    mails_unsettled: int
    last_runs: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry of a chain of the journal that belongs to no account."""

    seq: int
    at: datetime
    kind: str
    actor: str
    said: str


def take_state(connection: Connection) -> State:
    """Everything that the operations page shows, from one snapshot."""
    by_state = select(messages.c.state, messages.c.channel, func.count()).where(_UNSETTLED)
    waiting = connection.execute(by_state.group_by(messages.c.state, messages.c.channel))
    unsettled = select(func.count()).select_from(raw_messages).where(raw_messages.c.outcome.is_(None))
    runs = select(job_runs.c.job, func.max(job_runs.c.finished_at)).where(job_runs.c.state == "done")
    return State(
        stopped=controls.is_stopped(connection),
        scheduler_until=_running(leases.held_until(connection, leases.SCHEDULER)),
        feeds=feeds.last_received(connection),
        waiting={(state, channel): count for state, channel, count in waiting},
        mails_unsettled=connection.scalar(unsettled) or 0,
        last_runs={row.job: row[1] for row in connection.execute(runs.group_by(job_runs.c.job))},
    )


def chain_of(connection: Connection, source: str, limit: int, before: int | None = None) -> list[AuditLine]:
    """The newest entries of a chain, or those before a place in it."""
    c = journal.c
    query = select(c.seq, c.at, c.kind, c.actor, c.data).where(c.stream == f"s:{source}")
    if before is not None:
        query = query.where(c.seq < before)
    rows = connection.execute(query.order_by(c.seq.desc()).limit(limit))
    return [AuditLine(row.seq, row.at, row.kind, row.actor, _said(row.data)) for row in rows]


def _said(data: str) -> str:
    told = orjson.loads(data)
    said = {name.replace("_", " "): value for name, value in told.items() if value not in ("", [], None)}
    return ", ".join(
        f"{name} {' '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in said.items()
    )


def _running(until: datetime | None) -> datetime | None:
    return until if until is not None and until > real_now() else None
