"""What messages to the credit slice do: look after limits once on a business date."""

from __future__ import annotations

from datetime import date

from workers.broker import Actor
from workers.credit.watch import JOB, watch
from workers.ledger.operations.job_runs import run_once
from workers.wiring import Robot


def run_watch(robot: Robot, business_date: str) -> None:
    """Once for that day; late, it is the next day's to do."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(robot.ledger, JOB, occasion.business_date, lambda: dict(watch(robot.ledger, policy, occasion)))


ACTORS = (Actor(JOB, run_watch),)
