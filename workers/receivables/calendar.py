"""Business days of a country: weekends and public holidays. Must not read the clock; days come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

Roll = Literal["next", "previous", "none"]
_WEEKEND = frozenset({5, 6})
_ONE_DAY = timedelta(days=1)


def is_business_day(day: date, country: str) -> bool:
    """Whether people work on ``day``. A country that is empty or unknown has weekends and no holidays.

    >>> is_business_day(date(2026, 12, 25), "DE"), is_business_day(date(2026, 12, 28), "DE")
    (False, True)
    """
    weekend, closed = _closed_days(country, day.year)
    return day.weekday() not in weekend and day not in closed


def next_business_day(day: date, country: str) -> date:
    """That day, or the first one after it that is worked.

    >>> next_business_day(date(2026, 12, 25), "DE")
    datetime.date(2026, 12, 28)
    """
    while not is_business_day(day, country):
        day += _ONE_DAY
    return day


def previous_business_day(day: date, country: str) -> date:
    """That day, or the last one before it that is worked.

    >>> previous_business_day(date(2026, 12, 27), "DE")
    datetime.date(2026, 12, 24)
    """
    while not is_business_day(day, country):
        day -= _ONE_DAY
    return day


def day_after(day: date) -> date:
    """The next day; the last one of the calendar, which people write for "never", has none.

    >>> day_after(date(2026, 2, 28)), day_after(date.max) == date.max
    (datetime.date(2026, 3, 1), True)
    """
    return day + _ONE_DAY if day < date.max else day


def rolled(day: date, roll: Roll, country: str) -> date:
    """What becomes of a day that may be no business day.

    >>> [str(rolled(date(2026, 12, 26), roll, "DE")) for roll in ("next", "previous", "none")]
    ['2026-12-28', '2026-12-24', '2026-12-26']
    """
    match roll:
        case "next":
            return next_business_day(day, country)
        case "previous":
            return previous_business_day(day, country)
        case "none":
            return day


@dataclass(frozen=True, slots=True)
class TimeToPay:
    """How long a notice leaves to pay: days after it leaves, and what becomes of a closed day in that country."""

    days: int
    roll: Roll
    country: str

    def deadline(self, notice_date: date) -> date:
        """The last day to pay; it always lies after the notice.

        >>> TimeToPay(1, "previous", "DE").deadline(date(2026, 12, 24))
        datetime.date(2026, 12, 28)
        """
        day = rolled(notice_date + timedelta(days=self.days), self.roll, self.country)
        return day if day > notice_date else next_business_day(notice_date + _ONE_DAY, self.country)


def add_business_days(day: date, count: int, country: str) -> date:
    """The business day ``count`` business days after ``day``; 0 rolls forward to the next one that is worked.

    >>> add_business_days(date(2026, 12, 24), 1, "DE")
    datetime.date(2026, 12, 28)
    >>> add_business_days(date(2026, 12, 26), 0, "DE")
    datetime.date(2026, 12, 28)
    """
    if count < 0:
        raise ValueError("business days are counted forwards")
    while not is_business_day(day, country):
        day += _ONE_DAY
        # Rolling off a holiday lands on the first working day: that day counts as the first one.
        if count and is_business_day(day, country):
            count -= 1
    while count:
        day += _ONE_DAY
        count -= is_business_day(day, country)
    return day


@lru_cache(maxsize=512)
def _closed_days(country: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return _WEEKEND, frozenset()
    return frozenset(found.weekend), frozenset(found)
