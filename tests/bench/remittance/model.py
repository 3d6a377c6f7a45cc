"""What a generated remittance advice says and what must come of it: plain frozen values, no drawing, no rendering.

Money is integer minor units (two decimals). ``Line`` says both what is printed and what the payer means by it, so
that the expected outcome follows from how a case was built and never from asking the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

GRACE_DAYS = 5


class Terms(NamedTuple):
    """``2/10 net 30``: the rate in hundredths of a percent, the discount days, the days to the due date."""

    rate: int
    days: int
    net_days: int

    def __str__(self) -> str:
        percent = f"{self.rate / 100:g}"
        return f"{percent}/{self.days} net {self.net_days}"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of ours; ``parent_id`` is empty where it has none."""

    id: str
    name: str
    domain: str
    email: str
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the book: a credit memo has a negative amount; ``open`` 0 is settled."""

    customer_id: str
    number: str
    issued: date
    currency: str
    amount: int
    open: int
    po_number: str = ""
    terms: Terms | None = None

    @property
    def due(self) -> date:
        return self.issued + timedelta(days=self.terms.net_days if self.terms else 30)

    def allowed_discount(self, paid_on: date) -> int:
        """What terms and grace let the payer keep: rate x amount, rounded half up."""
        if self.terms is None or paid_on > self.issued + timedelta(days=self.terms.days + GRACE_DAYS):
            return 0
        return (self.amount * self.terms.rate + 5_000) // 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as printed (``reference`` to ``text``), and what it is meant to do (``item`` to ``left``)."""

    reference: str
    net: int
    gross: int
    discount: int = 0
    deduction: int = 0
    reason: str = ""
    issued: date | None = None
    their_number: str = ""
    text: str = ""
    item: Item | None = None
    allowed: int = 0
    writeoff: int = 0
    left: int = 0
    left_reason: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """``amount`` is what the document states, whatever its lines sum to; ``hidden`` counts lines not printed."""

    paid_on: date
    amount: int
    currency: str
    method: str
    reference: str
    lines: tuple[Line, ...]
    hidden: int = 0


class Allocation(NamedTuple):
    """What is posted on one document."""

    number: str
    cash: int
    discount: int = 0
    writeoff: int = 0


class Residual(NamedTuple):
    """What stays open on one document, and why."""

    number: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The outcome that POLICY.md demands: ``kind`` None is "apply"."""

    kind: str | None
    allocations: tuple[Allocation, ...] = ()
    residuals: tuple[Residual, ...] = ()
    why: str = ""
    also_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One mail: who pays what, our books around it, what must come of it.

    ``genre`` is "advice" or what the document is instead; ``delivery`` is "plain" or what is wrong with the mail
    ("spoofed", "encrypted", "empty", "cut"); ``printed_payer`` is the name on the paper, ``sender_domain`` the mail's.
    """

    id: str
    family: str
    scenario: str
    seed: str
    payer: Customer | None
    printed_payer: str
    sender_domain: str
    customers: tuple[Customer, ...]
    items: tuple[Item, ...]
    payments: tuple[Payment, ...]
    expected: Expected
    genre: str = "advice"
    delivery: str = "plain"
    duplicate_of: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for payment in self.payments for line in payment.lines)
