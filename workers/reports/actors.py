"""What messages to the reports slice do: a business date in, one report out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from workers.broker import Actor
from workers.ledger.operations.job_runs import run_once
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.reports import arrangements, case_digest, digest, overview, statements, thanks
from workers.reports.run import send_daily
from workers.wiring import Robot

_Work = Callable[[Ledger, PolicySet, Occasion], list[int]]


def _of_the_day(job: str, work: _Work, robot: Robot, business_date: str) -> None:
    """Do the job of that day once; a day that has passed is not reported as if it were this one."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(robot.ledger, job, occasion.business_date, lambda: {"messages": work(robot.ledger, policy, occasion)})


def run_send_daily(robot: Robot, business_date: str) -> None:
    """The report of that day."""
    _of_the_day("reports.send_daily", send_daily, robot, business_date)


def run_send_digests(robot: Robot, business_date: str) -> None:
    """The internal copies of the days before that one; late, it is the next day's to do."""
    _of_the_day(digest.JOB, digest.send_digests, robot, business_date)


def run_send_case_digests(robot: Robot, business_date: str) -> None:
    """Each person's own cases of that day; a day that has passed has none."""
    work = partial(case_digest.send_case_digests, robot.settings.public_url)
    _of_the_day(case_digest.JOB, work, robot, business_date)


def run_send_statements(robot: Robot, business_date: str) -> None:
    """The statements that are due on that day; late, they are the next day's to do."""
    _of_the_day(statements.JOB, statements.send_statements, robot, business_date)


def run_send_thanks(robot: Robot, business_date: str) -> None:
    """The thanks that are due on that day; late, they are the next day's to do."""
    _of_the_day(thanks.JOB, thanks.send_thanks, robot, business_date)


def run_tell_of_arrangements(robot: Robot) -> None:
    """What there is to tell now: whoever agreed to something hears of it within the minute."""
    policy = robot.policy
    arrangements.tell_of_arrangements(robot.ledger, policy, robot.occasion("robot", policy))


def run_take_figures(robot: Robot, business_date: str) -> None:
    """The figures of that morning; what a day that has passed looked like is not made up afterwards."""
    occasion = robot.occasion("robot", robot.policy)
    if occasion.business_date == date.fromisoformat(business_date):
        work = partial(overview.take_figures, robot.ledger, occasion)
        run_once(robot.ledger, overview.JOB, occasion.business_date, work)


ACTORS = (
    Actor("reports.send_daily", run_send_daily),
    Actor(overview.JOB, run_take_figures),
    Actor(digest.JOB, run_send_digests),
    Actor(case_digest.JOB, run_send_case_digests),
    Actor(statements.JOB, run_send_statements),
    Actor(thanks.JOB, run_send_thanks),
    Actor(arrangements.JOB, run_tell_of_arrangements, max_age=timedelta(minutes=10)),
)
