"""The daily report as the facts of its template: what was sent, applied, promised; what waits, and what was not done.

Reads one snapshot. A day on which nothing ran has its report too: its lists are empty and it says what did not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workers.ledger.laws.seals import last_root
from workers.ledger.operations import controls, day_figures, feeds
from workers.ledger.operations.day_figures import Day, SentFigure
from workers.ledger.outgoing import order_holds
from workers.ledger.outgoing.order_holds import OrderHold
from workers.policy.robot import Feed, RobotPolicy

_HOLDS_MOST = 100  # more are listed by `collectbot order-holds list`


@dataclass(frozen=True, slots=True)
class _NotDone:
    """``what`` was not done, as the templates know it, and of which job, or why; ``reason`` says so in English."""

    what: str
    detail: str
    reason: str
    count: int = 1


def daily_facts(
    connection: Connection, robot: RobotPolicy, business_date: date, now: datetime, jobs: Sequence[str]
) -> dict[str, Any]:
    """The facts of ``templates/report/daily``; ``jobs`` are the daily jobs that should have run."""
    day = _day(robot, business_date, now)
    return {
        "date": business_date.isoformat(),
        "sent": [_sent_line(figure) for figure in day_figures.sent_on(connection, day)],
        "applied": [asdict(figure) for figure in day_figures.applied_on(connection, day)],
        "promised": [asdict(figure) for figure in day_figures.promised_on(connection, day)],
        "cases": [asdict(figure) for figure in day_figures.cases_by_owner(connection, day)],
        "order_holds": [_order_hold_line(hold) for hold in order_holds.find_in_force(connection)[:_HOLDS_MOST]],
        "not_done": [asdict(line) for line in _not_done(connection, day, jobs)],
        "feeds": list(feed_ages(robot.feeds, feeds.last_received(connection), now)),
        "seal": _seal(connection),
    }


def feed_ages(watched: Mapping[Any, Feed], received: Mapping[str, datetime], now: datetime) -> Iterator[dict[str, Any]]:
    """Every watched feed with its age in whole hours; one that never arrived is stale."""
    for name, feed in watched.items():
        last = received.get(name)
        age = None if last is None else now - last
        yield {
            "name": name,
            "age_hours": None if age is None else age // timedelta(hours=1),
            "max_age_hours": feed.max_age_hours,
            "stale": age is None or age > timedelta(hours=feed.max_age_hours),
        }


def _day(robot: RobotPolicy, business_date: date, now: datetime) -> Day:
    zone = ZoneInfo(next(iter(robot.entities.values())).zone)
    begins = datetime.combine(business_date, time(), zone)
    return Day(business_date, begins, datetime.combine(business_date + timedelta(days=1), time(), zone), now)


def _sent_line(figure: SentFigure) -> dict[str, Any]:
    level = figure.purpose if figure.level is None else f"{figure.level} {figure.template}"
    return {"level": level, "channel": figure.channel, "count": figure.count}


def _order_hold_line(hold: OrderHold) -> dict[str, Any]:
    since = hold.since.date().isoformat()
    return {"customer_id": hold.customer_id, "currency": hold.currency, "amount": hold.open, "since": since}


def _seal(connection: Connection) -> dict[str, str] | None:
    root = last_root(connection)
    return None if root is None else {"date": root.date.isoformat(), "root": root.root}


def _not_done(connection: Connection, day: Day, jobs: Sequence[str]) -> Iterator[_NotDone]:
    if controls.is_stopped(connection):
        yield _NotDone("everything", "", "everything: the kill switch is thrown (`collectbot resume`)")
    states = day_figures.job_states(connection, day)
    for job in jobs:
        if job not in states:
            yield _NotDone("job_not_begun", job, f"the daily job {job} did not run")
        elif states[job] != "done":
            yield _NotDone("job_not_ended", job, f"the daily job {job} began and did not end")
    for state, reason, count in day_figures.unsent(connection, day):
        told = f"message {state.replace('_', ' ')}: {reason or 'no reason given'}"
        yield _NotDone(f"message_{state}", reason, told, count)
    for reason, count in day_figures.parked_accounts(connection):
        yield _NotDone("account_parked", reason, f"account parked: {reason}", count)
