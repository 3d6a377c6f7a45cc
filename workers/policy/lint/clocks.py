"""The days of a ladder's levels: one clock for each, rising, and with room for the intervals. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from workers.policy.ladder import Ladder
from workers.policy.level import Clock, Level
from workers.policy.lint.finding import Finding, Path

# The month of a due date ends so many days after it at most.
_LONGEST_MONTH_REST = 30

KEYS: Mapping[Clock, str] = {
    "due_date": "days_after_due",
    "end_of_month": "days_after_month_end",
    "previous_notice": "days_after_previous",
}


def lint_clocks(ladder: Ladder) -> list[Finding]:
    """Levels that do not say when they come, or say it twice; nothing else can be said of such a ladder."""
    return [finding for index, level in enumerate(ladder.levels) for finding in _clock(index, level)]


def _clock(index: int, level: Level) -> Iterator[Finding]:
    given = [key for key in KEYS.values() if getattr(level, key) is not None]
    if not given:
        yield Finding("one-clock", ("levels", index), f"'{level.name}' does not say when it comes", _one_of(index))
    for key in given[1:]:
        message = f"'{level.name}' has two clocks: {given[0]} and {key}"
        yield Finding("one-clock", ("levels", index, key), message, "remove one of them", at_key=True)
    if index == 0 and given == ["days_after_previous"]:
        message = "no notice comes before the first level"
        yield Finding("first-clock", ("levels", 0, "days_after_previous"), message, _one_of(0), at_key=True)


def _one_of(index: int) -> str:
    *others, last = list(KEYS.values())[: 2 if index == 0 else 3]
    return f"write one of {', '.join(others)} and {last}"


def lint_overtaken(ladder: Ladder) -> Iterator[Finding]:
    """Levels whose own day, by another clock, is over before the level below has come: then intervals alone count."""
    days = ladder.nominal_days()
    for index, (lower, upper) in enumerate(pairwise(ladder.levels), start=1):
        if upper.clock in (lower.clock, "previous_notice"):
            continue
        latest = days[index] + (_LONGEST_MONTH_REST if upper.clock == "end_of_month" else 0)
        if latest <= days[index - 1]:
            message = (
                f"'{upper.name}' has its day at the latest {latest} days after due, '{lower.name}' at the earliest "
            )
            at: Path = ("levels", index, KEYS[upper.clock])
            hint = f"let it come after that of '{lower.name}'"
            yield Finding("day-overtaken", at, f"{message}{days[index - 1]}", hint, severity="warning")


def lint_days(ladder: Ladder) -> Iterator[Finding]:
    """Levels in their order; days that count from different things are not compared."""
    for index, (lower, upper) in enumerate(pairwise(ladder.levels), start=1):
        if upper.clock not in (lower.clock, "previous_notice"):
            continue
        gap = upper.days if upper.clock == "previous_notice" else upper.days - lower.days
        if gap <= 0:
            key = KEYS[upper.clock]
            message = f"{key} {upper.days} does not rise above the {lower.days} of '{lower.name}'"
            yield Finding("days-rise", ("levels", index, key), message, "write the levels from first to last")
        elif upper.min_interval_days > gap:
            message = f"min_interval_days {upper.min_interval_days} is longer than the {gap} days since '{lower.name}'"
            yield Finding("interval-fits", ("levels", index, "min_interval_days"), message, f"at most {gap}")
