"""What messages to the disputes slice do: chase the disputes of a business date."""

from __future__ import annotations

from datetime import date

from workers.broker import Actor
from workers.disputes.chasing import JOB, chase
from workers.ledger.operations.job_runs import run_once
from workers.wiring import Robot


def run_chase(robot: Robot, business_date: str) -> None:
    """Once for that day; late, it is the next day's to do."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(robot.ledger, JOB, occasion.business_date, lambda: dict(chase(robot.ledger, policy, occasion)))


ACTORS = (Actor(JOB, run_chase),)
