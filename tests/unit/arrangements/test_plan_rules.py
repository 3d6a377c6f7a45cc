"""The rules of payment plans: what is within the limits, whose word it takes, and what payments make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.arrangements.rules.instalments import due_days, schedule, split
from workers.arrangements.rules.judging import CameIn, judge
from workers.arrangements.rules.limits import Debt, Wanted, consent_to, counts_allowed, objections, plan_of
from workers.policy.approval_limits import ApprovalLimits, Approver
from workers.policy.arrangements import ArrangementPolicy, PlanTerms

TODAY = date(2026, 3, 3)
TERMS = PlanTerms(
    valid_from=date(2026, 1, 1),
    minimum_instalment={"EUR": 50_00, "JPY": 5_000},
    limits=ApprovalLimits({"EUR": 2_500_00}, (Approver(("lead",), {"EUR": 10_000_00}),)),
    unasked_up_to={"EUR": 500_00},
)
amounts = st.integers(1, 10**12)
counts = st.integers(2, 60)
percents = st.integers(0, 90)


@given(amounts, counts, percents)
def test_instalments_add_up_to_the_balance_and_the_rest_differs_by_one_minor_unit(
    balance: int, count: int, percent: int
) -> None:
    parts = split(balance, count, percent)
    assert (sum(parts), len(parts)) == (balance, count)
    even = parts[1:] if percent else parts
    assert max(even) - min(even) <= 1
    assert list(even) == sorted(even, reverse=True), "what is left over goes to the earliest"
    assert not percent or (parts[0] - 1) * 100 < balance * percent <= parts[0] * 100


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), counts, st.sampled_from(["week", "two_weeks", "month"]))
def test_days_rise_and_a_month_never_overshoots_into_the_next(first: date, count: int, every: str) -> None:
    days = due_days(first, count, every)  # type: ignore[arg-type]
    assert (days[0], len(days), list(days)) == (first, count, sorted(set(days)))
    if every == "month":
        months = [day.year * 12 + day.month for day in days]
        assert months == list(range(months[0], months[0] + count))
        assert all(day.day <= first.day for day in days)


@pytest.mark.parametrize(
    ("debt", "wanted", "says"),
    [
        (Debt("EUR", 0), Wanted(3, TODAY), "nothing of it is open and overdue"),
        (Debt("EUR", 60_000), Wanted(1, TODAY), "a plan has 2 to 6 instalments, not 1"),
        (Debt("EUR", 60_000), Wanted(7, TODAY), "a plan has 2 to 6 instalments, not 7"),
        (Debt("EUR", 60_000), Wanted(3, TODAY - timedelta(days=1)), "between 2026-03-03 and 2026-03-10"),
        (Debt("EUR", 60_000), Wanted(3, TODAY + timedelta(days=8)), "between 2026-03-03 and 2026-03-10"),
        (Debt("EUR", 14_999), Wanted(3, TODAY), "at least 50.00 EUR, not 49.99 EUR"),
        (Debt("USD", 60_000), Wanted(3, TODAY), "there are no plans in USD"),
        (Debt("EUR", 1_000_001), Wanted(3, TODAY), "nobody may agree to a plan over 10000.01 EUR"),
        (Debt("EUR", 60_000, ("it is stopped",)), Wanted(3, TODAY), "it is stopped"),
    ],
    ids=["nothing", "too few", "too many", "too soon", "too late", "too small", "currency", "too large", "barred"],
)
def test_what_is_outside_the_limits_is_told(debt: Debt, wanted: Wanted, says: str) -> None:
    assert any(says in one for one in objections(debt, wanted, TERMS, TODAY))


def test_everything_that_speaks_against_a_plan_is_told_at_once() -> None:
    debt = Debt("EUR", 14_999, ("one", "two"))
    assert len(objections(debt, Wanted(3, date(2026, 5, 1)), TERMS, TODAY)) == 4
    assert objections(Debt("EUR", 15_000), Wanted(3, TODAY), TERMS, TODAY) == []


def test_a_plan_that_lasts_too_long_is_refused() -> None:
    terms = replace(TERMS, days_most=61)
    assert objections(Debt("EUR", 60_000), Wanted(3, TODAY), terms, TODAY) == []
    found = objections(Debt("EUR", 60_000), Wanted(3, TODAY + timedelta(days=1)), terms, TODAY)
    assert found == ["the last instalment would be due on 2026-05-04, after 2026-05-03"]


def test_whose_word_a_plan_takes_depends_on_its_balance() -> None:
    balances = (500_00, 500_01, 2_500_00, 2_500_01, 10_000_00, 10_000_01)
    assert [consent_to(Debt("EUR", balance), TERMS) for balance in balances] == [
        "nobody", "one_person", "one_person", "second_person", "second_person", "never",
    ]  # fmt: skip
    assert consent_to(Debt("JPY", 1), TERMS) == "never", "no limit by an oversight"


def test_a_first_share_is_asked_at_once_and_the_rest_evenly() -> None:
    terms = replace(TERMS, first_percent=50)
    assert [part.amount for part in plan_of(Debt("EUR", 60_001), Wanted(3, TODAY), terms)] == [30_001, 15_000, 15_000]


def test_a_customer_chooses_from_what_the_limits_allow() -> None:
    assert counts_allowed(Debt("EUR", 20_000), TERMS, TODAY, TODAY) == (2, 3, 4)
    assert counts_allowed(Debt("EUR", 9_999), TERMS, TODAY, TODAY) == ()


def test_the_terms_of_a_day_are_the_last_that_have_begun() -> None:
    later = replace(TERMS, valid_from=date(2026, 7, 1), instalments_most=12)
    policy = ArrangementPolicy((later, TERMS))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [policy.plan_terms(day) for day in days] == [None, TERMS, TERMS, later]


PLAN = schedule((50, 30, 20), (date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)))


@pytest.mark.parametrize(
    ("came", "day", "state", "met", "silent_until"),
    [
        (CameIn(0), "2026-03-13", "accepted", 0, "2026-03-13"),
        (CameIn(49), "2026-03-14", "broken", 0, None),
        (CameIn(50), "2026-03-14", "active", 1, "2026-04-13"),
        (CameIn(79), "2026-04-14", "broken", 1, None),
        (CameIn(80), "2026-04-14", "active", 2, "2026-05-13"),
        (CameIn(100), "2026-03-03", "kept", 3, None),
        (CameIn(100), "2027-03-03", "kept", 3, None),
        (CameIn(0, loose=50), "2026-03-14", "accepted", 0, None),
        (CameIn(0, loose=49), "2026-03-14", "broken", 0, None),
        (CameIn(0, in_flight=True), "2026-03-14", "accepted", 0, None),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_payments_fill_the_oldest_instalment_first(
    came: CameIn, day: str, state: str, met: int, silent_until: str | None
) -> None:
    judged = judge(PLAN, came, 3, date.fromisoformat(day))
    silent = judged.silent_until.isoformat() if judged.silent_until else None
    assert (judged.state, judged.met, silent) == (state, met, silent_until)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 90))
def test_whoever_pays_more_is_never_judged_worse(paid: int, more: int, days: int) -> None:
    order = ("broken", "accepted", "active", "kept")
    day = TODAY + timedelta(days=days)
    less, better = (judge(PLAN, CameIn(sum_), 3, day) for sum_ in (paid, paid + more))
    assert order.index(better.state) >= order.index(less.state)
    assert better.met >= less.met
