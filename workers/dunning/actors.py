"""Taking part in the run of a business date, as messages ask for it (`workers.morning` judges arrangements before)."""

from __future__ import annotations

from datetime import date

from workers.dunning.share import take_part
from workers.wiring import Robot

# A weekly run past the stored hints proves that they hid nothing.
_SUNDAY = 6


def run_dunning(robot: Robot, business_date: str) -> None:
    """A part in the run of that day. One that is late decides for the day it is, never for a day that has passed."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    if occasion.business_date == date.fromisoformat(business_date):
        everything = occasion.business_date.weekday() == _SUNDAY
        take_part(robot.ledger, policy, occasion, everything=everything)
