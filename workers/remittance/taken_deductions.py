"""Keeping what a payer took off as deductions, each with its code and its day. Must not decide what is posted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.ledger.cash.deductions import NewDeduction, add_deduction
from workers.policy.deduction_codes import DeductionCodes
from workers.receivables.occasion import Occasion
from workers.remittance.decision import Residual

INCORRECT_DISCOUNT = "24"


@dataclass(frozen=True, slots=True)
class PlacedShares:
    """An advice that was kept, the items that it pays, and the day on which it pays them."""

    advice_id: int
    item_ids: frozenset[int]
    paid_on: date


def code_of(residual: Residual, codes: DeductionCodes) -> str:
    """The code of what stays open: of its printed reason, or of a discount that the terms do not give.

    >>> code_of(Residual(1, "INV-1", 200, "discount out of terms or too large", "discount"), DeductionCodes())
    '24'
    """
    match residual.kind:
        case "deduction":
            return codes.code_of(residual.reason)
        case "discount":
            return INCORRECT_DISCOUNT
        case "tolerance" | "short":
            return ""


def keep_deductions(
    connection: Connection,
    placed: Sequence[PlacedShares],
    residuals: Iterable[Residual],
    codes: DeductionCodes,
    occasion: Occasion,
) -> None:
    """Keep what was taken off deliberately, with the last advice of the mail that pays the document."""
    for residual in residuals:
        if residual.kind in ("deduction", "discount"):
            advice = [each for each in placed if residual.item_id in each.item_ids][-1]
            code = code_of(residual, codes)
            new = NewDeduction(
                advice_id=advice.advice_id,
                item_id=residual.item_id,
                amount=residual.amount,
                code=code,
                reason=residual.reason,
                taken_on=advice.paid_on,
                due_on=advice.paid_on + timedelta(days=codes.days_for(code)),
            )
            add_deduction(connection, new, occasion)
