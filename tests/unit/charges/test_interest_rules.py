"""The rules of interest one by one: edges of days, leap years, frozen days, unknown rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from workers.policy.rates import RatesPolicy, Regime
from workers.receivables.interest import Days, Debt, InterestTerms, Move, RateStep, accrue, total

TEN = InterestTerms((RateStep(date(2020, 1, 1), Decimal(10)),), date(2030, 12, 31))
DEBT = Debt(date(2026, 3, 2), 365_000)


def test_the_first_late_day_counts_and_the_day_of_payment_does_not() -> None:
    assert total(accrue(DEBT, TEN, date(2026, 3, 2))) == 0
    assert total(accrue(DEBT, TEN, date(2026, 3, 3))) == 100


def test_a_rule_may_count_the_day_of_payment() -> None:
    counting = replace(TEN, counts_payment_day=True)
    assert total(accrue(DEBT, counting, date(2026, 3, 2))) == 100
    part = replace(DEBT, moves=(Move(date(2026, 3, 3), -365_000),))
    assert total(accrue(part, counting, date(2026, 3, 20))) == 200


def test_a_leap_year_has_365_or_366_days_by_rule() -> None:
    debt = Debt(date(2023, 12, 31), 36_600_000)
    by_366 = accrue(debt, replace(TEN, leap_year_days=366), date(2024, 1, 2))
    assert [(s.first, s.interest) for s in by_366] == [(date(2023, 12, 31), 10_027), (date(2024, 1, 1), 10_000)]
    assert total(accrue(debt, TEN, date(2024, 1, 2))) == 20_055


def test_a_payment_taken_back_bears_interest_again() -> None:
    moves = (Move(date(2026, 3, 12), -365_000), Move(date(2026, 3, 22), 365_000))
    segments = accrue(replace(DEBT, moves=moves), TEN, date(2026, 3, 23))
    assert [(s.first, s.days) for s in segments] == [(date(2026, 3, 2), 10), (date(2026, 3, 22), 1)]


def test_pitfall_17_overlapping_pauses_freeze_each_day_once() -> None:
    outer, inner = Days(date(2026, 3, 12), date(2026, 3, 21)), Days(date(2026, 3, 14), date(2026, 3, 16))
    touching = Days(date(2026, 3, 21), date(2026, 3, 23))
    frozen = replace(DEBT, frozen=(outer, inner, touching))
    assert total(accrue(DEBT, TEN, date(2026, 4, 1))) - total(accrue(frozen, TEN, date(2026, 4, 1))) == 12 * 100


def test_days_whose_rate_nobody_knows_bear_nothing() -> None:
    assert total(accrue(DEBT, replace(TEN, known_through=date(2026, 3, 4)), date(2026, 4, 1))) == 300
    assert accrue(Debt(date(2019, 1, 1), 100), TEN, date(2019, 6, 1)) == ()


def test_an_agreed_rate_without_a_reference_is_known_for_ever() -> None:
    """The day after the last one of the calendar does not exist: such an agreement ended the whole run."""
    rule = Regime(law="our terms", margin_percent=Decimal(10), source="file", effective_from=date(2026, 1, 1))
    assert total(accrue(DEBT, RatesPolicy().terms_of(rule), date(2026, 4, 1))) == 30 * 100


def test_a_rate_fixed_at_default_stays_known() -> None:
    fixed = replace(TEN, known_through=date(2026, 3, 4), fixed_at_default=True)
    assert total(accrue(DEBT, fixed, date(2026, 4, 1))) == 30 * 100


def test_pitfall_18_interest_uses_one_stated_day_count() -> None:
    a_year = accrue(Debt(date(2025, 1, 1), 1_000_000), TEN, date(2026, 1, 1))
    assert total(a_year) == 100_000, "actual/365, never 30/360 or /360"
