"""Which column of a customer's list is the amount: decided by what sums to its total and by what our book knows.

A list has one column of amounts, or one of debits and one of credits, or one per age; a running balance is none of
these. Titles break ties. Must not read words of lines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

from workers.remittance.formats.table import Row
from workers.remittance.reconciliation.words import weight_of_title

# How ledgers mark debit and credit beside an amount without a sign.
_SIDES = (("S", "H"), ("D", "C"), ("DR", "CR"), ("D", "H"), ("D", "A"))
_CLOSES, _RUNS, _KNOWN, _TITLED, _FILLED = 100, 60, 20, 10, 5


@dataclass(frozen=True, slots=True)
class Amounts:
    """The columns that hold the amounts: what those in ``plus`` say, less what the one in ``minus`` says."""

    plus: tuple[int, ...]
    minus: int | None = None
    running: int | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        return self.plus if self.minus is None else (*self.plus, self.minus)

    def of(self, row: Row) -> int | None:
        """The row's amount; None where it has none."""
        found = [(column, row.amount(column)) for column in self.columns]
        parts = [(-amount if column == self.minus else amount) for column, amount in found if amount is not None]
        return sum(parts) if parts else None


def choose_amounts(
    rows: Sequence[Row], titles: Sequence[str], totals: Collection[int], known: Collection[int]
) -> Amounts | None:
    """The best choice for these rows; ``totals`` are sums printed anywhere, ``known`` the figures of our book."""
    columns = sorted({column for row in rows for column, _ in row.amounts})
    singles = [Amounts((column,)) for column in columns]
    pairs = [Amounts((plus,), minus) for plus, minus in permutations(columns, 2) if _one_each(rows, (plus, minus))]
    ages = [Amounts(some) for some in _runs_of(columns) if _one_each(rows, some)]
    candidates = [_with_balance(choice, rows, columns) for choice in (*singles, *pairs, *ages)]
    balances = {choice.running for choice in candidates if choice.running is not None}
    left = [choice for choice in candidates if not balances.intersection(choice.columns)]
    scored = [(_score(choice, rows, titles, totals, known), -choice.plus[0], choice) for choice in left or candidates]
    return max(scored, key=lambda each: each[:2])[2] if scored else None


def _runs_of(columns: Sequence[int]) -> list[tuple[int, ...]]:
    """Three or more columns side by side: ages stand next to each other."""
    size = len(columns)
    return [tuple(columns[a:b]) for a in range(size) for b in range(a + 3, size + 1)]


def _one_each(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """Where a row has an amount in one of them, it has it in no other, and all of them are used."""
    filled = [found for row in rows if (found := [column for column in columns if row.amount(column)])]
    one_each = sum(len(each) == 1 for each in filled)
    return one_each * 10 >= len(filled) * 9 and {each[0] for each in filled if len(each) == 1} == set(columns)


def _with_balance(choice: Amounts, rows: Sequence[Row], columns: Sequence[int]) -> Amounts:
    """The choice with the column that adds it up from row to row, where there is one."""
    for column in columns:
        if column not in choice.columns and _runs(column, choice, rows):
            return replace(choice, running=column)
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
    title = titles[choice.plus[0]] if choice.plus[0] < len(titles) else ""
    filled = 100 * len(figures) // max(len(rows), 1)
    told = _FILLED + _RUNS * (choice.running is not None) + _KNOWN * hits // max(len(figures), 1)
    return 100 * (_CLOSES * closes + _TITLED * weight_of_title(title)) + filled * told


def side_marks(rows: Sequence[Row], amounts: Amounts) -> dict[int, int]:
    """The sign of each row, by line, where amounts bear none and a column of marks says on which side they stand."""
    if any((amounts.of(row) or 0) < 0 for row in rows):
        return {}
    for column in sorted({column for row in rows for column, _ in row.texts}):
        marks = {row.line.number: row.text(column).strip(" .").upper() for row in rows if row.text(column)}
        for debit, credit in _SIDES:
            if set(marks.values()) == {debit, credit}:
                return {line: -1 if mark == debit else 1 for line, mark in marks.items()}
    return {}
