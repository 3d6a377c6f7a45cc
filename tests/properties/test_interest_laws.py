"""Laws of interest over any debt: never negative, additive, lowered by payments, and never on itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.claims import left_after
from workers.receivables.allocation import ORDERS, Claim, Order, allocate
from workers.receivables.interest import Days, Debt, InterestTerms, Move, RateStep, accrue, total

START = date(2023, 1, 1)
days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
percents = st.decimals(0, 20, places=2)
amounts = st.integers(0, 10**9)


@st.composite
def terms(draw: st.DrawFn) -> InterestTerms:
    later = sorted(draw(st.sets(days, max_size=4)))
    steps = (RateStep(date(2000, 1, 1), draw(percents)), *(RateStep(day, draw(percents)) for day in later))
    return InterestTerms(
        steps,
        START + timedelta(days=draw(st.integers(0, 1500))),
        margin=Decimal(draw(st.integers(0, 10))),
        fixed_at_default=draw(st.booleans()),
        leap_year_days=draw(st.sampled_from([365, 366])),
        counts_payment_day=draw(st.booleans()),
    )


@st.composite
def debts(draw: st.DrawFn) -> Debt:
    moves = draw(st.lists(st.builds(Move, days, st.integers(-(10**9), 10**9)), max_size=4))
    frozen = draw(st.lists(st.builds(lambda a, b: Days(min(a, b), max(a, b)), days, days), max_size=3))
    return Debt(draw(days), draw(amounts), tuple(moves), tuple(frozen))


@given(debts(), terms(), days)
def test_interest_is_never_negative(debt: Debt, law: InterestTerms, until: date) -> None:
    segments = accrue(debt, law, until)
    assert all(s.interest >= 0 and s.days > 0 and s.principal > 0 for s in segments)


@given(debts(), terms(), st.lists(days, min_size=2, max_size=5))
def test_the_parts_of_a_period_make_the_whole(debt: Debt, law: InterestTerms, cuts: list[date]) -> None:
    *cuts, until = sorted(cuts)
    edges = [None, *cuts]
    parts = [
        total(accrue(debt, law, after, since))
        for since, after in zip(
            [None if e is None else e + timedelta(days=law.counts_payment_day) for e in edges],
            [*cuts, until],
            strict=True,
        )
    ]
    assert sum(parts) == total(accrue(debt, law, until))


@given(debts(), terms(), days, days, amounts)
def test_a_payment_never_raises_interest(
    debt: Debt, law: InterestTerms, until: date, paid_on: date, amount: int
) -> None:
    paid = replace(debt, moves=(*debt.moves, Move(paid_on, -amount)))
    assert total(accrue(paid, law, until)) <= total(accrue(debt, law, until))


@given(amounts, percents, st.integers(1, 400))
def test_there_is_no_interest_on_interest(principal: int, percent: Decimal, length: int) -> None:
    law = InterestTerms((RateStep(START, percent),), date(2030, 1, 1))
    once, twice = (
        total(accrue(Debt(START, principal), law, START + timedelta(days=length * times))) for times in (1, 2)
    )
    assert abs(twice - 2 * once) <= 1


@given(st.integers(0, 10**9), amounts, amounts, amounts, st.sampled_from(sorted(ORDERS)))
def test_a_payment_is_shared_to_the_cent(payment: int, cost: int, interest: int, principal: int, order: Order) -> None:
    claim = Claim(cost, interest, principal)
    paid = allocate(payment, claim, order)
    left = left_after(claim, paid)
    assert paid.cost + paid.interest + paid.principal + paid.remainder == payment
    assert min(left.cost, left.interest, left.principal, paid.remainder) >= 0
    assert paid.remainder == 0 or left.total == 0
