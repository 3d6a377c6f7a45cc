"""A payer known by its bank account paid exactly one thing: an item, all that is overdue, or all that is open. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenOfPayer:
    """An open item of the payer; credit memos are negative."""

    item_id: int
    document_number: str
    open: int
    due_on: date


def match_balance(amount: int, items: Sequence[OpenOfPayer], paid_on: date) -> tuple[OpenOfPayer, ...]:
    """The items that the amount pays, if exactly one of the sets and single items has it; else nothing.

    >>> item = OpenOfPayer(1, "INV-1", 100, date(2026, 3, 1))
    >>> match_balance(100, [item], date(2026, 3, 9)) == (item,)
    True
    >>> match_balance(100, [item, OpenOfPayer(2, "INV-2", 100, date(2026, 5, 1))], date(2026, 3, 9))
    ()
    """
    overdue = tuple(item for item in items if item.due_on < paid_on)
    sets = [(item,) for item in items] + [overdue, tuple(items)]
    fitting = {tuple(sorted(item.item_id for item in chosen)) for chosen in sets if _total(chosen) == amount}
    if len(fitting) != 1:
        return ()
    (ids,) = fitting
    return tuple(item for item in items if item.item_id in ids)


def _total(items: Sequence[OpenOfPayer]) -> int:
    return sum(item.open for item in items)
