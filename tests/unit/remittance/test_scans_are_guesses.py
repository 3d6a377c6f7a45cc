"""A scan is applied only on leave of the policy, and only where no wrong guess can hide in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.remittance.decision import Allocation, Apply, ExceptionCase, ResolvedLine
from workers.remittance.rules.scans import hold_guesses

BOLD = CashApplicationPolicy(ocr="apply")
LINE = AdviceLine("INV-1", 5_000)
PAYMENT = AdvicePayment(5_000, "EUR", (LINE,))
SCAN = RemittanceAdvice((PAYMENT,), "scan.pdf", is_scan=True)
APPLY = Apply((ResolvedLine(0, LINE, level=1),), ((Allocation(1, "INV-1", 5_000),),))


def test_a_scan_that_fits_in_every_figure_is_applied_where_policy_lets_it() -> None:
    assert hold_guesses(APPLY, SCAN, BOLD) is APPLY


@pytest.mark.parametrize(
    ("decision", "advice", "policy"),
    [
        (APPLY, SCAN, CashApplicationPolicy()),
        (replace(APPLY, lines=(replace(APPLY.lines[0], level=2),)), SCAN, BOLD),
        (replace(APPLY, lines=(replace(APPLY.lines[0], level=3),)), SCAN, BOLD),
        (replace(APPLY, allocations=((Allocation(1, "INV-1", 4_990, writeoff=10),),)), SCAN, BOLD),
        (APPLY, replace(SCAN, payments=(replace(PAYMENT, stated=False),)), BOLD),
        (ExceptionCase("short_payment", "deduction", "", (), APPLY.allocations), SCAN, BOLD),
        (ExceptionCase("total_mismatch", "amount_differs", ""), SCAN, BOLD),
    ],
)
def test_a_scan_with_any_doubt_becomes_a_case_that_posts_nothing(
    decision: Apply | ExceptionCase, advice: RemittanceAdvice, policy: CashApplicationPolicy
) -> None:
    held = hold_guesses(decision, advice, policy)
    assert isinstance(held, ExceptionCase)
    assert (held.kind, held.reason, held.allocations) == ("unreadable", "image_only", ())
    assert held.lines == decision.lines


def test_a_suspicious_sender_stays_one() -> None:
    case = ExceptionCase("suspicious_sender", "suspicious_sender", "dmarc=fail")
    assert hold_guesses(case, SCAN, BOLD) == case


def test_what_is_printed_is_not_held() -> None:
    assert hold_guesses(APPLY, replace(SCAN, is_scan=False), CashApplicationPolicy()) is APPLY
