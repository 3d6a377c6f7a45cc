"""Business days: weekends, public holidays of a country, and countries nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workers.exception_queue.cases import due_instant
from workers.policy.queue import QueuePolicy
from workers.receivables.calendar import add_business_days, is_business_day
from workers.receivables.occasion import Occasion

FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("start", "count", "country", "due"),
    [
        (FRIDAY, 0, "DE", FRIDAY),
        (FRIDAY, 1, "DE", MONDAY),
        (SATURDAY, 0, "DE", MONDAY),
        (SATURDAY, 1, "DE", MONDAY),
        (SATURDAY, 2, "DE", date(2026, 3, 10)),
        (date(2026, 4, 2), 1, "DE", date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2026, 4, 2), 1, "US", date(2026, 4, 3)),  # no federal holiday there
        (date(2026, 12, 31), 1, "GB", date(2027, 1, 4)),  # over the end of a year
        (date(2026, 12, 24), 1, "", date(2026, 12, 25)),  # no country: no holidays
        (date(2026, 12, 24), 1, "XX", date(2026, 12, 25)),
    ],
)
def test_business_days_are_counted_where_people_work(start: date, count: int, country: str, due: date) -> None:
    assert add_business_days(start, count, country) == due


def test_the_weekend_is_the_countrys_own() -> None:
    friday_in_riyadh = FRIDAY
    assert not is_business_day(friday_in_riyadh, "SA")
    assert is_business_day(date(2026, 3, 8), "SA")


def test_days_are_counted_forwards_only() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_business_days(FRIDAY, -1, "DE")


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        (datetime(2026, 3, 6, 8, tzinfo=UTC), 0, FRIDAY),
        (datetime(2026, 3, 6, 21, tzinfo=UTC), 0, MONDAY),
        (datetime(2026, 3, 6, 21, tzinfo=UTC), 1, MONDAY),
    ],
    ids=["morning", "evening", "evening, a day to go"],
)
def test_no_case_is_late_when_it_is_opened(opened: datetime, days: int, due: date) -> None:
    found = due_instant(Occasion(opened, FRIDAY, "robot"), days, QueuePolicy())
    assert found.date() == due
    assert found > opened
