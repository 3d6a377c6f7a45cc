"""The hint when to look at an account again: never later than the calendar could change the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.unit.dunning.climbing import CLERK, ladder, level, overdue
from tests.unit.dunning.climbing import given as handed_over
from workers.dunning.decisions import LadderExhausted, NoContact, OnHold, Wait
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.rules.look_again import ON_EVENT, look_again_on
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.receivables.standing import PastNotice, Reach, Standing, StandingItem

TODAY = date(2026, 3, 2)
PLAIN = Standing(7, "EUR", 1, "default", ())


def climber(*open_items: StandingItem, **changes: Any) -> Standing:
    return structs.replace(PLAIN, **{"items": open_items, "episode": 1, "reach": (CLERK,), **changes})


def test_a_hold_is_in_force_through_its_last_day() -> None:
    assert look_again_on([(PLAIN, OnHold("hold", date(2026, 3, 10)))], TODAY) == date(2026, 3, 11)


def test_a_hold_until_the_end_of_the_calendar_stops_no_run() -> None:
    """One such hold ended the day's run for everybody: the day after it does not exist."""
    assert look_again_on([(PLAIN, OnHold("hold", date.max))], TODAY) == ON_EVENT
    assert look_again_on([(structs.replace(PLAIN, next_expiry=date.max), Wait("a"))], TODAY) == ON_EVENT


def test_what_only_an_event_can_change_is_not_looked_at_again() -> None:
    assert look_again_on([(PLAIN, NoContact(1))], TODAY) == ON_EVENT


def test_the_earliest_currency_decides_and_it_is_never_today() -> None:
    decided = [(PLAIN, Wait("a", TODAY)), (PLAIN, Wait("b", TODAY + timedelta(days=9)))]
    assert look_again_on(decided, TODAY) == TODAY + timedelta(days=1)


items = st.builds(
    StandingItem,
    id=st.integers(1, 9),
    due_date=st.integers(-40, 80).map(lambda days: TODAY - timedelta(days=days)),
    open=st.integers(-5_000, 20_000).filter(bool),
    withheld=st.sampled_from([0, 0, 1_000, 20_000]),
    placed=st.just(False),
    prior_level=st.just(0),
    prior_level_on=st.none(),
)
notices = st.builds(
    PastNotice,
    level=st.integers(1, 3),
    channel=st.just("email"),
    state=st.just("handed_over"),
    handed_over_on=st.integers(0, 60).map(lambda days: TODAY - timedelta(days=days)),
)
levels = st.tuples(st.integers(0, 10), st.integers(11, 25), st.integers(26, 50)).map(
    lambda days: tuple(
        Level(n, f"l{n}", "notice", ("email",), ("ap_clerk",), d, min_interval_days=5, minimum_amount={"EUR": 3_000})
        for n, d in enumerate(days, start=1)
    )
)


@settings(max_examples=300)
@given(st.lists(items, min_size=1, max_size=4, unique_by=lambda i: i.id), st.lists(notices, max_size=2), levels)
def test_no_decision_changes_before_the_day_of_the_hint(
    open_items: list[StandingItem], given_before: list[PastNotice], ladder_levels: tuple[Level, ...]
) -> None:
    """With the facts unchanged, no notice falls due on a day that the scan skips."""
    ladder = Ladder("any", ladder_levels)
    reach = (Reach(1, "ap_clerk", ("email",)),)
    standing = Standing(7, "EUR", 1, "default", tuple(open_items), notices=tuple(given_before), episode=1, reach=reach)
    decision = evaluate_account(standing, ladder, TODAY)
    hint = min(look_again_on([(standing, decision)], TODAY), TODAY + timedelta(days=120))
    skipped = [TODAY + timedelta(days=n) for n in range(1, (hint - TODAY).days)]
    names = {type(evaluate_account(standing, ladder, day)).__name__ for day in skipped}
    assert "NoticeDue" not in names


def test_after_the_last_notice_debt_that_is_too_little_is_looked_at_when_more_counts() -> None:
    """Its final notice came on Sundays only, with the run that looks past all hints."""
    climbs = ladder(level(1, 5, minimum_amount={"EUR": 12_000}))
    standing = climber(overdue(30, 9_000), overdue(-6, 5_000, 2), notices=(handed_over(1, 20, listed=(9,)),))
    decision = evaluate_account(standing, climbs, TODAY)
    assert isinstance(decision, LadderExhausted)
    assert look_again_on([(standing, decision)], TODAY) == TODAY + timedelta(days=7)


def test_debt_that_counts_later_for_a_higher_level_is_looked_at_when_it_does() -> None:
    """Reminded of before it is due, an item counts for the level of overdue debt on the day after."""
    climbs = ladder(level(1, -3), level(2, 5, minimum_amount={"EUR": 10_000}))
    standing = climber(overdue(6, 5_000), overdue(-1, 8_000, 2), notices=(handed_over(1, 9, level_day=-3),))
    decision = evaluate_account(standing, climbs, TODAY)
    assert look_again_on([(standing, decision)], TODAY) == TODAY + timedelta(days=2)


def test_a_former_systems_item_is_looked_at_on_the_day_of_a_reminder_before_it_is_due() -> None:
    standing = climber(overdue(-10, prior_level=1), episode=0)
    decision = evaluate_account(standing, ladder(level(1, -3)), TODAY)
    assert look_again_on([(standing, decision)], TODAY) == TODAY + timedelta(days=7)


def test_by_age_looks_at_the_level_that_comes_first_whatever_its_clock() -> None:
    """Due on 5 March: 10 days after that come before the end of the month."""
    climbs = ladder(level(1, days_after_month_end=5), level(2, 10), entry="by_age")
    standing = climber(overdue(-3), episode=0)
    decision = evaluate_account(standing, climbs, TODAY)
    assert look_again_on([(standing, decision)], TODAY) == date(2026, 3, 15)
