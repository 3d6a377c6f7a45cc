"""Every kind of case is complete, and the remittance policy's names are among them."""

from __future__ import annotations

import pytest

from workers.exception_queue.kinds import RULES, CaseKind, rule_of
from workers.exception_queue.rules.priority import evaluate_priority

POLICY_KINDS = (
    "unreadable", "encrypted", "suspicious_sender", "not_a_remittance", "duplicate_advice", "payer_unknown",
    "total_mismatch", "unknown_reference", "ambiguous_reference", "already_paid", "currency_mismatch", "over_payment",
    "short_payment",
)  # fmt: skip


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_says_who_when_and_what(kind: CaseKind) -> None:
    rule = rule_of(kind)
    assert rule.owner
    assert rule.suggestion.endswith(".")
    assert 1 <= rule.weight <= 5
    assert 0 <= rule.due_days <= 5
    # What holds accounts cannot be dismissed: `handled` is all there is.
    assert len(set(rule.decisions)) == len(rule.decisions) >= (1 if kind is CaseKind.INVARIANT else 2)


def test_no_rule_belongs_to_no_kind() -> None:
    assert set(RULES) == set(CaseKind)


@pytest.mark.parametrize("name", POLICY_KINDS)
def test_the_remittance_policys_names_are_kinds(name: str) -> None:
    assert CaseKind(name)


def test_more_weight_more_money_and_more_delay_come_first() -> None:
    least = evaluate_priority(weight=1, amount_major=None, days_late=0)
    assert evaluate_priority(2, None, 0) < least
    assert evaluate_priority(1, 100, 0) < least
    assert evaluate_priority(1, None, 1) < least


def test_the_amount_of_a_credit_counts_like_that_of_an_invoice() -> None:
    assert evaluate_priority(3, -4_000, 0) == evaluate_priority(3, 4_000, 0)


def test_priority_stays_within_its_scale() -> None:
    assert evaluate_priority(5, 10**12, 400) == 0
    assert evaluate_priority(1, 0, -3) == 91
