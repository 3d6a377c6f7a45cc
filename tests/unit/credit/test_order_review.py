"""Whether an order goes: the standard procedure for past dues as a table, and what no order may get past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dunned_book import shipped_policy
from workers.credit.facts import (
    PAYMENTS,
    Debt,
    Order,
    OrderFacts,
    OwedItem,
    Restraints,
    facts_document,
    facts_from_document,
)
from workers.credit.rules.order_review import review_order
from workers.credit.rules.sentences import sentence_of
from workers.policy.credit import CreditProfile, OverdueRule, Steps

TODAY = date(2026, 3, 3)
STANDARD = shipped_policy().credit.profile_named("standard")
KEY = shipped_policy().credit.profile_named("key")


def late(days: int, owed: int = 300_00, original: int = 0, disputed: int = 0) -> OwedItem:
    return OwedItem(TODAY - timedelta(days), original or owed, owed, disputed)


def ordered(
    *items: OwedItem,
    payment: str = "on_account",
    amount: int = 100_00,
    limit: int | None = 5_000_00,
    cod: bool = False,
    held: Restraints | None = None,
    **debt: Any,
) -> OrderFacts:
    order = Order("O-1", "EUR", amount, payment)
    debts = (Debt("EUR", items, **debt),)
    return OrderFacts(order, TODAY, "standard", debts, held or Restraints(), limit, on_delivery_only=cod)


def verdict(facts: OrderFacts, profile: CreditProfile = STANDARD) -> tuple[str, list[str]]:
    """The verdict, and the rules that are not answered and ask for more than a warning."""
    decision = review_order(facts, profile)
    return decision.verdict, [r.rule for r in decision.reasons if not r.eased_by and r.asks != "warn"]


CHEQUE_BACK = Restraints(returned=("cheque 4711",))
GRACE = Restraints(released_until=TODAY)
PROCEDURE: dict[str, tuple[OrderFacts, str, list[str]]] = {
    "nothing owed": (ordered(), "release", []),
    "not due yet": (ordered(late(-1), late(0)), "release", []),
    "a little overdue for a few days": (ordered(late(4)), "release", []),
    "one past due: a warning": (ordered(late(6)), "release", []),
    "one past due for long: on credit it waits": (ordered(late(21, 600_00)), "hold", ["overdue"]),
    "one past due for long: on delivery it goes": (ordered(late(21, 600_00), payment="cash"), "release", []),
    "one past due for long: in advance it goes": (ordered(late(21, 600_00), payment="in_advance"), "release", []),
    "past due, pays on delivery: a plan first": (
        ordered(late(3), payment="cash", cod=True), "refer", ["plan_before_delivery"]),
    "past due, pays on delivery: with a plan": (
        ordered(late(3), payment="cash", cod=True, planned=300_00), "release", []),
    "pays on delivery, wants credit": (ordered(cod=True), "hold", ["on_delivery_only"]),
    "two past due": (ordered(late(6), late(7)), "hold", ["past_due_invoices"]),
    "two past due, a cent less than half paid": (
        ordered(late(6, 301_00, 300_00 * 2), late(7, 300_00, 300_00 * 2)), "hold", ["past_due_invoices"]),
    "two past due, half paid": (ordered(late(6, 300_00, 600_00), late(7, 300_00, 600_00)), "release", []),
    "two past due, a plan": (ordered(late(6), late(7), planned=600_00), "release", []),
    "two past due, a plan for a part": (
        ordered(late(6), late(7), planned=599_99), "hold", ["past_due_invoices"]),
    "two past due, a promise is no plan": (
        ordered(late(6), late(7), promised=600_00), "hold", ["past_due_invoices"]),
    "oldest item of 30 days": (ordered(late(30, 100_00)), "refer", ["oldest_item"]),
    "oldest item of 60 days": (ordered(late(60, 100_00)), "hold", ["oldest_item"]),
    "level 2": (ordered(late(4), level=2), "refer", ["dunning_level"]),
    "level 4": (ordered(late(4), level=4), "hold", ["dunning_level"]),
    "a broken promise": (ordered(broken_promises=1), "refer", ["broken_promises"]),
    "order hold by the ladder": (ordered(held=Restraints(order_hold_levels=(3,))), "hold", ["order_hold"]),
    "limit reached to the cent": (ordered(late(-9, 4_900_00)), "release", []),
    "a cent above the limit": (ordered(late(-9, 4_900_01)), "refer", ["over_limit"]),
    "a fifth above the limit": (ordered(late(-9, 4_900_00), amount=1_100_00), "hold", ["over_limit"]),
    "more is owed than the limit": (ordered(late(-9, 5_000_01), amount=1), "hold", ["limit_breached", "over_limit"]),
    "above the limit, in advance": (ordered(late(-9, 5_900_00), payment="in_advance"), "release", []),
    "above the limit, by cheque": (
        ordered(late(-9, 5_900_00), payment="cheque"), "hold", ["limit_breached", "over_limit"]),
    "cash on account counts": (ordered(late(-9, 5_900_00), on_account=1_000_00), "release", []),
    "a cheque came back, another cheque": (
        ordered(payment="cheque", held=CHEQUE_BACK), "hold", ["returned_cheque"]),
    "a cheque came back, a certified one": (ordered(payment="certified_cheque", held=CHEQUE_BACK), "release", []),
    "a cheque came back, wants credit": (ordered(held=CHEQUE_BACK), "refer", ["returned_cheque"]),
    "the whole account is disputed": (ordered(held=Restraints(disputed=True)), "refer", ["disputed_account"]),
    "disputed invoices are not past due": (
        ordered(late(60, disputed=300_00), late(61, disputed=300_00)), "release", []),
    "stopped": (ordered(payment="in_advance", held=Restraints(stop="insolvency")), "hold", ["stop"]),
    "with an agency": (ordered(held=Restraints(placed=True)), "hold", ["placed"]),
    "parked": (ordered(held=Restraints(parked=True)), "refer", ["parked"]),
    "released by a person": (ordered(late(60), late(61), level=4, held=GRACE), "release", []),
    "released, and the days of grace are over": (
        ordered(late(60), held=Restraints(released_until=TODAY - timedelta(1))), "hold", ["oldest_item"]),
    "a release lifts no stop": (ordered(held=replace(GRACE, stop="attorney")), "hold", ["stop"]),
    "a release makes no cheque good": (
        ordered(payment="cheque", held=replace(GRACE, returned=("cheque 1",))), "hold", ["returned_cheque"]),
}  # fmt: skip


@pytest.mark.parametrize("told", PROCEDURE)
def test_the_procedure_for_past_dues(told: str) -> None:
    facts, expected, rules = PROCEDURE[told]
    assert verdict(facts) == (expected, rules)


def test_without_a_limit_the_profile_says() -> None:
    without = replace(STANDARD, default_limit={})
    assert verdict(ordered(limit=None), without) == ("refer", ["no_limit"])
    assert verdict(ordered(limit=None), KEY) == ("release", [])
    assert verdict(ordered(limit=None, amount=5_000_01)) == ("refer", ["over_limit"]), "the default limit"
    assert verdict(ordered(limit=0, amount=1)) == ("hold", ["over_limit"]), "a limit of nothing is a limit"


def test_open_orders_count_towards_the_limit() -> None:
    facts = ordered(late(-9, 4_000_00))
    more = replace(facts, order=replace(facts.order, open_orders=900_01))
    assert [verdict(each)[0] for each in (facts, more)] == ["release", "refer"]


def test_debt_in_another_currency_holds_an_order_back_and_uses_no_limit() -> None:
    facts = ordered(amount=5_000_00)
    abroad = replace(facts, debts=(Debt("USD", (late(61, 9_000_00),)),))
    assert verdict(abroad) == ("hold", ["overdue", "overdue", "oldest_item"])
    assert verdict(replace(facts, debts=(Debt("USD", (late(-5, 9_000_00),)),))) == ("release", [])


def test_a_currency_without_an_amount_overlooks_nothing() -> None:
    profile = CreditProfile("p", overdue=(OverdueRule(0, "hold", {"EUR": 500_00}),), past_due_invoices=Steps())
    yen = Order("O-1", "JPY", 1, "in_advance")
    facts = OrderFacts(yen, TODAY, "p", (Debt("JPY", (late(1, 1),)),))
    assert verdict(facts, profile) == ("hold", ["overdue"])


def test_a_promise_counts_where_the_profile_says_so() -> None:
    facts = ordered(late(90, 20_000_00), promised=20_000_00, limit=None)
    assert verdict(facts, KEY) == ("release", [])
    assert verdict(replace(facts, debts=(replace(facts.debts[0], promised=19_999_99),)), KEY)[0] == "refer"


def test_a_profile_that_is_gone_overlooks_nothing() -> None:
    gone = shipped_policy().credit.profile_named("gone")
    assert verdict(ordered(late(1, 1, original=300_00)), gone) == ("refer", ["past_due_invoices"])


ITEMS = st.lists(st.builds(late, st.integers(-40, 90), st.integers(1, 2_000_00)), max_size=5)


@given(ITEMS, st.sampled_from(PAYMENTS), st.booleans(), st.integers(0, 2_000_00))
def test_more_debt_never_lets_an_order_go(items: list[OwedItem], payment: str, cod: bool, planned: int) -> None:
    order = {"release": 0, "refer": 1, "hold": 2}
    facts = ordered(*items, payment=payment, cod=cod, planned=planned)
    worse = ordered(*items, late(91, 3_000_00), payment=payment, cod=cod, planned=planned)
    assert order[review_order(worse, STANDARD).verdict] >= order[review_order(facts, STANDARD).verdict]
    backwards = ordered(*items[::-1], payment=payment, cod=cod, planned=planned)
    assert review_order(backwards, STANDARD) == review_order(facts, STANDARD)


@pytest.mark.parametrize("told", PROCEDURE)
def test_facts_come_back_from_the_journal_and_every_reason_is_a_sentence(told: str) -> None:
    facts = PROCEDURE[told][0]
    assert facts_from_document(orjson.loads(orjson.dumps(facts_document(facts)))) == facts
    for reason in review_order(facts, STANDARD).reasons:
        assert len(sentence_of(reason)) > 20
