"""What speaks against a reading that adds up: another column that is plainly the paid one, or nothing to add up to.

These gates stand between "it closes" and "it is applied": a sum alone can be right for a wrong reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from workers.remittance.formats.items import Items
from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.vectors import CALLED_PAID, TAKEN, Vector, by_plausibility, column_of, role_at
from workers.remittance.formats.vocabulary import Role


def explained_amounts(tables: Sequence[Items], choice: Sequence[Vector]) -> frozenset[int]:
    """Amounts that a document may state besides its payment: sums of its columns, carried sums, sums of one table."""
    rows = [row for items in tables for row in items.rows]
    columns = {column for row in rows for column, _ in row.amounts}
    sums = [sum(row.amount(column) or 0 for row in rows) for column in columns]
    figures = list(chain.from_iterable(choice))
    sums += [sum(f for f in figures if f > 0), sum(f for f in figures if f < 0), *(sum(vector) for vector in choice)]
    for items, vector in zip(tables, choice, strict=True):
        sums += _group_sums(items, vector)
    return frozenset(abs(each) for each in (*sums, *accumulate(figures)))


def _group_sums(items: Items, vector: Vector) -> Iterator[int]:
    """For each row of a total the sums of the rows right above it, as many as there are: one may be its group's."""
    for total in items.totals:
        above = [figure for row, figure in zip(items.rows, vector, strict=True) if row.line.number < total.line.number]
        printed = {abs(figure) for _, figure in total.amounts}
        yield from (each for each in accumulate(reversed(above)) if abs(each) in printed)


def why_not_paid(items: Items, vector: Vector) -> str:
    """The columns contradict a reading: what is left after discounts and deductions stands in a column of its own."""
    table, rows = items.table, items.rows
    nets = [c for c in table.money_columns if role_at(table, c) is Role.NET]
    taken = [c for c in table.money_columns if role_at(table, c) in TAKEN]
    sizes = [abs(figure) for figure in vector]
    for net in nets:
        figures = [abs(row.amount(net) or 0) for row in rows]
        if any(sizes) and not any(figures):
            return "the column of what is paid holds nothing"
        less = [sum(abs(row.amount(c) or 0) for c in taken) for row in rows]
        if (
            any(less)
            and figures != sizes
            and [size - less_of for size, less_of in zip(sizes, less, strict=True)] == figures
        ):
            return "the payment is what the lines would be without their deductions"
    return ""


def is_what_is_left(items: Items, vector: Vector) -> bool:
    """Whether the figures are, row by row, another column less what the columns called discount or deduction take."""
    table, rows = items.table, items.rows
    taken = [c for c in table.money_columns if role_at(table, c) in TAKEN]
    less = [sum(abs(row.amount(c) or 0) for c in taken) for row in rows]
    left = [abs(figure) + off for figure, off in zip(vector, less, strict=True)]
    return any(less) and any([abs(row.amount(c) or 0) for row in rows] == left for c in table.money_columns)


def without_stated_amount(tables: Sequence[Items], choices: Sequence[Sequence[Vector]]) -> str:
    """Why the lines cannot be trusted where no amount is stated that they would have to add up to."""
    for items, vectors in zip(tables, choices, strict=True):
        column = column_of(items.table, items.rows, vectors[0])
        role = role_at(items.table, column) if column is not None else None
        if role not in CALLED_PAID and _may_be_another(items, vectors[0]):
            return "no amount is stated, and several columns might be paid"
        named = (row.text(items.column) if items.column is not None else "" for row in items.rows)
        if any(has_digit(name) and not figure for name, figure in zip(named, vectors[0], strict=True)):
            return "no amount is stated, and a line has no figure"
    return ""


def _may_be_another(items: Items, vector: Vector) -> bool:
    sizes = [abs(figure) for figure in vector]
    others = ([abs(row.amount(c) or 0) for row in items.rows] for c in by_plausibility(items.table))
    taken = any(
        row.amount(c) for row in items.rows for c in items.table.money_columns if role_at(items.table, c) in TAKEN
    )
    return taken or any(other != sizes for other in others)
