"""A statement of account over a month: opening balance, what moved, closing balance, and what is open at its end.

Values only. A statement whose figures do not add up cannot be made. Amounts are minor units of ``currency``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
import orjson

from workers.errors import InvariantViolation
from workers.receivables.notice import Creditor, NoticeItem

# Every kind of movement; the words of the statement's templates have one for each.
MOVEMENTS = (
    "invoice", "credit_memo", "charge", "charge_waived", "payment", "payment_taken_back", "discount", "write_off",
    "settlement", "correction", "passed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the month; ``amount`` raises what the customer owes, or lowers it when negative."""

    on: date
    kind: str
    reference: str
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an account owes in one currency before and after a month, and what lies between; all from the postings.

    ``items`` are open as of the last day; ``on_account`` is cash of the customer's that pays for nothing yet.
    """

    opening: int
    closing: int
    movements: tuple[Movement, ...] = ()
    items: tuple[NoticeItem, ...] = ()
    on_account: int = 0

    def __post_init__(self) -> None:
        moved = sum(movement.amount for movement in self.movements)
        if self.opening + moved != self.closing:
            raise InvariantViolation(
                f"a statement opens with {self.opening}, moves {moved}, closes with {self.closing}"
            )
        left = sum(item.open for item in self.items) - self.on_account
        if left != self.closing:
            raise InvariantViolation(f"a statement closes with {self.closing}, but {left} is open")

    @property
    def is_empty(self) -> bool:
        """Nothing is open and nothing moved: there is nothing to state."""
        return not (self.opening or self.closing or self.movements or self.items or self.on_account)


@dataclass(frozen=True, slots=True)
class PeriodStatement:
    """Figures of a month with who states them to whom: the payload of the outbox, and all that a template may see."""

    creditor: Creditor
    customer_id: str
    customer_name: str
    thread_token: str
    currency: str
    first: date
    last: date
    figures: Figures

    def to_json(self) -> bytes:
        """Compact JSON; dates in ISO form."""
        return orjson.dumps(self, default=msgspec.structs.asdict)

    def facts(self) -> dict[str, Any]:
        """The fields as plain values."""
        fields: dict[str, Any] = orjson.loads(self.to_json())
        return fields


def statement_from(fields: dict[str, Any]) -> PeriodStatement:
    """The statement of `PeriodStatement.facts`."""
    dates = {name: date.fromisoformat(fields[name]) for name in ("first", "last")}
    figures = fields["figures"]
    movements = tuple(Movement(**{**row, "on": date.fromisoformat(row["on"])}) for row in figures["movements"])
    items = tuple(_item(row) for row in figures["items"])
    told = Figures(**{**figures, "movements": movements, "items": items})
    return PeriodStatement(**{**fields, **dates, "creditor": Creditor(**fields["creditor"]), "figures": told})


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the month before the one of ``day``.

    >>> month_before(date(2026, 3, 9))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


_LAST_MONTH = date(9999, 11, 1)


def month_of(text: str) -> tuple[date, date]:
    """The first and the last day of a month such as ``2026-03``; raises `ValueError`.

    >>> month_of("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    if len(text) != len("2026-03"):
        raise ValueError(f"{text!r} is not a month such as 2026-03")
    first = date.fromisoformat(f"{text}-01")
    if first > _LAST_MONTH:
        raise ValueError(f"{text!r} has no month after it")
    return month_before((first + timedelta(days=31)).replace(day=1))


def statement_subject(first: date) -> str:
    """What a statement of that month is about, in its message's key.

    >>> statement_subject(date(2026, 3, 1))
    'statement 2026-03'
    """
    return f"statement {first:%Y-%m}"


def in_order(movements: Sequence[Movement]) -> tuple[Movement, ...]:
    """By day, and on a day in the order in which they were booked."""
    return tuple(sorted(movements, key=lambda movement: movement.on))


def _item(fields: dict[str, Any]) -> NoticeItem:
    dates = {name: date.fromisoformat(fields[name]) for name in ("issue_date", "due_date")}
    return NoticeItem(**{**fields, **dates})
