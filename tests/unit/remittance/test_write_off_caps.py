"""Small rests are written off within every tolerance and under every cap, or not at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.remittance.book_of_one import POLICY, facts_of, item, payment
from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.decision import Apply, Decision, ExceptionCase
from workers.remittance.facts import WrittenOff
from workers.remittance.rules.application import decide
from workers.remittance.rules.settling import writes_off

TWO = (item("INV-1", 10_000), item("INV-2", 10_000))


def short_by(*rests: int, policy: CashApplicationPolicy = POLICY, before: WrittenOff | None = None) -> Decision:
    """Each rest is left out of one of two invoices of 100.00."""
    lines = (AdviceLine(i.document_number, i.open - rest) for i, rest in zip(TWO, rests, strict=False))
    facts = facts_of(payment(*lines), items=TWO)
    return decide(replace(facts, written_off=(before,) if before else ()), policy)


def written_off(decision: Decision) -> list[int]:
    return [a.writeoff for per in decision.allocations for a in per]


@pytest.mark.parametrize(
    ("policy", "most"),
    [
        (POLICY, 100),
        (replace(POLICY, write_off_percent=Decimal("0.5")), 50),
        (replace(POLICY, write_off_percent=Decimal("0.9")), 90),
        (replace(POLICY, customer_write_off_tolerances={"C1": Decimal("0.20")}), 20),
        (replace(POLICY, customer_write_off_tolerances={"C1": Decimal("9.00")}), 100),
        (replace(POLICY, customer_write_off_tolerances={"C2": Decimal("0.20")}), 100),
    ],
)
def test_the_smallest_tolerance_counts(policy: CashApplicationPolicy, most: int) -> None:
    """F42: 0.5 % of 100.00 is 0.50, to the cent."""
    assert written_off(short_by(most, policy=policy)) == [most]
    beyond = short_by(most + 1, policy=policy)
    assert isinstance(beyond, ExceptionCase)
    assert (beyond.kind, beyond.reason, written_off(beyond)) == ("short_payment", "short_no_reason", [0])


@pytest.mark.parametrize(
    ("before", "is_written_off"),
    [
        (WrittenOff(2_400, 0), True),
        (WrittenOff(2_401, 0), False),
        (WrittenOff(0, 24_900), True),
        (WrittenOff(0, 24_901), False),
    ],
)
def test_a_cap_counts_what_was_written_off_before(before: WrittenOff, is_written_off: bool) -> None:
    """Salami: a cent is not much, but cents of every payment are."""
    decision = short_by(100, before=before)
    if is_written_off:
        assert isinstance(decision, Apply)
        return
    assert isinstance(decision, ExceptionCase)
    assert (decision.kind, decision.reason) == ("short_payment", "tolerance_cap")
    assert [(r.amount, r.kind) for r in decision.residuals] == [(100, "tolerance")]


def test_over_a_cap_nothing_of_the_advice_is_written_off_and_its_cash_may_be_posted() -> None:
    decision = short_by(60, 60, before=WrittenOff(2_400, 0))
    assert written_off(decision) == [0, 0]
    assert [a.cash for per in decision.allocations for a in per] == [9_940, 9_940]


def test_two_payments_of_one_mail_share_the_cap() -> None:
    payments = (payment(AdviceLine(i.document_number, 9_900), reference=i.document_number) for i in TWO)
    facts = replace(facts_of(*payments, items=TWO), written_off=(WrittenOff(2_350, 0),) * 2)
    assert written_off(decide(facts, POLICY)) == [0, 0]


def test_only_a_decision_that_writes_off_asks_what_was_before() -> None:
    assert writes_off(short_by(1))
    assert writes_off(short_by(0, 1))
    assert not writes_off(short_by(0))


def test_a_discount_beyond_the_terms_is_no_deduction_and_no_tolerance() -> None:
    facts = facts_of(payment(replace(AdviceLine("INV-1", 9_000), discount=1_000)), items=TWO)
    decision = decide(facts, POLICY)
    assert isinstance(decision, ExceptionCase)
    assert [(r.kind, r.amount) for r in decision.residuals] == [("discount", 1_000)]


def test_a_short_payment_without_a_reason_beside_a_deduction_is_called_a_deduction() -> None:
    lines = replace(AdviceLine("INV-1", 9_000), reason="damaged"), AdviceLine("INV-2", 5_000)
    decision = decide(facts_of(payment(*lines), items=TWO), POLICY)
    assert isinstance(decision, ExceptionCase)
    assert (decision.reason, [r.kind for r in decision.residuals]) == ("deduction", ["deduction", "short"])
