"""Taking part in the run of a business date, as messages ask for it (`workers.morning` judges arrangements before).

And the trials of ladders that were asked for at the console.
"""

from __future__ import annotations

from datetime import date, timedelta

from workers.broker import Actor
from workers.dunning.share import take_part
from workers.dunning.simulate.wanted import Trying, try_wanted
from workers.ledger.operations import leases
from workers.ledger.operations.job_runs import holder_name
from workers.wiring import Robot, home_zone

# A weekly run past the stored hints proves that they hid nothing.
_SUNDAY = 6
_LEASE = timedelta(seconds=60)


def run_dunning(robot: Robot, business_date: str) -> None:
    """A part in the run of that day. One that is late decides for the day it is, never for a day that has passed."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        everything = occasion.business_date.weekday() == _SUNDAY
        take_part(robot.ledger, policy, occasion, everything=everything)


def run_try_ladders(robot: Robot) -> None:
    """The trials that are wanted; one process at a time makes them."""
    with leases.keep(robot.ledger, "dunning.try_ladders", holder_name(), _LEASE) as lease:
        if lease is not None:
            try_wanted(Trying(robot.ledger, robot.policy, robot.renderer, home_zone(robot.policy)))


ACTORS = (Actor("dunning.try_ladders", run_try_ladders, max_age=timedelta(minutes=5)),)
