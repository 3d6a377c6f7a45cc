"""The dunning decision: restraints, levels, intervals, entry rules, credit, and whom a notice reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from workers.dunning.decisions import (
    EpisodeOver,
    LadderExhausted,
    NoContact,
    NoticeDue,
    OnHold,
    ReadyForPlacement,
    Wait,
)
from workers.dunning.rules.evaluation import evaluate_account
from workers.policy.ladder import BusinessDays, Ladder, Referral
from workers.policy.level import Level
from workers.receivables.standing import PastNotice, Reach, Standing, StandingItem

TODAY = date(2026, 3, 2)
CLERK = Reach(1, "ap_clerk", ("email", "sms"))
MANAGER = Reach(2, "manager", ("email",))


def level(number: int, days: int, **changes: object) -> Level:
    plain = Level(number, f"level_{number}", f"notice_{number}", ("email",), ("ap_clerk", "manager"), days)
    return replace(plain, **changes)  # type: ignore[arg-type]


ANY_DAY = BusinessDays("none", "none")
LADDER = Ladder(
    "standard",
    (level(1, 5), level(2, 15), level(3, 30, final=True)),
    referral=Referral(60, 14),
    business_days=ANY_DAY,
)


def overdue(days: int, amount: int = 10_000, number: int = 1, **changes: Any) -> StandingItem:
    return structs.replace(StandingItem(number, TODAY - timedelta(days=days), amount), **changes)


def standing(*items: StandingItem, **changes: Any) -> Standing:
    plain = Standing(7, "EUR", 1, "default", items, episode=1, reach=(CLERK, MANAGER))
    return structs.replace(plain, **changes)


def given(number: int, days_ago: int, state: str = "handed_over", channel: str = "email") -> PastNotice:
    return PastNotice(number, channel, state, TODAY - timedelta(days=days_ago))


def test_the_first_level_is_due_on_its_day_and_not_the_day_before() -> None:
    assert evaluate_account(standing(overdue(4)), LADDER, TODAY) == Wait("level_1_not_due", TODAY + timedelta(days=1))
    assert evaluate_account(standing(overdue(5)), LADDER, TODAY) == NoticeDue(
        1, ((1, 10_000),), 10_000, 10_000, (("email", 1),)
    )


def test_an_item_due_today_is_not_overdue() -> None:
    """Overdue means due before today; the episode has not begun."""
    decision = evaluate_account(standing(overdue(0), episode=0), LADDER, TODAY)
    assert decision == Wait("nothing_overdue", TODAY + timedelta(days=5))


def test_pitfall_10_a_missed_day_is_made_up_once() -> None:
    decision = evaluate_account(standing(overdue(12)), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.level == 1


def test_pitfall_11_old_debt_enters_at_the_lowest_level_or_by_age_but_never_at_the_final_notice() -> None:
    old = standing(overdue(100))
    lowest, by_age = evaluate_account(old, LADDER, TODAY), evaluate_account(old, replace(LADDER, entry="by_age"), TODAY)
    assert isinstance(lowest, NoticeDue)
    assert isinstance(by_age, NoticeDue)
    assert (lowest.level, by_age.level) == (1, 2)


@pytest.mark.parametrize(("days_ago", "due"), [(6, False), (7, True)])
def test_the_minimum_interval_holds_whatever_the_age(days_ago: int, due: bool) -> None:
    decision = evaluate_account(standing(overdue(100), notices=(given(1, days_ago),)), LADDER, TODAY)
    assert isinstance(decision, NoticeDue) is due


def test_pitfall_12_paying_the_oldest_item_anchors_to_the_next_without_raising_or_repeating_a_level() -> None:
    """Level 2 was given for an item that is paid now; the next oldest is 8 days overdue: level 3 waits for day 30."""
    decision = evaluate_account(standing(overdue(8), notices=(given(1, 20), given(2, 9))), LADDER, TODAY)
    assert decision == Wait("level_3_not_due", TODAY + timedelta(days=22))


@pytest.mark.parametrize("state", ["planned", "claimed", "attempted", "in_doubt"])
def test_an_unsettled_notice_blocks_the_next_one(state: str) -> None:
    unsettled = PastNotice(1, "email", state)
    decision = evaluate_account(standing(overdue(20), notices=(unsettled,)), LADDER, TODAY)
    assert decision == Wait("notice_unsettled", TODAY + timedelta(days=1))


def test_a_level_counts_when_one_of_its_channels_got_through() -> None:
    both = (given(1, 10, channel="sms"), given(1, 9))
    decision = evaluate_account(standing(overdue(20), notices=both), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.level == 2


def test_the_former_systems_level_is_taken_over() -> None:
    item = overdue(20, prior_level=1, prior_level_on=TODAY - timedelta(days=10))
    decision = evaluate_account(standing(item), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.level == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stop": "bankruptcy"}, OnHold("stop: bankruptcy")),
        ({"parked": "law 2 broken"}, OnHold("parked: law 2 broken")),
        ({"hold": "promise", "hold_until": TODAY}, OnHold("promise", TODAY)),
    ],
)
def test_pitfall_16_restraints_come_before_everything(changes: dict[str, object], expected: OnHold) -> None:
    assert evaluate_account(standing(overdue(50), **changes), LADDER, TODAY) == expected


def test_a_partial_dispute_leaves_the_rest_in_the_ladder() -> None:
    decision = evaluate_account(standing(overdue(10, 100_000, withheld=20_000)), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert (decision.overdue, decision.asked) == (80_000, 80_000)


def test_what_is_wholly_withheld_or_placed_is_not_dunned_and_keeps_its_episode() -> None:
    assert evaluate_account(standing(overdue(10, withheld=10_000)), LADDER, TODAY) == Wait("all_withheld")
    assert evaluate_account(standing(overdue(90, placed=True)), LADDER, TODAY) == Wait("all_withheld")


@pytest.mark.parametrize(("on_account", "asked"), [(6_000, 4_000), (9_999, 1)])
def test_pitfall_06_on_account_cash_is_netted(on_account: int, asked: int) -> None:
    decision = evaluate_account(standing(overdue(10), on_account=on_account), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.asked == asked


def test_pitfall_06_a_debt_covered_by_cash_or_credit_memo_is_not_dunned() -> None:
    assert evaluate_account(standing(overdue(10), on_account=10_000), LADDER, TODAY) == Wait("covered_by_credit")
    memo = overdue(3, -10_000, number=2)
    assert evaluate_account(standing(overdue(10), memo), LADDER, TODAY) == Wait("covered_by_credit")


def test_pitfall_07_the_minimum_amount_is_judged_by_what_is_left_to_ask() -> None:
    ladder = replace(LADDER, levels=(level(1, 5, minimum_amount={"EUR": 5_000}), *LADDER.levels[1:]))
    assert evaluate_account(standing(overdue(10, 4_999)), ladder, TODAY) == Wait("below_minimum")
    assert isinstance(evaluate_account(standing(overdue(10, 5_000)), ladder, TODAY), NoticeDue)
    assert evaluate_account(standing(overdue(10), on_account=5_001), ladder, TODAY) == Wait("below_minimum")


def test_a_notice_lists_every_overdue_item_and_no_other() -> None:
    items = (overdue(10, number=1), overdue(1, number=2), overdue(-3, number=3), overdue(40, -500, number=4))
    decision = evaluate_account(standing(*items), LADDER, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.listed == ((1, 10_000), (2, 10_000))
    assert (decision.overdue, decision.asked) == (20_000, 19_500)


def test_each_channel_reaches_the_first_role_that_can_be_reached_over_it() -> None:
    ladder = replace(LADDER, levels=(level(1, 5, channels=("email", "sms")), *LADDER.levels[1:]))
    mute = Reach(1, "ap_clerk", ("sms",))
    decision = evaluate_account(standing(overdue(10), reach=(mute, MANAGER)), ladder, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.contacts == (("email", 2), ("sms", 1))


def test_pitfall_15_without_any_contact_there_is_no_notice_but_a_reason() -> None:
    assert evaluate_account(standing(overdue(10), reach=()), LADDER, TODAY) == NoContact(1)


def test_a_channel_nobody_can_be_reached_over_is_named() -> None:
    ladder = replace(LADDER, levels=(level(1, 5, channels=("email", "sms")), *LADDER.levels[1:]))
    decision = evaluate_account(standing(overdue(10), reach=(MANAGER,)), ladder, TODAY)
    assert isinstance(decision, NoticeDue)
    assert decision.unreachable == ("sms",)


def test_the_ladder_ends_in_referral_on_its_day() -> None:
    all_given = (given(1, 40), given(2, 30), given(3, 16))
    assert evaluate_account(standing(overdue(59), notices=all_given), LADDER, TODAY) == Wait(
        "referral_not_due", TODAY + timedelta(days=1)
    )
    assert evaluate_account(standing(overdue(60), notices=all_given), LADDER, TODAY) == ReadyForPlacement()
    no_referral = replace(LADDER, referral=None)
    assert evaluate_account(standing(overdue(90), notices=all_given), no_referral, TODAY) == LadderExhausted()


def test_an_episode_ends_when_nothing_is_overdue() -> None:
    assert evaluate_account(standing(), LADDER, TODAY) == EpisodeOver()
    upcoming = evaluate_account(standing(overdue(-10)), LADDER, TODAY)
    assert upcoming == EpisodeOver(until=TODAY + timedelta(days=15))


def test_a_level_before_the_due_date_reminds_in_time() -> None:
    early = Ladder("early", (level(1, -3), level(2, 10)), business_days=ANY_DAY)
    assert evaluate_account(standing(overdue(-4), episode=0), early, TODAY) == Wait(
        "nothing_overdue", TODAY + timedelta(days=1)
    )
    assert isinstance(evaluate_account(standing(overdue(-3), episode=0), early, TODAY), NoticeDue)
