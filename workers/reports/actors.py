"""What messages to the reports slice do: a business date in, one report out."""

from __future__ import annotations

from datetime import date

from workers.broker import Actor
from workers.ledger.operations.job_runs import run_once
from workers.reports import digest
from workers.reports.run import send_daily
from workers.wiring import Robot


def run_send_daily(robot: Robot, business_date: str) -> None:
    """The report of that day; a day that has passed is not reported as if it were this one."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(
            robot.ledger,
            "reports.send_daily",
            occasion.business_date,
            lambda: {"messages": send_daily(robot.ledger, policy, occasion)},
        )


def run_send_digests(robot: Robot, business_date: str) -> None:
    """The internal copies of the days before that one; late, it is the next day's to do."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(
            robot.ledger,
            digest.JOB,
            occasion.business_date,
            lambda: {"messages": digest.send_digests(robot.ledger, policy, occasion)},
        )


ACTORS = (Actor("reports.send_daily", run_send_daily), Actor(digest.JOB, run_send_digests))
