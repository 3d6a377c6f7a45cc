"""What was guessed from a picture may be applied only where nothing of it can be a wrong guess; else a person looks.

Every reference must be printed exactly as our document is called, every line must clear its document without a
write-off, and the lines must add up to a stated payment. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.remittance_advice import RemittanceAdvice
from workers.remittance.decision import Apply, Decision, ExceptionCase

_EXACT = 1
# What does not depend on how well the picture was read.
_STILL_TRUE = frozenset(("unreadable", "encrypted", "suspicious_sender", "duplicate_advice"))


def hold_guesses(decision: Decision, advice: RemittanceAdvice, policy: CashApplicationPolicy) -> Decision:
    """The decision, or for a scan that leaves any doubt a case that shows what was guessed and posts nothing."""
    if not advice.is_scan:
        return decision
    match decision:
        case Apply(lines, why=why):
            doubt = _doubt(decision, advice, policy)
            return ExceptionCase("unreadable", "image_only", f"{doubt}; read as: {why}", lines) if doubt else decision
        case ExceptionCase(kind=kind, why=why, lines=lines):
            if kind in _STILL_TRUE:
                return replace(decision, allocations=())
            return ExceptionCase("unreadable", "image_only", f"only a picture, read as: {why}", lines)


def _doubt(decision: Apply, advice: RemittanceAdvice, policy: CashApplicationPolicy) -> str:
    if policy.ocr != "apply":
        return "only a picture"
    if any(line.level != _EXACT for line in decision.lines):
        return "a reference of the picture is not exactly a document's number"
    if any(allocation.writeoff for per_payment in decision.allocations for allocation in per_payment):
        return "a line of the picture is short"
    if any(not payment.stated or payment.difference for payment in advice.payments):
        return "the picture states no payment that its lines add up to"
    return ""
