"""The figures that were taken each morning, as the daily job left them with its run. Must not compute any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workers.ledger.book.aging import AgingLine
from workers.ledger.schema import job_runs

JOB = "reports.take_figures"


@dataclass(frozen=True, slots=True)
class Morning:
    """One morning: the aging then, and of the day before the notices sent and the cash applied by currency."""

    on: date
    aging: list[AgingLine]
    notices: int
    applied: Mapping[str, int]


def find_mornings(connection: Connection, since: date) -> list[Morning]:
    """The mornings of that day and later, the oldest first."""
    c = job_runs.c
    query = select(c.business_date, c.result).where(c.job == JOB, c.business_date >= since, c.state == "done")
    return [_morning(row.business_date, row.result) for row in connection.execute(query.order_by(c.business_date))]


def _morning(on: date, result: Mapping[str, object]) -> Morning:
    told: dict[str, object] = dict(result)
    lines, applied, notices = told["aging"], told["applied"], told["notices"]
    assert isinstance(lines, list)
    assert isinstance(applied, dict)
    assert isinstance(notices, int)
    return Morning(on, [AgingLine(**line) for line in lines], notices, applied)
