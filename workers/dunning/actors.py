"""What messages to the dunning slice do: a business date in, one recorded run out."""

from __future__ import annotations

from datetime import date, timedelta

from workers.broker import Actor
from workers.dunning.run import run
from workers.ledger.operations.job_runs import run_once
from workers.wiring import Robot

# A weekly run past the stored hints proves that they hid nothing.
_SUNDAY = 6


def run_dunning(robot: Robot, business_date: str) -> None:
    """The run of that day. One that is late decides for the day it is, never for a day that has passed."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        everything = occasion.business_date.weekday() == _SUNDAY
        run_once(
            robot.ledger,
            "dunning.run",
            occasion.business_date,
            lambda: run(robot.ledger, policy, occasion, everything=everything).as_json(),
        )


ACTORS = (Actor("dunning.run", run_dunning, time_limit=timedelta(hours=2)),)
