"""What the words of a ladder mean for one account on one day: clocks, grace, repeats, catch-up, entry, minimums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.dunning.climbing import (
    chosen,
    day,
    decide,
    given,
    ladder,
    level,
    overdue,
)
from workers.dunning.decisions import EpisodeOver, NoticeDue, ReadyForPlacement, Wait
from workers.policy.ladder import Referral
from workers.policy.level import Repeat
from workers.receivables.standing import StandingItem

# Clocks


@pytest.mark.parametrize(
    ("due_date", "on"), [(date(2026, 2, 3), date(2026, 3, 10)), (date(2026, 2, 28), date(2026, 3, 10))]
)
def test_days_after_month_end_count_from_the_end_of_the_due_dates_month(due_date: date, on: date) -> None:
    climbs = ladder(level(1, days_after_month_end=10))
    item = StandingItem(1, due_date, 10_000)
    assert decide(climbs, item, on=on - timedelta(days=1)) == Wait("level_1_not_due", on)
    assert chosen(decide(climbs, item, on=on)) == (1, 1)


def test_days_after_previous_count_from_the_day_the_notice_before_was_handed_over() -> None:
    climbs = ladder(level(1, 3), level(2, days_after_previous=9))
    assert decide(climbs, overdue(30), notices=(given(1, 8),)) == Wait("level_2_not_due", day(1))
    assert chosen(decide(climbs, overdue(30), notices=(given(1, 9),))) == (2, 1)


@pytest.mark.parametrize("first", [-3, 0])
def test_a_level_on_or_before_the_due_date_lists_what_falls_due_and_later_ones_only_what_is_overdue(first: int) -> None:
    climbs = ladder(level(1, first), level(2, 10))
    early = decide(climbs, overdue(first), overdue(first - 1, number=2), episode=0)
    assert isinstance(early, NoticeDue)
    assert [item for item, _ in early.listed] == [1]
    late = decide(climbs, overdue(10), overdue(0, number=2), notices=(given(1, 10),))
    assert isinstance(late, NoticeDue)
    assert [item for item, _ in late.listed] == [1]


# Grace


@pytest.mark.parametrize(("days", "is_due"), [(3, False), (5, False), (6, True)])
def test_an_item_in_its_grace_is_not_overdue(days: int, is_due: bool) -> None:
    climbs = ladder(level(1, 3), grace_days=5)
    assert isinstance(decide(climbs, overdue(days)), NoticeDue) is is_due


def test_what_is_in_its_grace_keeps_no_episode_alive_and_stands_in_no_notice() -> None:
    climbs = ladder(level(1, 3), grace_days=5)
    assert isinstance(decide(climbs, overdue(5)), EpisodeOver)
    decision = decide(climbs, overdue(9), overdue(5, number=2))
    assert isinstance(decision, NoticeDue)
    assert [item for item, _ in decision.listed] == [1]


# Repeats

REPEATING = ladder(level(1, 3, repeat=Repeat(7, 3)), level(2, 40))


@pytest.mark.parametrize(("days_ago", "count", "expected"), [(7, 1, (1, 2)), (7, 2, (1, 3))])
def test_a_notice_is_given_again_after_its_days(days_ago: int, count: int, expected: tuple[int, int]) -> None:
    assert chosen(decide(REPEATING, overdue(20), notices=(given(1, days_ago, occurrence=count),))) == expected


def test_repeats_end_with_their_limit_or_when_the_next_levels_day_has_come() -> None:
    spent = given(1, 30, occurrence=3)
    assert decide(REPEATING, overdue(39), notices=(spent,)) == Wait("level_2_not_due", day(1))
    assert chosen(decide(REPEATING, overdue(40), notices=(given(1, 7),))) == (2, 1)


def test_a_repeat_keeps_the_interval_of_its_level() -> None:
    climbs = ladder(level(1, 3, repeat=Repeat(2, 3), min_interval_days=5))
    assert decide(climbs, overdue(9), notices=(given(1, 4),)) == Wait("level_1_not_due", day(1))


def test_a_level_after_the_previous_waits_for_the_last_repeat() -> None:
    climbs = ladder(level(1, 3, repeat=Repeat(9, 2)), level(2, days_after_previous=7))
    assert chosen(decide(climbs, overdue(30), notices=(given(1, 9),))) == (1, 2)
    assert chosen(decide(climbs, overdue(30), notices=(given(1, 7, occurrence=2),))) == (2, 1)


def test_the_referral_ends_the_repeats_of_the_last_level() -> None:
    climbs = ladder(level(1, 3, repeat=Repeat(7, 9), final=True), referral=Referral(30, 14))
    listed = given(1, 10, listed=(1,))
    assert chosen(decide(climbs, overdue(29), notices=(listed,))) == (1, 2)
    assert decide(climbs, overdue(30), notices=(given(1, 7, listed=(1,)),)) == ReadyForPlacement()


# Entry and catch-up

FOUR = (level(1, 5), level(2, 15), level(3, 30), level(4, 45, final=True))


@pytest.mark.parametrize(
    ("catch_up", "days", "expected"),
    [("next", 100, 2), ("latest", 100, 3), ("latest", 29, 2), ("latest", 30, 3)],
)
def test_pitfall_10_after_an_outage_one_notice_and_never_a_jump_to_the_final_one(
    catch_up: Any, days: int, expected: int
) -> None:
    decision = decide(ladder(*FOUR, catch_up=catch_up), overdue(days), notices=(given(1, 20),))
    assert chosen(decision) == (expected, 1)


def test_the_final_notice_comes_after_the_level_below_it() -> None:
    climbs = ladder(*FOUR, catch_up="latest")
    assert chosen(decide(climbs, overdue(100), notices=(given(3, 7),))) == (4, 1)


@pytest.mark.parametrize(("days", "expected"), [(5, 1), (16, 2), (30, 3), (500, 3)])
def test_pitfall_11_by_age_old_debt_enters_where_it_belongs_but_not_at_the_final_notice(
    days: int, expected: int
) -> None:
    assert chosen(decide(ladder(*FOUR, entry="by_age"), overdue(days))) == (expected, 1)


def test_by_age_a_level_after_the_previous_comes_on_its_projected_day() -> None:
    climbs = ladder(level(1, 5), level(2, days_after_previous=10), level(3, days_after_previous=10), entry="by_age")
    assert [chosen(decide(climbs, overdue(days)))[0] for days in (14, 15, 24, 25)] == [1, 2, 2, 3]


@pytest.mark.parametrize("noted", [3, 4, 9])
def test_a_former_systems_level_counts_at_most_as_the_one_below_the_final_notice(noted: int) -> None:
    item = overdue(100, prior_level=noted, prior_level_on=day(-10))
    assert chosen(decide(ladder(*FOUR), item)) == (4, 1)


# Minimums


def test_pitfall_07_both_minimums_are_judged_by_what_is_left() -> None:
    climbs = ladder(level(1, 5, minimum_amount={"EUR": 1_000}, minimum_percent=50))
    upcoming = overdue(-20, 5_001, number=2)
    assert decide(climbs, overdue(6, 999)) == Wait("below_minimum")
    assert decide(climbs, overdue(6, 5_000), upcoming) == Wait("below_minimum_percent", day(21))
    assert chosen(decide(climbs, overdue(6, 5_001), upcoming)) == (1, 1)
    assert decide(climbs, overdue(6, 5_001), upcoming, on_account=1) == Wait("below_minimum_percent", day(21))


def test_pitfall_19_minimums_are_those_of_the_currency() -> None:
    climbs = ladder(level(1, 5, minimum_amount={"USD": 50_000}))
    assert chosen(decide(climbs, overdue(6))) == (1, 1)
    assert decide(climbs, overdue(6), currency="USD") == Wait("below_minimum")


def test_a_level_that_is_too_small_falls_back_on_a_lower_one_that_may_still_be_given() -> None:
    """The next level's day has come but not its minimum: the level below goes on repeating."""
    climbs = ladder(level(1, 5, repeat=Repeat(7, 5)), level(2, 15, minimum_amount={"EUR": 50_000}))
    assert chosen(decide(climbs, overdue(30), notices=(given(1, 7),))) == (1, 2)
    by_age = ladder(level(1, 5), level(2, 15, minimum_percent=90), entry="by_age")
    assert chosen(decide(by_age, overdue(30), overdue(-5, 90_000, number=2))) == (1, 1)


def test_a_level_that_waits_for_its_minimum_is_looked_at_when_more_of_the_debt_counts() -> None:
    climbs = ladder(level(1, 5, minimum_amount={"EUR": 15_000}))
    assert decide(climbs, overdue(6), overdue(-3, number=2)) == Wait("below_minimum", day(4))


# Broken promises


def test_a_broken_promise_brings_no_final_notice_before_its_day() -> None:
    climbs = ladder(level(1, 3), level(2, 30, final=True))
    for broken in (False, True):
        waits = decide(climbs, overdue(20), notices=(given(1, 17),), skip_ahead=broken)
        assert waits == Wait("level_2_not_due", day(10))
