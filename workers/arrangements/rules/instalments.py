"""Instalments: a balance split to the last minor unit, and the days on which its parts fall due. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from workers.policy.arrangements import Every
from workers.receivables.arrangement import Instalment


def split(balance: int, count: int, first_percent: int = 0) -> tuple[int, ...]:
    """So many whole instalments, which add up to the balance exactly.

    The rounding rule: the first is ``first_percent`` of the balance, rounded up, where that is given; the others are
    equal, and the minor units that are left over go to the earliest of them, one to each.

    >>> split(100_000, 3), split(100_001, 3, 50)
    ((33334, 33333, 33333), (50001, 25000, 25000))
    """
    if first_percent and count > 1:
        first = -(-balance * first_percent // 100)
        return (first, *_evenly(balance - first, count - 1))
    return _evenly(balance, count)


def due_days(first_on: date, count: int, every: Every) -> tuple[date, ...]:
    """The day of each instalment; a month that is too short ends the plan's day on its own last one.

    >>> [str(day) for day in due_days(date(2026, 1, 31), 3, "month")]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    match every:
        case "week":
            return tuple(first_on + timedelta(weeks=n) for n in range(count))
        case "two_weeks":
            return tuple(first_on + timedelta(weeks=2 * n) for n in range(count))
        case "month":
            return tuple(_months_later(first_on, n) for n in range(count))


def schedule(amounts: Sequence[int], days: Sequence[date]) -> tuple[Instalment, ...]:
    """The instalments of these sums on these days."""
    return tuple(Instalment(n, day, amount) for n, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1))


def _evenly(amount: int, count: int) -> tuple[int, ...]:
    each, left_over = divmod(amount, count)
    return tuple(each + (number < left_over) for number in range(count))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
