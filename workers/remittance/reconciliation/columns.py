"""Which column of a customer's list is the amount: decided by what sums to its total and by what our book knows.

A list has one column of amounts, or one of debits and one of credits; a running balance is neither. Titles break ties.
Must not read words of lines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from workers.remittance.formats.table import Row
from workers.remittance.reconciliation.words import weight_of_title

_CLOSES, _RUNS, _KNOWN, _TITLED, _FILLED = 100, 60, 20, 10, 5


@dataclass(frozen=True, slots=True)
class Amounts:
    """The columns that hold the amounts: what the first says less what the second says."""

    plus: int
    minus: int | None = None
    running: int | None = None

    def of(self, row: Row) -> int | None:
        """The row's amount; None where it has none."""
        parts = row.amount(self.plus), row.amount(self.minus) if self.minus is not None else None
        return None if parts == (None, None) else (parts[0] or 0) - (parts[1] or 0)


def choose_amounts(
    rows: Sequence[Row], titles: Sequence[str], totals: Collection[int], known: Collection[int]
) -> Amounts | None:
    """The best choice for these rows; ``totals`` are sums printed anywhere, ``known`` the figures of our book."""
    columns = sorted({column for row in rows for column, _ in row.amounts})
    singles = [Amounts(column) for column in columns]
    pairs = [Amounts(*both) for both in permutations(columns, 2) if _is_debit_and_credit(rows, *both)]
    candidates = [_with_balance(choice, rows, columns) for choice in (*singles, *pairs)]
    balances = {choice.running for choice in candidates if choice.running is not None}
    left = [choice for choice in candidates if choice.plus not in balances and choice.minus not in balances]
    scored = [(_score(choice, rows, titles, totals, known), -choice.plus, choice) for choice in left or candidates]
    return max(scored, key=lambda each: each[:2])[2] if scored else None


def _is_debit_and_credit(rows: Sequence[Row], plus: int, minus: int) -> bool:
    """Every row has exactly one of them, and both are used."""
    filled = [(bool(row.amount(plus)), bool(row.amount(minus))) for row in rows if row.amounts]
    one_each = sum(a != b for a, b in filled)
    return one_each * 10 >= len(filled) * 9 and {(True, False), (False, True)} <= set(filled)


def _with_balance(choice: Amounts, rows: Sequence[Row], columns: Sequence[int]) -> Amounts:
    """The choice with the column that adds it up from row to row, where there is one."""
    for column in columns:
        if column not in (choice.plus, choice.minus) and _runs(column, choice, rows):
            return Amounts(choice.plus, choice.minus, column)
    return choice


def _runs(column: int, choice: Amounts, rows: Sequence[Row]) -> bool:
    both = [(row.amount(column), choice.of(row)) for row in rows]
    steps = [
        abs(after[0] - before[0]) == abs(after[1])
        for before, after in pairwise(both)
        if before[0] is not None and after[0] is not None and after[1] is not None
    ]
    return len(steps) >= 2 and sum(steps) * 10 >= len(steps) * 9


def _score(
    choice: Amounts, rows: Sequence[Row], titles: Sequence[str], totals: Collection[int], known: Collection[int]
) -> int:
    figures = [amount for row in rows if (amount := choice.of(row)) is not None]
    closes = len(figures) > 1 and any(abs(sum(figures)) == abs(total) for total in totals if total)
    hits = sum(1 for amount in figures if abs(amount) in known)
    title = titles[choice.plus] if choice.plus < len(titles) else ""
    return (
        _CLOSES * closes
        + _RUNS * (choice.running is not None)
        + _KNOWN * hits // max(len(rows), 1)
        + _TITLED * weight_of_title(title)
        + _FILLED * len(figures) // max(len(rows), 1)
    )
