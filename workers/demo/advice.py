"""What a customer says it pays: the lines and the total of a remittance advice, before any look is given to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One invoice of a payment. Amounts are minor units; ``reason`` explains a deduction."""

    number: str
    issued_on: date
    gross: int
    discount: int = 0
    deduction: int = 0
    reason: str = ""

    @property
    def net(self) -> int:
        return self.gross - self.discount - self.deduction


@dataclass(frozen=True, slots=True)
class Announcement:
    """One payment as its payer announces it."""

    payer: str
    payee: str
    reference: str
    paid_on: date
    currency: str
    language: str
    lines: tuple[PaidLine, ...]

    @property
    def total(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def takes_discount(self) -> bool:
        return any(line.discount for line in self.lines)

    @property
    def deducts(self) -> bool:
        return any(line.deduction for line in self.lines)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is attached to a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Dressed:
    """An advice in one look: what the mail's body says and what is attached."""

    text: str
    html: str = ""
    files: tuple[File, ...] = ()
