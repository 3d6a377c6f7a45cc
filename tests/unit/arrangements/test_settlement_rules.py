"""The rules of settlements: what is delegated, what the robot answers, and what later money is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.arranged_book import SETTLING
from workers.arrangements.rules.pricing import present_value
from workers.arrangements.rules.settling import (
    Accepted,
    Countered,
    Offer,
    Referred,
    Settleable,
    answer,
    consent_to,
    least_delegated,
    least_sum,
    opening,
)
from workers.policy.arrangements import ArrangementPolicy, Delegation, SettlementTerms
from workers.receivables.arrangement import Instalment

TODAY = date(2026, 3, 3)
DIALOGUES = 10_000


def test_what_is_delegated_depends_on_age_and_balance() -> None:
    debts = ((-61, 1_000_00), (-60, 1_000_00), (-1, 5_000_00), (0, 1_000_00), (89, 1_000_00), (90, 2_000_00))
    found = [SETTLING.delegated_percent(balance, "EUR", age) for age, balance in debts]
    assert found == [0, 2, 2, 10, 10, 30]
    early = replace(SETTLING, delegated=SETTLING.delegated[:1])
    assert [early.delegated_percent(1, "EUR", age) for age in (-1, 0)] == [2, 0], "early payment is not late payment"
    assert SETTLING.delegated_percent(2_000_01, "EUR", 90) == 10, "too large for the row of its age"
    assert SETTLING.delegated_percent(5_000_01, "EUR", 90) == 0
    assert SETTLING.delegated_percent(1, "USD", 90) == 0, "no limit by an oversight"


def test_rounding_is_against_letting_off() -> None:
    assert [least_sum(balance, 10) for balance in (100, 101, 109, 110)] == [90, 91, 99, 99]


@pytest.mark.parametrize(
    ("agreed", "consent"),
    [(900_00, "one_person"), (899_99, "second_person"), (500_00, "second_person"), (499_99, "never")],
)
def test_whose_word_a_sum_takes(agreed: int, consent: str) -> None:
    assert consent_to(Settleable("EUR", 1_000_00, 10), agreed, SETTLING) == consent


def test_without_approvers_nothing_goes_beyond_what_is_delegated() -> None:
    alone = replace(SETTLING, approvers=())
    assert consent_to(Settleable("EUR", 1_000_00, 10), 899_99, alone) == "never"


def test_the_robot_opens_with_a_share_and_goes_down_in_even_steps() -> None:
    debt = Settleable("EUR", 1_000_00, 100)
    first = opening(debt, SETTLING)
    assert first == Offer(debt, 850_00)
    second = answer(first, 1, SETTLING)
    assert second == Countered(Offer(debt, 775_00, 2))
    third = answer(second.offer, 1, SETTLING)
    assert third == Countered(Offer(debt, 700_00, 3))
    assert answer(third.offer, 699_99, SETTLING) == Referred()
    assert answer(third.offer, 700_00, SETTLING) == Accepted(700_00)
    assert opening(Settleable("USD", 1_000_00, 100), SETTLING) is None


def test_whoever_offers_more_than_is_asked_is_taken_at_the_word_but_for_no_more_than_all() -> None:
    first = Offer(Settleable("EUR", 1_000_00, 100), 850_00)
    assert answer(first, 900_00, SETTLING) == Accepted(900_00)
    assert answer(first, 9_000_00, SETTLING) == Accepted(1_000_00)


def test_the_robot_takes_no_offer_back_that_a_person_made_below_its_own_limits() -> None:
    made = Offer(Settleable("EUR", 1_000_00, 100), 500_00)
    assert [answer(made, counter, SETTLING) for counter in (400_00, 600_00)] == [Referred(), Referred()]
    assert answer(made, 700_00, SETTLING) == Accepted(700_00)


def a_policy(chance: Random) -> SettlementTerms:
    rows = tuple(
        Delegation(age, chance.randint(1, 90), {"EUR": chance.randint(0, 10**6)})
        for age in chance.sample(range(-90, 400), chance.randint(1, 4))
    )
    return SettlementTerms(date(2026, 1, 1), rows, opening_share=chance.randint(0, 100), rounds=chance.randint(1, 10))


def test_ten_thousand_dialogues_never_leave_the_limits() -> None:
    chance = Random(20261122)
    ends = {"accepted": 0, "referred": 0, "none": 0}
    for _ in range(DIALOGUES):
        terms = a_policy(chance)
        debt = Settleable("EUR", chance.randint(1, 10**6), chance.randint(-100, 450))
        floor = least_delegated(debt, terms)
        offer = opening(debt, terms)
        if offer is None:
            ends["none"] += 1
            continue
        for _ in range(20):
            assert floor <= offer.agreed <= debt.balance
            said = answer(offer, chance.choice((chance.randint(-5, debt.balance + 5), floor, floor - 1)), terms)
            if isinstance(said, Countered):
                assert said.offer.agreed < offer.agreed or said.offer.number <= terms.rounds
                offer = said.offer
                continue
            ends["accepted" if isinstance(said, Accepted) else "referred"] += 1
            assert not isinstance(said, Accepted) or floor <= said.agreed <= debt.balance
            break
        else:
            raise AssertionError("a dialogue ends")
    assert min(ends.values()) > 500, ends


def test_the_terms_of_a_day_are_the_last_that_have_begun() -> None:
    later = replace(SETTLING, valid_from=date(2026, 7, 1))
    policy = ArrangementPolicy(settlements=(later, SETTLING))
    days = (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))
    assert [policy.settlement_terms(day) for day in days] == [None, SETTLING, later]


@given(st.integers(1, 10**9), st.integers(0, 1000), st.integers(1, 500), st.integers(1, 30))
def test_later_money_is_worth_less_and_never_more_than_itself(amount: int, days: int, more: int, rate: int) -> None:
    def worth(after: int) -> int:
        return present_value([Instalment(1, TODAY + timedelta(days=after), amount)], TODAY, Decimal(rate))

    assert 0 <= worth(days + more) <= worth(days) <= worth(0) == amount
    assert worth(-days) == amount, "what is due already is worth all of it"
