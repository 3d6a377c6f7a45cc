"""Commission by age, amount and date: vectors, and the laws that every figure keeps."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.escalation.rules.commission import (
    PlacedDebt,
    choose_rate,
    commission_of,
    commission_on_direct_payment,
    commission_on_remittance,
    fee_word,
)
from workers.policy.agencies import Agency
from workers.policy.commission import Rate, Tariff

DAY = date(2026, 6, 1)
OLD = Tariff(date(2025, 1, 1), (Rate(Decimal(30)),))
NEW = Tariff(
    date(2026, 1, 1),
    (
        Rate(Decimal("8"), amount_from={"EUR": 10_000_00}),
        Rate(Decimal("12.5"), age_days_up_to=90),
        Rate(Decimal("25")),
    ),
)
AGENCY = Agency("North", ("EUR",), "north", commission_percent=Decimal(40), commission=(NEW, OLD))


@pytest.mark.parametrize(
    ("placed_on", "percent"),
    [(date(2024, 12, 31), 40), (date(2025, 1, 1), 30), (date(2025, 12, 31), 30), (date(2026, 1, 1), 25)],
    ids=["before_any_tariff", "first_day", "last_day_of_the_old", "first_day_of_the_new"],
)
def test_the_tariff_of_the_day_of_placement_counts(placed_on: date, percent: int) -> None:
    debt = PlacedDebt(placed_on, placed_on - timedelta(days=200), 100_00, "EUR")
    assert choose_rate(AGENCY.rates_on(placed_on), debt) == percent


@pytest.mark.parametrize(
    ("age", "amount", "currency", "percent"),
    [
        (90, 100_00, "EUR", "12.5"),
        (91, 100_00, "EUR", "25"),
        (300, 10_000_00, "EUR", "8"),
        (300, 9_999_99, "EUR", "25"),
        (300, 10_000_00, "USD", "25"),
        (-5, 100_00, "EUR", "12.5"),
    ],
    ids=["young", "old", "large", "just_below", "large_elsewhere", "not_due"],
)
def test_rates_go_by_age_and_amount(age: int, amount: int, currency: str, percent: str) -> None:
    debt = PlacedDebt(DAY, DAY - timedelta(days=age), amount, currency)
    assert choose_rate(NEW.rates, debt) == Decimal(percent)


@pytest.mark.parametrize(
    ("gross", "percent", "commission"),
    [(10000, "30", 3000), (1, "50", 1), (1, "49.99", 0), (9999, "12.5", 1250), (0, "50", 0), (10000, "100", 10000)],
    ids=["thirty", "half_rounds_up", "below_half", "cents", "nothing", "all"],
)  # fmt: skip
def test_commission_vectors(gross: int, percent: str, commission: int) -> None:
    assert commission_of(gross, Decimal(percent)) == commission


@pytest.mark.parametrize(
    ("received", "demanded", "to_us", "to_agency"),
    [(-1, 0, 0, 0), (0, 0, 10_00, 10_00), (5, 0, 10_00, 10_00), (5, None, 0, 10_00)],
    ids=["before_demand", "on_its_day", "after", "no_demand_known"],
)
def test_what_came_before_the_demand_earns_nothing(
    received: int, demanded: int | None, to_us: int, to_agency: int
) -> None:
    received_on = DAY + timedelta(days=received)
    demanded_on = None if demanded is None else DAY + timedelta(days=demanded)
    assert commission_on_direct_payment(100_00, Decimal(10), received_on, demanded_on) == to_us
    assert commission_on_remittance(100_00, Decimal(10), received_on, demanded_on) == to_agency
    assert (fee_word(received_on, demanded_on) == "FEE") == (to_us > 0)


@settings(max_examples=60)
@given(st.integers(-(10**12), 10**12), st.decimals(0, 100, places=2))
def test_gross_is_net_and_commission_and_a_reversal_undoes_it(gross: int, percent: Decimal) -> None:
    commission = commission_of(gross, percent)
    net = gross - commission
    assert net + commission == gross
    assert 0 <= abs(commission) <= abs(gross)
    assert net * gross >= 0
    assert commission_of(-gross, percent) == -commission
    assert abs(Decimal(commission) - gross * percent / 100) <= Decimal("0.5")
