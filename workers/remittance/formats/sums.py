"""Rows that only add up others: totals, subtotals and carried amounts, told by arithmetic and not by their words.

Must not drop a row that names a known document, nor a figure that is not exactly such a sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.table import Knows, Row
from workers.remittance.formats.vocabulary import TOTAL, plain


def without_sums(rows: Sequence[Row], column: int | None, knows: Knows) -> tuple[Row, ...]:
    """The rows without those that name nothing and repeat the sum of all rows above, or of those since the last sum."""
    kept: list[Row] = []
    run: Counter[int] = Counter()
    part: Counter[int] = Counter()
    always: frozenset[int] = frozenset()
    for row in rows:
        enough = len(kept) > 1 or (bool(kept) and (not row.all_text or is_called_total(row)))
        nameless = enough and (_names_nothing(row, column, knows) or _is_bare(row, always, column, knows))
        if nameless and (_repeats(row, run) or _repeats(row, part)):
            part.clear()
            continue
        always = always & _filled(row) if kept else _filled(row)
        kept.append(row)
        for key, figure in row.amounts:
            run[key] += figure
            part[key] += figure
    return tuple(kept)


def without_stated(rows: Sequence[Row], column: int | None, targets: Collection[int], knows: Knows) -> tuple[Row, ...]:
    """The rows without those that name nothing and only repeat the stated payment."""
    return tuple(
        row
        for row in rows
        if not (_names_nothing(row, column, knows) and any(abs(figure) in targets for _, figure in row.amounts))
    )


def is_called_total(row: Row) -> bool:
    return bool(TOTAL.search(plain(row.all_text)))


def _repeats(row: Row, sums: Counter[int]) -> bool:
    """All its figures that say anything are sums; a row may leave columns empty."""
    figures = [(key, figure) for key, figure in row.amounts if figure]
    return bool(figures) and all(abs(figure) == abs(sums[key]) for key, figure in figures)


def _is_bare(row: Row, always: frozenset[int], column: int | None, knows: Knows) -> bool:
    """A number we do not know in a row that leaves cells empty which all rows above fill: a group's subtotal."""
    return column is not None and bool(always - _filled(row)) and not knows(row.text(column))


def _filled(row: Row) -> frozenset[int]:
    return frozenset(key for key, _ in row.texts)


def _names_nothing(row: Row, column: int | None, knows: Knows) -> bool:
    text = row.text(column) if column is not None else ""
    return not has_digit(text) or (is_called_total(row) and not knows(text))
