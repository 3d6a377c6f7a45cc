"""Deductions: what a customer took off a payment and why, as an open claim of its own. Pure; must not decide.

A deduction is never written off: it stays open with its document until somebody accepts it (and the system of record
credits it) or rejects it (and it is dunned again).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["open", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Deduction:
    """An amount that was left out of a payment: ``code`` is that of X12 element 426, empty where nobody knows it yet.

    ``reason`` is what the payer printed; ``open`` is what is still open of the document.
    """

    id: int
    customer_id: str
    document_number: str
    currency: str
    amount: int
    code: str
    reason: str
    state: State
    taken_on: date
    due_on: date
    open: int
    payer_reference: str = ""

    def days_left(self, today: date) -> int:
        """Days until it must be decided; below zero when it is late.

        >>> d = Deduction(1, "C1", "INV-1", "EUR", 500, "01", "price", "open", date(2026, 3, 2), date(2026, 4, 1), 500)
        >>> d.days_left(date(2026, 4, 2))
        -1
        """
        return (self.due_on - today).days
