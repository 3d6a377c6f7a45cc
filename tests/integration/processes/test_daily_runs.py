"""A daily job runs once per business date, also on the nights when the clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select

from tests.integration.processes.conftest import MakeRobot
from workers.broker import EmbeddedBroker, open_broker
from workers.dunning.actors import run_dunning
from workers.errors import TransientError
from workers.ledger.operations import job_runs, leases
from workers.ledger.schema import job_runs as job_runs_table
from workers.ledger.schema import journal
from workers.ledger.unit_of_work import Ledger
from workers.schedule import DAILY, Scheduler, trigger_of
from workers.wiring import Robot

BERLIN = ZoneInfo("Europe/Berlin")
DUNNING = next(job for job in DAILY if job.actor == "dunning.run")
AT_HALF_PAST_TWO = {'dunning_at: "06:00"': 'dunning_at: "02:30"', "zone: Europe/London": "zone: Europe/Berlin"}


def _strikes(trigger: CronTrigger, day: date) -> list[datetime]:
    """Every instant on a calendar day at which APScheduler's own trigger strikes."""
    at, strikes = datetime(day.year, day.month, day.day, tzinfo=BERLIN), []
    before = None
    while (strike := trigger.get_next_fire_time(before, at)) and strike.date() == day:
        strikes.append(strike.astimezone(UTC))
        before, at = strike, (strike.astimezone(UTC) + timedelta(seconds=1)).astimezone(BERLIN)
    return strikes


def _runs(robot: Robot) -> list[tuple[str, date]]:
    with robot.ledger.read() as connection:
        finished = select(journal.c.kind, journal.c.business_date).where(journal.c.kind == "dunning.run_finished")
        return [(row.kind, row.business_date) for row in connection.execute(finished)]


@pytest.mark.parametrize(
    ("day", "times"),
    [(date(2026, 10, 25), 2), (date(2026, 3, 29), 1), (date(2026, 6, 1), 1)],
    ids=["clocks-go-back", "clocks-go-forward", "any-day"],
)
def test_however_often_the_clock_strikes_the_day_runs_once(make_robot: MakeRobot, day: date, times: int) -> None:
    trigger = trigger_of(DUNNING, make_robot(AT_HALF_PAST_TWO).policy)
    strikes = _strikes(trigger, day)
    assert len(strikes) == times
    for strike in strikes:
        robot = make_robot(clock=strike.isoformat())
        run_dunning(robot, robot.occasion("robot", robot.policy).business_date.isoformat())
    assert _runs(robot) == [("dunning.run_finished", day)]


def test_a_message_of_yesterday_runs_nothing_today(make_robot: MakeRobot) -> None:
    robot = make_robot(clock="2026-03-04T06:00:00+00:00")
    run_dunning(robot, "2026-03-03")
    assert _runs(robot) == []


def test_a_run_that_died_is_done_by_the_next_call(ledger: Ledger) -> None:
    day = date(2026, 3, 3)

    def crash() -> dict[str, int]:
        raise TransientError("the database went away")

    with pytest.raises(TransientError):
        job_runs.run_once(ledger, "job", day, crash)
    assert job_runs.run_once(ledger, "job", day, lambda: {"done": 1})
    assert not job_runs.run_once(ledger, "job", day, crash)
    with ledger.read() as connection:
        row = connection.execute(select(job_runs_table)).one()
    assert (row.state, row.result) == ("done", {"done": 1})


def test_nobody_runs_a_job_that_another_process_is_at(ledger: Ledger) -> None:
    with leases.keep(ledger, "job:job", "another process", timedelta(minutes=1)) as lease:
        assert lease is not None
        assert not job_runs.run_once(ledger, "job", date(2026, 3, 3), dict)


def _sent(broker: EmbeddedBroker) -> list[str]:
    import json

    queue = broker.queues["default"]
    letters = [json.loads(queue.get_nowait()) for _ in range(queue.qsize())]
    return [f"{letter['actor_name']}({', '.join(map(str, letter['args']))})" for letter in letters]


def test_the_sweep_sends_a_daily_run_that_was_missed_and_none_that_was_done(make_robot: MakeRobot) -> None:
    robot = make_robot(clock="2026-03-03T06:30:00+00:00")
    broker = open_broker("memory://")
    assert isinstance(broker, EmbeddedBroker)
    scheduler = Scheduler(robot, broker)
    scheduler.sweep()
    missed = _sent(broker)
    assert "dunning.run(2026-03-03)" in missed
    assert not any(name.startswith("reports.send_daily") for name in missed)  # its time is in the evening
    run_dunning(robot, "2026-03-03")
    scheduler.sweep()
    assert "dunning.run(2026-03-03)" not in _sent(broker)
