"""What cash application decides about one advice: apply it, or an exception case with what may be posted anyway.

Values only; `workers.remittance.rules.application` makes them, the ledger's side posts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine

# The exception kinds of the remittance policy, in the order in which their rules are asked.
KINDS = (
    "unreadable",
    "encrypted",
    "suspicious_sender",
    "not_a_remittance",
    "duplicate_advice",
    "payer_unknown",
    "total_mismatch",
    "unknown_reference",
    "ambiguous_reference",
    "already_paid",
    "currency_mismatch",
    "over_payment",
    "short_payment",
)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Cash, discount and write-off on one open item, in minor units with the item's sign."""

    item_id: int
    document_number: str
    cash: int
    discount: int = 0
    writeoff: int = 0


@dataclass(frozen=True, slots=True)
class Residual:
    """What stays open of an item after a short payment, and why; ``kind`` says whose doing it is.

    A `deduction` was taken with a reason, a `discount` beyond the terms; a `tolerance` would have been written off, had
    not so much been written off already; `short` is all else.
    """

    item_id: int
    document_number: str
    amount: int
    reason: str
    kind: Literal["deduction", "discount", "tolerance", "short"] = "short"


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """A line and the one open item it names; ``candidates`` are the alternatives when there is not exactly one."""

    payment_index: int
    line: AdviceLine
    item: OpenItem | None = None
    level: int = 0
    candidates: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Apply:
    """Every rule holds: post exactly ``allocations``, one tuple per payment of the advice."""

    lines: tuple[ResolvedLine, ...]
    allocations: tuple[tuple[Allocation, ...], ...]
    why: str = "every line clears its document"


@dataclass(frozen=True, slots=True)
class ExceptionCase:
    """A person must look. ``allocations`` may be posted all the same; empty for every kind but ``short_payment``."""

    kind: str
    reason: str
    why: str
    lines: tuple[ResolvedLine, ...] = ()
    allocations: tuple[tuple[Allocation, ...], ...] = ()
    residuals: tuple[Residual, ...] = ()


Decision = Apply | ExceptionCase
