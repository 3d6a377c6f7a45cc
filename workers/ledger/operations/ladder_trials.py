"""Trials of ladders that somebody asked for at the console, and their reports. Must not try any itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from workers.ledger import journal
from workers.ledger.schema import ladder_trials
from workers.receivables.occasion import Occasion

_c = ladder_trials.c


@dataclass(frozen=True, slots=True)
class WantedTrial:
    """A ladder of the configuration over days of the past; ``segment`` is empty for those that climb it."""

    ladder: str
    segment: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class LadderTrial:
    """A trial as it stands: ``wanted``, ``done`` with its report, or ``failed`` with the problem."""

    id: int
    wanted: WantedTrial
    state: str
    wanted_by: str
    wanted_at: datetime
    problem: str


def want_trial(connection: Connection, wanted: WantedTrial, occasion: Occasion) -> int:
    """Ask for a trial; asked for twice before it was made, it is one."""
    same = _is_waiting() & (_c.ladder == wanted.ladder) & (_c.segment == wanted.segment)
    query = select(_c.id).where(same, _c.first_on == wanted.first_on, _c.last_on == wanted.last_on)
    known = connection.scalar(query)
    if known is not None:
        return int(known)
    values = {
        "ladder": wanted.ladder,
        "segment": wanted.segment,
        "first_on": wanted.first_on,
        "last_on": wanted.last_on,
        "state": "wanted",
        "wanted_by": occasion.actor,
        "wanted_at": occasion.at,
    }
    trial_id = int(connection.execute(insert(ladder_trials).values(values).returning(_c.id)).scalar_one())
    journal.record(
        connection, "ladder.trial_wanted", {"trial": trial_id, "ladder": wanted.ladder}, occasion, source="controls"
    )
    return trial_id


def next_wanted(connection: Connection) -> LadderTrial | None:
    """The trial that was asked for first and has not been made."""
    found = _find(connection, _is_waiting(), 1)
    return found[0] if found else None


def trials_of(connection: Connection, ladder: str, most: int) -> list[LadderTrial]:
    """The newest trials of a ladder, the newest first."""
    return _find(connection, _c.ladder == ladder, most, newest=True)


def find_trial(connection: Connection, trial_id: int) -> tuple[LadderTrial, Mapping[str, Any] | None] | None:
    """A trial with its report, where it has one."""
    found = _find(connection, _c.id == trial_id, 1)
    report = connection.scalar(select(_c.report).where(_c.id == trial_id))
    return (found[0], report) if found else None


def finish_trial(connection: Connection, trial_id: int, report: Mapping[str, Any] | None, problem: str) -> None:
    """Keep what came of a trial: its report, or why there is none."""
    state = "failed" if report is None else "done"
    changed = update(ladder_trials).where(_c.id == trial_id, _is_waiting())
    connection.execute(changed.values(state=state, report=report, problem=problem))


def _is_waiting() -> ColumnElement[bool]:
    return _c.state == "wanted"


def _find(connection: Connection, which: ColumnElement[bool], most: int, *, newest: bool = False) -> list[LadderTrial]:
    columns = (_c.id, _c.ladder, _c.segment, _c.first_on, _c.last_on, _c.state, _c.wanted_by, _c.wanted_at, _c.problem)
    query = select(*columns).where(which).order_by(_c.id.desc() if newest else _c.id).limit(most)
    return [
        LadderTrial(
            row.id,
            WantedTrial(row.ladder, row.segment, row.first_on, row.last_on),
            row.state,
            row.wanted_by,
            row.wanted_at,
            row.problem,
        )
        for row in connection.execute(query)
    ]
