"""The vectors of the domain notes, to the cent: statutory interest by regime, compensation, and allocation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.claims import left_after
from workers.policy.late_payment import Governing, LatePayment
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.policy.rates import Assignment, Regime
from workers.receivables.allocation import Claim, allocate
from workers.receivables.interest import Debt, InterestTerms, Move, accrue, compensation, total

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def shipped() -> PolicySet:
    return check_policy(CONFIG).usable()


def law(shipped: PolicySet, pack: str) -> LatePayment:
    rule = shipped.rule_packs[pack].parameters.late_payment
    assert rule is not None
    return rule


def terms(shipped: PolicySet, pack: str) -> InterestTerms:
    return shipped.rates.terms_of(law(shipped, pack))


def test_uk_rate_is_that_of_the_half_year_in_which_the_debt_became_late(shipped: PolicySet) -> None:
    debt = Debt(date(2023, 6, 1), 1_000_000)
    segments = accrue(debt, terms(shipped, "uk_lpcda"), date(2023, 9, 1))
    assert [(s.days, str(s.percent), s.interest) for s in segments] == [(92, "11.50", 28_986)]


def test_uk_rate_that_wrongly_floated_would_give_more(shipped: PolicySet) -> None:
    floating = replace(law(shipped, "uk_lpcda"), rate_moves="each_half_year")
    segments = accrue(Debt(date(2023, 6, 1), 1_000_000), shipped.rates.terms_of(floating), date(2023, 9, 1))
    assert [(s.days, str(s.percent)) for s in segments] == [(30, "11.50"), (62, "13.00")]
    assert total(segments) == 31_534


def test_uk_compensation_of_ten_thousand_is_one_hundred(shipped: PolicySet) -> None:
    tiers = law(shipped, "uk_lpcda").tiers("GBP")
    sums = [compensation(tiers, debt) for debt in (99_999, 100_000, 999_999, 1_000_000)]
    assert sums == [4_000, 7_000, 7_000, 10_000]
    assert law(shipped, "uk_lpcda").tiers("EUR") == ()


def test_german_business_debt_pays_costs_then_interest_then_principal(shipped: PolicySet) -> None:
    german = terms(shipped, "de_bgb")
    paid_on, settled_on = date(2024, 7, 20), date(2024, 8, 30)
    first = accrue(Debt(date(2024, 5, 31), 1_000_000), german, paid_on)
    assert [(s.days, str(s.percent), s.interest) for s in first] == [(31, "12.62", 10_718), (19, "12.37", 6_440)]
    claim = Claim(cost=4_000, interest=total(first), principal=1_000_000)
    paid = allocate(400_000, claim, "cost_interest_principal")
    assert (paid.cost, paid.interest, paid.principal, paid.remainder) == (4_000, 17_158, 378_842, 0)
    left = left_after(claim, paid)
    assert left == Claim(0, 0, 621_158)

    second = accrue(Debt(paid_on, left.principal), german, settled_on)
    assert [(s.days, s.interest) for s in second] == [(41, 8_631)]
    assert left.total + total(second) == 629_789


def test_the_same_german_debt_in_one_go_splits_at_the_payment(shipped: PolicySet) -> None:
    debt = Debt(date(2024, 5, 31), 1_000_000, (Move(date(2024, 7, 20), -378_842),))
    segments = accrue(debt, terms(shipped, "de_bgb"), date(2024, 8, 30))
    assert [(s.first, s.days, s.principal) for s in segments] == [
        (date(2024, 5, 31), 31, 1_000_000),
        (date(2024, 7, 1), 19, 1_000_000),
        (date(2024, 7, 20), 41, 621_158),
    ]
    assert total(segments) == 17_158 + 8_631


def test_consumer_credit_pays_principal_before_interest() -> None:
    paid = allocate(400_000, Claim(4_000, 17_158, 1_000_000), "cost_principal_interest")
    assert (paid.cost, paid.interest, paid.principal) == (4_000, 0, 396_000)
    assert left_after(Claim(4_000, 17_158, 1_000_000), paid) == Claim(0, 17_158, 604_000)


def test_principal_first_leaves_costs_and_interest_standing_and_never_guesses_a_remainder() -> None:
    assert allocate(70, Claim(20, 10, 50), "principal_first").cost == 20
    paid = allocate(100, Claim(20, 10, 50), "principal_first")
    assert (paid.cost, paid.interest, paid.principal, paid.remainder) == (20, 10, 50, 20)


@pytest.mark.parametrize(
    ("country", "party", "pack", "named", "percent"),
    [
        ("DE", "company", "de_bgb@1", "§ 288 (2), (5) BGB", "10.27"),
        ("DE", "consumer", "de_bgb_consumer@1", "§ 288 (1) BGB", "6.27"),
        ("DE", "", "de_bgb_consumer@1", "§ 288 (1) BGB", "6.27"),
        ("AT", "sole_trader", "at_ugb@1", "§§ 456, 458 UGB", "10.73"),
        ("FR", "company", "eu_late_payment@1", "Directive 2011/7/EU, art. 3, 6", "10.15"),
        (
            "GB",
            "company",
            "uk_lpcda@1",
            "Late Payment of Commercial Debts (Interest) Act 1998; SI 2002/1675 art. 4",
            "11.75",
        ),
    ],
)
def test_each_customer_is_governed_by_its_law(
    shipped: PolicySet, country: str, party: str, pack: str, named: str, percent: str
) -> None:
    governing = shipped.late_payment_of(country, party, date(2026, 3, 1))
    assert governing is not None
    assert (governing.rule.law, governing.rule_pack) == (named, pack)
    assert str(shipped.rates.terms_of(governing.rule).percent_on(date(2026, 3, 1))) == percent


@pytest.mark.parametrize(("country", "party"), [("US", "company"), ("GB", "consumer"), ("", "company")])
def test_nobody_is_charged_by_a_law_that_does_not_govern_him(shipped: PolicySet, country: str, party: str) -> None:
    assert shipped.late_payment_of(country, party, date(2026, 3, 1)) is None


def test_before_a_law_came_into_force_it_governs_nobody(shipped: PolicySet) -> None:
    assert shipped.late_payment_of("DE", "company", date(2014, 7, 28)) is None


def test_an_agreement_wins_over_the_law_while_it_is_in_force_and_cites_no_pack(shipped: PolicySet) -> None:
    agreed = Regime(
        law="our conditions",
        margin_percent=Decimal(12),
        source="file 4711",
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 6, 30),
    )
    rates = replace(shipped.rates, regimes={"agreed": agreed}, assignments=(Assignment("agreed", ("DE",)),))
    policy = replace(shipped, rates=rates)
    during, after = (policy.late_payment_of("DE", "company", date(2026, month, 1)) for month in (6, 7))
    assert during == Governing(agreed)
    assert after is not None
    assert after.rule_pack == "de_bgb@1"


def test_every_shipped_fact_says_that_it_was_not_compared_with_its_source(shipped: PolicySet) -> None:
    laws = [pack for pack in shipped.rule_packs.values() if pack.parameters.late_payment]
    assert len(laws) == 5
    assert not any(citation.checked for pack in laws for citation in pack.citations)
    rates = shipped.rates.reference_rates.values()
    assert not any(rate.checked for rate in rates)
    assert all(rate.source.startswith("https://") for rate in rates)
