"""The day's dunning: arrangements are judged first, so that whoever broke one is asked again on the same day.

Joins the arrangements and dunning, which do not know each other. Must not decide anything itself.
"""

from __future__ import annotations

from datetime import date, timedelta

from workers.arrangements.judging import judge_arrangements
from workers.broker import Actor
from workers.dunning.actors import run_dunning
from workers.wiring import Robot


def run_morning(robot: Robot, business_date: str) -> None:
    """A part in the run of that day; each worker judges what is left to judge before it takes part."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        judge_arrangements(robot.ledger, policy, occasion)
    run_dunning(robot, business_date)


ACTORS = (Actor("dunning.run", run_morning, time_limit=timedelta(hours=2)),)
