"""The payment stated by a table's last row, whatever that row is called: one figure, the sum of exactly one column.

Must not take what is called open or taken off, nor a gross from which the rows themselves take something off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from workers.remittance.formats.fields import StatedAmount, Strength
from workers.remittance.formats.items import Items
from workers.remittance.formats.labels import NOT_PAID
from workers.remittance.formats.sums import without_sums
from workers.remittance.formats.table import Knows, Row
from workers.remittance.formats.vectors import by_plausibility, role_at
from workers.remittance.formats.vocabulary import Role, plain

_FEWEST_ROWS = 2


def stated_below(tables: Sequence[Items], knows: Knows) -> list[StatedAmount]:
    """The last row's one figure, as good as a total's label; of several tables no last row speaks for all."""
    if len(tables) != 1 or not tables[0].table.rows:
        return []
    items = tables[0]
    rows = without_sums(items.rows, items.column, knows)
    last = items.table.rows[-1]
    figures = [figure for _, figure in last.amounts if figure]
    is_item = any(row.line is last.line for row in (*rows, *items.late))
    if is_item or len(figures) != 1 or len(rows) < _FEWEST_ROWS or NOT_PAID.search(plain(last.all_text)):
        return []
    return [StatedAmount(figures[0], Strength.WEAK, last.line.number)] if _is_paid(items, rows, figures[0]) else []


def _is_paid(items: Items, rows: Sequence[Row], figure: int) -> bool:
    """Whether one column alone adds up to the figure, and no other column says that less than this was paid."""
    columns = {c: [row.amount(c) or 0 for row in rows] for c in items.table.money_columns}
    summed = [c for c in by_plausibility(items.table) if abs(sum(columns[c])) == abs(figure)]
    if not summed or any(columns[c] != columns[summed[0]] for c in summed):
        return False
    if any(role_at(items.table, c) is Role.BALANCE for c in summed):
        return False
    return not _is_more_than_paid(columns, summed[0])


def _is_more_than_paid(columns: dict[int, list[int]], gross: int) -> bool:
    """Whether, row by row, one column is what another one takes off this one."""
    others = [c for c in columns if c != gross and any(columns[c])]
    return any(
        all(
            abs(whole) - abs(off) == abs(rest)
            for whole, off, rest in zip(columns[gross], columns[a], columns[b], strict=True)
        )
        for a, b in permutations(others, 2)
    )
