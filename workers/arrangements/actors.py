"""What messages to the arrangements slice do: judge what was paid since the last time."""

from __future__ import annotations

from datetime import timedelta

from workers.arrangements.judging import judge_arrangements
from workers.broker import Actor
from workers.wiring import Robot

_SENT_AGAIN = timedelta(minutes=10)


def run_judge(robot: Robot) -> None:
    """So that people see within the minute what is kept; the morning's run judges by itself."""
    policy = robot.policy
    judge_arrangements(robot.ledger, policy, robot.occasion("robot", policy))


ACTORS = (Actor("arrangements.judge", run_judge, max_age=_SENT_AGAIN),)
