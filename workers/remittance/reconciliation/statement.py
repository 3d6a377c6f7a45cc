"""What a customer says it owes us, as read from its file, and how that differs from our book. Values only.

Amounts are minor units; positive is what the customer owes us, whatever sign its own books use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workers.errors import InvariantViolation


class LineKind(StrEnum):
    """What a line of the customer's list says it is; a document where it says nothing."""

    DOCUMENT = "document"
    CREDIT = "credit"
    PAYMENT = "payment"
    DEDUCTION = "deduction"
    OPENING = "opening"


class Cause(StrEnum):
    """Why the customer's figure and ours differ."""

    INVOICE_MISSING = "invoice_missing"
    CREDIT_MEMO_NOT_TAKEN = "credit_memo_not_taken"
    CHARGE_NOT_TAKEN = "charge_not_taken"
    UNKNOWN_TO_US = "unknown_to_us"
    AMOUNT_DIFFERS = "amount_differs"
    PAYMENT_IN_TRANSIT = "payment_in_transit"
    PAYMENT_NOT_TAKEN = "payment_not_taken"
    CASH_ON_ACCOUNT = "cash_on_account"
    DEDUCTION = "deduction"
    DUPLICATE = "duplicate"
    ALREADY_PAID = "already_paid"
    PERIOD_DIFFERS = "period_differs"
    OPENING_BALANCE = "opening_balance"
    DOES_NOT_ADD_UP = "does_not_add_up"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the customer's list; ``mentions`` are further numbers that stand on it."""

    reference: str
    amount: int
    kind: LineKind = LineKind.DOCUMENT
    dates: tuple[date, ...] = ()
    mentions: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class CustomerStatement:
    """The list. ``stated`` is the total it prints, ``dated`` its own day, ``left_out`` rows without a figure."""

    name: str
    currency: str
    lines: tuple[StatementLine, ...]
    stated: int | None = None
    dated: date | None = None
    left_out: tuple[str, ...] = ()

    @property
    def balance(self) -> int:
        """What the customer says it owes: the printed total, else the sum of its lines."""
        return self.total if self.stated is None else self.stated

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of theirs against one of ours; None where a side does not have it."""

    cause: Cause
    reference: str
    document_number: str
    theirs: int | None
    ours: int | None
    explanation: str
    on: date | None = None

    @property
    def effect(self) -> int:
        """By how much the customer's balance is higher than ours because of it."""
        return (self.theirs or 0) - (self.ours or 0)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both balances and everything that lies between them, to the cent; one that leaves a cent over cannot be made."""

    customer_id: str
    currency: str
    as_of: date
    theirs: int
    ours: int
    agreed: int
    differences: tuple[Difference, ...]

    def __post_init__(self) -> None:
        explained = sum(difference.effect for difference in self.differences)
        if self.theirs - self.ours != explained:
            raise InvariantViolation(
                f"the customer's balance is {self.theirs}, ours {self.ours}, but the differences explain {explained}"
            )
