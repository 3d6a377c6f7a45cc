"""Charges: what a notice adds to the debt, and what earlier notices added. Values only.

A charge is a fee, interest or the fixed compensation of one notice. Must not compute any of them
(`workers.dunning.rules.charges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workers.receivables.interest import Days, Move

# The system of charges that we booked ourselves; the system of record never reports by this name.
OUR_SYSTEM = "collectbot"


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """What happened to one item: its moves, the first day whose interest is not booked, whether it was compensated.

    ``reminded``: a notice that was handed over listed it as overdue.
    """

    moves: tuple[Move, ...] = ()
    interest_booked_until: date | None = None
    compensated: bool = False
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class ChargeHistory:
    """The items of one account, and the days on which a stop froze its interest."""

    items: Mapping[int, ItemHistory] = field(default_factory=dict)
    frozen: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A line of the interest table: so many days of one principal at one rate."""

    document_number: str
    first: date
    last: date
    days: int
    principal: int
    percent: str
    interest: int


@dataclass(frozen=True, slots=True)
class ChargePart:
    """What a notice charges for one listed item; interest is charged up to the day before ``interest_until``."""

    item_id: int
    interest: int
    interest_until: date | None
    compensation: int


@dataclass(frozen=True, slots=True)
class ChargeItem:
    """A charge as the open item that stands for it."""

    account_id: int
    entity: str
    number: str
    currency: str
    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class EarlierCharge:
    """A charge booked with an earlier notice and not paid yet."""

    document_number: str
    charged_on: date
    open: int


@dataclass(frozen=True, slots=True)
class NoticeCharges:
    """The charges of one notice. Under ``inform_only`` they are told and not asked for."""

    policy: str
    fee: int = 0
    interest: int = 0
    compensation: int = 0
    law: str = ""
    rows: tuple[InterestRow, ...] = ()
    parts: tuple[ChargePart, ...] = ()
    rule_pack: str = ""  # the pack and version that the law stands in; empty for an agreement

    @property
    def total(self) -> int:
        return self.fee + self.interest + self.compensation

    def lines(self) -> tuple[tuple[str, int], ...]:
        """What is charged, by name, as a notice lists it."""
        named = (("interest", self.interest), ("compensation", self.compensation), ("fee", self.fee))
        return tuple((name, amount) for name, amount in named if amount)

    @property
    def asked(self) -> int:
        """What of it the notice asks for."""
        return 0 if self.policy == "inform_only" else self.total

    @property
    def is_booked(self) -> bool:
        return self.policy == "book" and self.total > 0
