"""Decisions and suggestions in JSON for a person: amounts as decimal strings. Values only; must not decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers.policy.deduction_codes import DeductionCodes
from workers.receivables.money import to_decimal
from workers.remittance.decision import Allocation, ExceptionCase
from workers.remittance.rules.suggesting.suggestion import Suggestion
from workers.remittance.taken_deductions import code_of


def evidence_of(exception: ExceptionCase, suggestions: Sequence[Suggestion], codes: DeductionCodes) -> dict[str, Any]:
    """The lines as printed with the documents that could be meant, what stays open, and what it all could mean."""
    lines = [
        {
            "reference": line.line.reference,
            "net": line.line.net,
            "document": line.item.document_number if line.item else None,
            "candidates": [item.document_number for item in line.candidates],
        }
        for line in exception.lines
    ]
    residuals = [
        {"document": r.document_number, "open": r.amount, "reason": r.reason, "code": code_of(r, codes) or None}
        for r in exception.residuals
    ]
    evidence: dict[str, Any] = {"code": exception.reason, "lines": lines, "residuals": residuals}
    if suggestions:
        evidence["suggestions"] = [suggestion_json(suggestion) for suggestion in suggestions]
    return evidence


def suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion with its rank, its reason and what a person would post by it."""
    currency = suggestion.currency
    return {
        "rank": suggestion.rank,
        "line": suggestion.line or None,
        "customer": suggestion.customer_id or None,
        "reason": suggestion.reason,
        "posts": [allocation_json(allocation, currency) for allocation in suggestion.posts],
        "on_account": decimal_text(suggestion.on_account, currency),
        "currency": currency or None,
    }


def allocation_json(allocation: Allocation, currency: str) -> dict[str, Any]:
    return {
        "document_number": allocation.document_number,
        "cash": decimal_text(allocation.cash, currency),
        "discount": decimal_text(allocation.discount, currency),
        "writeoff": decimal_text(allocation.writeoff, currency),
    }


def decimal_text(minor: int | None, currency: str) -> str | None:
    """An amount as programs and people read it; nothing where the document prints none."""
    return None if minor is None else str(to_decimal(minor, currency))
