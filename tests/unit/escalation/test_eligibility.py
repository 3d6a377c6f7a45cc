"""Every precondition of a placement, each missed alone by a candidate that else meets all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.escalation.candidate_samples import CANDIDATE, CUSTOMER, ITEM, TODAY
from workers.escalation.rules.agency_choice import choose_agency
from workers.escalation.rules.eligibility import Eligibility, evaluate_eligibility
from workers.policy.agencies import Agency
from workers.policy.ladder import Ladder, Referral
from workers.policy.level import Level
from workers.receivables.money import Money

FINAL = Level(1, "final", "final_notice", ("email",), ("manager",), 30, final=True)
LADDER = Ladder("standard", (FINAL,), referral=Referral(60, 14, {"EUR": 150_00}))
AGENCIES = {"north": Agency("North", ("EUR",), "north", countries=("DE",), minimum_balance={"EUR": 100_00})}


def judge(**changes: Any) -> Eligibility:
    return evaluate_eligibility(replace(CANDIDATE, **changes), LADDER, AGENCIES, TODAY)


def test_an_account_that_meets_all_is_eligible_with_everything_reported() -> None:
    verdict = judge()
    assert verdict.eligible
    assert (verdict.agency, verdict.balance, verdict.items) == ("north", Money(200_00, "EUR"), (ITEM,))
    assert len({check.name for check in verdict.checks}) == len(verdict.checks) == 23


@pytest.mark.parametrize(
    ("missed", "demand", "changes"),
    [
        ((), {"contacts_at_least": 3, "channels_at_least": 2}, {"contacts": 3, "channels": 2}),
        (("contacts_documented",), {"contacts_at_least": 3}, {"contacts": 2, "channels": 2}),
        (("channels_tried",), {"channels_at_least": 2}, {"contacts": 3, "channels": 1}),
        ((), {"limitation_days": 93}, {}),
        (("not_time_barred",), {"limitation_days": 92}, {}),
    ],
    ids=["tried_enough", "too_few", "one_channel", "in_time", "time_barred"],
)
def test_a_ladder_may_ask_for_contacts_channels_and_time(
    missed: tuple[str, ...], demand: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert LADDER.referral is not None
    ladder = replace(LADDER, referral=replace(LADDER.referral, **demand))
    assert evaluate_eligibility(replace(CANDIDATE, **changes), ladder, AGENCIES, TODAY).missed == missed


@pytest.mark.parametrize(
    ("missed", "changes"),
    [
        ("no_stop", {"stopped": True}),
        ("no_hold", {"restraints": frozenset({"hold"})}),
        ("no_dispute", {"restraints": frozenset({"dispute"})}),
        ("no_promise", {"restraints": frozenset({"promise"})}),
        ("no_arrangement", {"restraints": frozenset({"arrangement"})}),
        ("no_remittance_in_flight", {"restraints": frozenset({"remittance"})}),
        ("no_remittance_in_flight", {"remittance_in_flight": True}),
        ("no_credit_to_apply", {"credit": 1}),
        ("not_parked", {"parked": True}),
        ("not_placed_already", {"placed": True}),
        ("not_refused_in_this_episode", {"past_decision": "refused"}),
        ("business_debtor", {"customer": CUSTOMER._replace(party="consumer")}),
        ("business_debtor", {"customer": CUSTOMER._replace(party="")}),
        ("name_and_country_known", {"customer": CUSTOMER._replace(name="")}),
        ("contact_known", {"contact": None}),
        ("segment_not_in_shadow", {"mode": "shadow"}),
        ("an_agency_takes_it", {"customer": CUSTOMER._replace(country="FR")}),
        ("old_enough", {"items": (replace(ITEM, due_date=TODAY - timedelta(days=59)),)}),
        ("balance_reached", {"items": (replace(ITEM, open=149_99),)}),
    ],
)
def test_one_missed_precondition_is_enough_and_is_named(missed: str, changes: dict[str, Any]) -> None:
    assert judge(**changes).missed == (missed,)


def test_only_items_of_an_old_enough_final_notice_are_placed() -> None:
    fresh = replace(ITEM, id=2, final_notice_on=TODAY - timedelta(days=13))
    unlisted = replace(ITEM, id=3, final_notice_on=None)
    not_due = replace(ITEM, id=4, due_date=TODAY)
    assert judge(items=(ITEM, fresh, unlisted, not_due)).items == (ITEM,)


def test_without_a_final_notice_the_ladder_is_not_exhausted() -> None:
    missed = judge(items=(replace(ITEM, final_notice_on=None),)).missed
    assert {"final_notice_handed_over", "final_notice_period_over"} <= set(missed)


def test_a_ladder_without_referral_places_nobody() -> None:
    verdict = evaluate_eligibility(CANDIDATE, replace(LADDER, referral=None), AGENCIES, TODAY)
    assert "ladder_refers" in verdict.missed
    assert verdict.items == ()


def test_a_currency_without_a_minimum_needs_only_something_to_place() -> None:
    ladder = replace(LADDER, referral=Referral(60, 14))
    small = replace(CANDIDATE, items=(replace(ITEM, open=1),))
    assert "balance_reached" not in evaluate_eligibility(small, ladder, AGENCIES, TODAY).missed
    assert "balance_reached" in evaluate_eligibility(replace(CANDIDATE, items=()), ladder, AGENCIES, TODAY).missed


@pytest.mark.parametrize(
    ("wanted", "balance", "country", "chosen"),
    [
        ("by_rule", Money(300_00, "EUR"), "DE", "first"),
        ("by_rule", Money(300_00, "USD"), "DE", "second"),
        ("by_rule", Money(300_00, "EUR"), "FR", "second"),
        ("by_rule", Money(99_99, "EUR"), "DE", "second"),
        ("second", Money(300_00, "EUR"), "DE", "second"),
        ("first", Money(300_00, "USD"), "DE", None),
        ("third", Money(300_00, "EUR"), "DE", None),
        ("by_rule", Money(300_00, "GBP"), "DE", None),
    ],
)
def test_the_first_agency_that_takes_the_claim_gets_it(
    wanted: str, balance: Money, country: str, chosen: str | None
) -> None:
    agencies = {
        "first": Agency("First", ("EUR",), "first", countries=("DE",), minimum_balance={"EUR": 100_00}),
        "second": Agency("Second", ("EUR", "USD"), "second"),
    }
    assert choose_agency(agencies, wanted, balance, country) == chosen
