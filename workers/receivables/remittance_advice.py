"""What a payer claims: a remittance advice with its payments and their lines, as read and not yet believed.

Money is in minor units of the payment's currency. Must not hold what the book says about it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One printed line. ``net`` is what is paid for it; figures the layout does not print are ``None``.

    ``mentions`` are further numbers on the line (a purchase order, an invoice named by a chargeback).
    """

    reference: str
    net: int
    gross: int | None = None
    discount: int | None = None
    deduction: int | None = None
    reason: str = ""
    mentions: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class AdvicePayment:
    """One announced payment. ``stated`` tells whether the amount is printed or only the sum of the lines.

    ``conflict``: two readings of the page are possible; ``doubt``: two engines read the page differently. A payment
    that is not ``is_dated`` prints no day: its date is that of the mail.
    """

    amount: int
    currency: str
    lines: tuple[AdviceLine, ...]
    date: datetime.date | None = None
    reference: str = ""
    method: str = ""
    stated: bool = True
    conflict: str = ""
    doubt: str = ""
    is_dated: bool = True

    @property
    def difference(self) -> int:
        """The stated amount less the nets of the lines; anything but zero is a mismatch."""
        return self.amount - sum(line.net for line in self.lines)


@dataclass(frozen=True, slots=True)
class RemittanceAdvice:
    """All payments that one mail announces; ``is_scan``: as guessed from a picture."""

    payments: tuple[AdvicePayment, ...]
    source: str = ""
    is_scan: bool = False

    @property
    def lines(self) -> tuple[AdviceLine, ...]:
        return tuple(line for payment in self.payments for line in payment.lines)
