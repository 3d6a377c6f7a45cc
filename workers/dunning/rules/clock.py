"""The days of a ladder: when a level falls due, from when an item counts, and what becomes of a closed day. Pure.

Must not choose among levels (`workers.dunning.rules.level_choice`).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from workers.policy.ladder import Ladder, Referral
from workers.policy.level import Level
from workers.receivables.calendar import next_business_day, previous_business_day, rolled

# No country closes for longer in one piece; a scan that looks further ahead only looks at more accounts.
_LONGEST_CLOSURE = 14


@cache
def _span(days: int) -> timedelta:
    """A run asks for the same few again and again, and to make one costs more than to look it up."""
    return timedelta(days=days)


def counts_from(level: Level, ladder: Ladder) -> int:
    """How many days after its due date an item may stand in a notice of that level.

    A level on or before the due date reminds of what falls due; any other one asks for what is overdue.
    """
    return level.days if level.is_early else 1 + ladder.grace_days


def days_ahead(ladder: Ladder) -> int:
    """How long before its due date an item may be reminded of at most."""
    ahead = max(0, -counts_from(ladder.levels[0], ladder))
    return ahead + (_LONGEST_CLOSURE if ladder.business_days.trigger == "previous" else 0)


def latest_due(level: Level, ladder: Ladder, as_of: date, country: str) -> date:
    """The latest due date of an item that may stand in a notice of that level on ``as_of``."""
    days = counts_from(level, ladder)
    if days <= 0 and ladder.business_days.trigger == "previous":
        # What falls due on the closed days ahead is rolled back to today.
        as_of = next_business_day(as_of + _span(1), country) - _span(1)
    return as_of - _span(days)


def counting_day(level: Level, ladder: Ladder, due_date: date, country: str) -> date:
    """The first day on which an item may stand in a notice of that level; `latest_due` the other way round."""
    days = counts_from(level, ladder)
    day = due_date + _span(days)
    if days <= 0 and ladder.business_days.trigger == "previous":
        return previous_business_day(day, country)
    return day


def own_day(level: Level, ladder: Ladder, anchor: date, before: date | None, country: str) -> date:
    """The day that a level's clock names, before any interval; ``before`` is the day of the notice before, if known."""
    match level.clock:
        case "due_date":
            day = anchor + _span(level.days)
        case "end_of_month":
            day = anchor.replace(day=monthrange(anchor.year, anchor.month)[1]) + _span(level.days)
        case "previous_notice":
            day = before + _span(level.days) if before else anchor
    return not_before(rolled(day, ladder.business_days.trigger, country), anchor, level, ladder, country)


def not_before(day: date, anchor: date, level: Level, ladder: Ladder, country: str) -> date:
    """That day, or the first one on which the item the days count from may be asked for."""
    return later(day, counting_day(level, ladder, anchor, country), ladder, country)


def referral_day(referral: Referral, anchor: date) -> date:
    """The day from which the account may be handed to an agency, as far as the age of its debt goes."""
    return anchor + _span(referral.days_after_due)


def later(day: date, floor: date | None, ladder: Ladder, country: str) -> date:
    """The later of a day and what it must not come before. What is put off is put off to a day that is worked."""
    if floor is None or floor <= day:
        return day
    return floor if ladder.business_days.trigger == "none" else next_business_day(floor, country)
