"""Debt that becomes overdue after the last level, and ladders that are edited while customers climb them."""

from __future__ import annotations

import pytest
from msgspec import structs

from tests.unit.dunning.climbing import (
    chosen,
    day,
    decide,
    given,
    ladder,
    level,
    overdue,
)
from workers.dunning.decisions import LadderExhausted, NoContact, NoticeDue, ReadyForPlacement, Wait
from workers.policy.ladder import Referral
from workers.receivables.standing import PastNotice, Reach

FINAL = ladder(level(1, 5), level(2, 20, final=True), referral=Referral(60, 14))


def test_debt_that_no_final_notice_listed_gets_one_on_its_own_day() -> None:
    past = (given(1, 40), given(2, 25, listed=(1,)))
    old, new = overdue(70), overdue(19, number=2)
    assert decide(FINAL, old, new, notices=past) == ReadyForPlacement(until=day(1))
    decision = decide(FINAL, old, structs.replace(new, due_date=day(-20)), notices=past)
    assert chosen(decision) == (2, 2)
    assert isinstance(decision, NoticeDue)
    assert [item for item, _ in decision.listed] == [1, 2]


def test_a_further_final_notice_keeps_the_interval_and_the_items_it_listed_are_done() -> None:
    past = (given(1, 40), given(2, 6, listed=(1,)))
    assert decide(FINAL, overdue(50), overdue(30, number=2), notices=past) == Wait("referral_not_due", day(1))
    both = (given(1, 40), given(2, 20, listed=(1,)), given(2, 8, occurrence=2, listed=(1, 2)))
    assert decide(FINAL, overdue(70), overdue(30, number=2), notices=both) == ReadyForPlacement()


def test_reminding_one_invoice_does_not_hide_the_others() -> None:
    """Also where the ladder has no final notice: its last one is given again for what it never listed."""
    short = ladder(level(1, 5))
    listed = given(1, 9, listed=(1,))
    assert decide(short, overdue(14), notices=(listed,)) == LadderExhausted()
    assert decide(short, overdue(14), overdue(4, number=2), notices=(listed,)) == LadderExhausted(until=day(1))
    assert chosen(decide(short, overdue(14), overdue(5, number=2), notices=(listed,))) == (1, 2)


def test_who_cannot_be_reached_is_looked_at_when_another_level_may_be_due() -> None:
    climbs = ladder(level(1, 5), level(2, 9, recipients=("manager",)), entry="by_age")
    assert decide(climbs, overdue(6), reach=(Reach(2, "finance_head", ("email",)),)) == NoContact(1, until=day(3))


# Editing in flight


def reached(name: str, number: int, nominal: int, days_ago: int = 20) -> PastNotice:
    return given(number, days_ago, level_name=name, level_day=nominal)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([("first", 5), ("second", 15), ("third", 30)], 3, id="unchanged"),
        pytest.param([("first", 5), ("new", 8), ("second", 15), ("third", 30)], 4, id="inserted below"),
        pytest.param([("first", 5), ("second", 15), ("new", 20), ("third", 30)], 3, id="inserted above"),
        pytest.param([("first", 5), ("third", 30)], 2, id="its level removed"),
        pytest.param([("second", 15), ("third", 30)], 2, id="one below removed"),
        pytest.param([("first", 5), ("firm", 15), ("third", 30)], 3, id="renamed"),
        pytest.param([("third", 30), ("fourth", 40)], 1, id="nothing left below"),
        pytest.param([("second", 5), ("first", 15), ("third", 30)], 2, id="reordered"),
        pytest.param([("a", 3), ("b", 16), ("c", 20)], 2, id="all renamed and moved"),
    ],
)
def test_editing_in_flight_neither_resets_nor_repeats_levels(levels: list[tuple[str, int]], expected: int) -> None:
    """The customer has reached 'second', which was level 2 and came on day 15; the debt is 50 days old."""
    edited = ladder(*(level(n, days, name=name) for n, (name, days) in enumerate(levels, start=1)))
    decision = decide(edited, overdue(50), notices=(reached("second", 2, 15),))
    assert chosen(decision) == (expected, 1)


def test_an_edited_ladder_keeps_the_interval_since_the_last_notice() -> None:
    edited = ladder(level(1, 30, name="third"))
    assert decide(edited, overdue(50), notices=(reached("second", 2, 15, days_ago=3),)) == Wait(
        "level_1_not_due", day(4)
    )


def test_a_notice_whose_level_has_no_name_counts_by_its_number() -> None:
    unnamed = structs.replace(given(2, 20), level_name="", level_day=None)
    three = ladder(level(1, 5), level(2, 15), level(3, 30))
    assert chosen(decide(three, overdue(50), notices=(unnamed,))) == (3, 1)
