"""Business days of a country: weekends and public holidays. Must not read the clock; days come in as arguments."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

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
