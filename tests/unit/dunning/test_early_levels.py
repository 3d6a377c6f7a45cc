"""Levels on or before the due date: they remind of what falls due, and say nothing once that is past."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.dunning.climbing import TODAY, day, decide, given, ladder, level, overdue
from workers.dunning.decisions import LadderExhausted, NoticeDue, Wait
from workers.policy.ladder import BusinessDays
from workers.policy.level import Repeat

EARLY = ladder(level(1, -3), level(2, 5), level(3, 20))


def level_of(decision: object) -> int | None:
    return decision.level if isinstance(decision, NoticeDue) else None


@pytest.mark.parametrize(("entry", "expected"), [("lowest", 2), ("by_age", 3)])
def test_old_debt_is_not_told_that_it_will_fall_due(entry: str, expected: int) -> None:
    climbs = ladder(*EARLY.levels, entry=entry)
    assert level_of(decide(climbs, overdue(100))) == expected


@pytest.mark.parametrize("days", [1, 4])
def test_an_outage_over_the_due_date_skips_the_notice_ahead_of_it(days: int) -> None:
    assert decide(EARLY, overdue(days)) == Wait("level_2_not_due", TODAY + timedelta(days=5 - days))


@pytest.mark.parametrize("days", [-3, -1, 0])
def test_until_the_due_date_the_notice_ahead_of_it_is_given(days: int) -> None:
    assert level_of(decide(EARLY, overdue(days))) == 1


def test_a_notice_on_a_due_date_that_is_closed_is_given_when_work_begins_again() -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    climbs = ladder(level(1, 0), level(2, 5), business_days=BusinessDays(trigger="next"))
    on_saturday = overdue((TODAY - monday).days + 2)
    assert level_of(decide(climbs, on_saturday, on=monday)) == 1
    assert level_of(decide(climbs, on_saturday, on=monday + timedelta(days=1))) is None


def test_a_notice_ahead_that_is_too_small_does_not_hide_the_one_after_the_due_date() -> None:
    climbs = ladder(level(1, -3, minimum_amount={"EUR": 50_000}), level(2, 5))
    assert decide(climbs, overdue(-2)) == Wait("below_minimum", day(3)), "it is looked at again when it is overdue"
    assert level_of(decide(climbs, overdue(5))) == 2


def test_a_ladder_that_only_reminds_ahead_has_nothing_to_say_to_overdue_debt() -> None:
    assert decide(ladder(level(1, -7), level(2, -1)), overdue(1)) == LadderExhausted()


def test_a_notice_ahead_is_not_repeated_after_the_due_date() -> None:
    climbs = ladder(level(1, -14, repeat=Repeat(every_days=7, at_most=9)), level(2, 5))
    assert level_of(decide(climbs, overdue(-1), notices=(given(1, 7),))) == 1
    assert decide(climbs, overdue(1), notices=(given(1, 7),)) == Wait("level_2_not_due", day(4))
