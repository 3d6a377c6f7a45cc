"""The signs of a customer's list: its books show as credit what ours show as debit, or print no sign at all.

What closes decides, then our documents: their lines must have the sign they have here. Must not change an amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.reconciliation.rules.pairing import Documents
from workers.remittance.reconciliation.statement import LineKind, StatementLine

_LOWERING = (LineKind.PAYMENT, LineKind.CREDIT, LineKind.DEDUCTION)


def settle_signs(
    lines: Sequence[StatementLine], totals: Sequence[int], documents: Documents
) -> tuple[list[StatementLine], int | None]:
    """The lines with positive for what the customer owes, and the printed total with the same sign.

    >>> settle_signs([StatementLine("1", -500), StatementLine("2", -300)], [-800], Documents([]))[1]
    800
    """
    read, stated = _as_summed(lines, totals)
    if _votes(read, documents) < 0:
        read = [replace(line, amount=-line.amount) for line in read]
        stated = None if stated is None else -stated
    return read, stated


def _as_summed(lines: Sequence[StatementLine], totals: Sequence[int]) -> tuple[list[StatementLine], int | None]:
    """As printed; or, where nothing bears a sign, with payments, credits and deductions lowering the sum.

    The printed total is the one that closes; where none does, the last one.
    """
    printed = list(lines)
    signed = [replace(line, amount=-line.amount) if line.kind in _LOWERING else line for line in lines]
    bare = all(line.amount >= 0 for line in lines) and any(line.kind in _LOWERING for line in lines)
    for reading in (printed, signed) if bare else (printed,):
        total = sum(line.amount for line in reading)
        closing = [stated for stated in totals if abs(stated) == abs(total)]
        if closing and total:
            return reading, total
    return (signed if bare else printed), (totals[-1] if totals else None)


def _votes(lines: Sequence[StatementLine], documents: Documents) -> int:
    """More than nothing where the lines have the signs of our documents; their words decide where none is ours."""
    named = [(line, item) for line in lines if (item := documents.find(line.reference)) is not None]
    if named:
        return sum(1 if line.amount * item.original > 0 else -1 for line, item in named)
    worded = [line for line in lines if line.kind is not LineKind.OPENING and line.amount]
    return sum((-1 if line.kind in _LOWERING else 1) * (1 if line.amount > 0 else -1) for line in worded)
