"""What messages to the escalation slice do: a business date in, one day's run out."""

from __future__ import annotations

from datetime import date, timedelta

from workers.broker import Actor
from workers.escalation.run import run
from workers.escalation.writing_off import propose_write_offs
from workers.ledger.operations.job_runs import run_once
from workers.wiring import Robot


def run_escalation(robot: Robot, business_date: str) -> None:
    """The day's proposals."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(
            robot.ledger,
            "escalation.run",
            occasion.business_date,
            lambda: run(robot.ledger, policy, occasion).as_json(),
        )


def run_write_offs(robot: Robot, business_date: str) -> None:
    """What may be given up is put before a person, once a day."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(
            robot.ledger,
            "escalation.write_offs",
            occasion.business_date,
            lambda: {"proposed": propose_write_offs(robot.ledger, policy, occasion)},
        )


ACTORS = (
    Actor("escalation.run", run_escalation, time_limit=timedelta(hours=2)),
    Actor("escalation.write_offs", run_write_offs, time_limit=timedelta(hours=2)),
)
