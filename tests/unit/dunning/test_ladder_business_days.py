"""Levels that fall on days on which nobody works (pitfall 14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from tests.unit.dunning.climbing import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    chosen,
    decide,
    given,
    ladder,
    level,
    overdue,
)
from workers.dunning.decisions import NoticeDue, Wait
from workers.policy.ladder import BusinessDays
from workers.receivables.calendar import Roll
from workers.receivables.standing import StandingItem


@pytest.mark.parametrize(
    ("roll", "falls_on"),
    [("none", SATURDAY), ("next", MONDAY), ("previous", FRIDAY)],
)
def test_pitfall_14_a_level_that_falls_on_a_weekend_moves_as_the_ladder_says(roll: Roll, falls_on: date) -> None:
    climbs = ladder(level(1, 5), business_days=BusinessDays(roll, "none"))
    item = StandingItem(1, SATURDAY - timedelta(days=5), 10_000)
    assert decide(climbs, item, on=falls_on - timedelta(days=1)) == Wait("level_1_not_due", falls_on)
    assert chosen(decide(climbs, item, on=falls_on)) == (1, 1)


@pytest.mark.parametrize(
    ("country", "falls_on"), [("DE", date(2026, 4, 7)), ("US", date(2026, 4, 6)), ("", date(2026, 4, 6))]
)
def test_pitfall_14_holidays_are_those_of_the_customers_country(country: str, falls_on: date) -> None:
    """5 April 2026 is Easter Sunday; the Monday after it is a holiday in Germany and none in the United States."""
    climbs = ladder(level(1, 5), business_days=BusinessDays("next", "none"))
    item = StandingItem(1, date(2026, 3, 31), 10_000)
    assert decide(climbs, item, on=date(2026, 4, 5), country=country) == Wait("level_1_not_due", falls_on)


def test_pitfall_14_a_moved_level_moves_no_other_and_the_interval_holds() -> None:
    """Level 1 fell on a Saturday and was given on Monday; level 2 keeps day 12, which is a Saturday too."""
    climbs = ladder(level(1, 5), level(2, 12), business_days=BusinessDays("next", "none"))
    item = StandingItem(1, SATURDAY - timedelta(days=5), 10_000)
    on_monday = structs.replace(given(1, 0), handed_over_on=MONDAY)
    late = structs.replace(on_monday, handed_over_on=MONDAY + timedelta(days=1))
    second = date(2026, 3, 16)
    assert decide(climbs, item, on=date(2026, 3, 13), notices=(on_monday,)) == Wait("level_2_not_due", second)
    assert decide(climbs, item, on=second, notices=(late,)) == Wait("level_2_not_due", second + timedelta(days=1))


def test_what_an_interval_puts_off_to_a_closed_day_comes_on_the_next_one_worked() -> None:
    climbs = ladder(level(1, 3), level(2, 8, min_interval_days=5), business_days=BusinessDays("previous", "none"))
    decision = decide(climbs, overdue(30), notices=(given(1, 0),))
    assert decision == Wait("level_2_not_due", MONDAY)


def test_a_reminder_before_the_due_date_rolls_back_with_what_it_lists() -> None:
    climbs = ladder(level(1, 0), business_days=BusinessDays("previous", "none"))
    items = (StandingItem(1, SATURDAY, 10_000), StandingItem(2, MONDAY, 10_000))
    decision = decide(climbs, *items, on=FRIDAY, episode=0)
    assert isinstance(decision, NoticeDue)
    assert [item for item, _ in decision.listed] == [1]
