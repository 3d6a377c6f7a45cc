"""Tables and the stated amounts to a payment that closes: which rows are items, which column is paid.

Roles are decided by arithmetic first: the column whose figures add up to the stated payment is the paid one, titles
only order the attempts. Two ways that close with different figures are a conflict, never a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.contradictions import (
    explained_amounts,
    is_what_is_left,
    why_not_paid,
    without_stated_amount,
)
from workers.remittance.formats.fields import StatedAmount, Strength
from workers.remittance.formats.items import Items
from workers.remittance.formats.lines import advice_line, own_number
from workers.remittance.formats.repeated_facts import stated_on_rows
from workers.remittance.formats.roles import with_roles
from workers.remittance.formats.stated_below import stated_below
from workers.remittance.formats.sums import without_stated, without_sums
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vectors import CALLED_PAID, Vector, column_of, net_vectors, role_at

_MOST_COMBINATIONS = 2_000
Choice = tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a table: its lines, what they must add up to, and whether another way closes differently."""

    lines: tuple[AdviceLine, ...]
    stated: int | None
    closes: bool
    conflict: str = ""


def close(tables: Sequence[Items], stated: Sequence[StatedAmount], knows: Knows) -> Reading:
    """The reading of the tables that adds up to the stated payment, or the most plausible one that does not.

    Rows between a subtotal and the total (charges taken off) are read only where the items do not close without them.
    """
    stated = (*stated, *stated_on_rows(tables), *stated_below(tables, knows))
    plausible: Reading | None = None
    for selection in _selections(tables, knows):
        reading = _close(selection, stated, knows)
        if reading.closes:
            return reading
        plausible = plausible or reading
    return plausible or Reading((), None, False)


def _selections(tables: Sequence[Items], knows: Knows) -> Iterator[list[Items]]:
    """Which rows are meant: without what only adds up others, with charges behind a subtotal, all of them."""
    bare = [replace(items, rows=without_sums(items.rows, items.column, knows)) for items in tables]
    yield bare
    if any(items.late for items in tables):
        yield [replace(items, rows=(*items.rows, *items.late)) for items in bare]
    if bare != list(tables):
        yield list(tables)


def _close(tables: Sequence[Items], stated: Sequence[StatedAmount], knows: Knows) -> Reading:
    choices = [net_vectors(items.table, items.rows) for items in tables]
    if not choices or not all(choices):
        return Reading((), None, False)
    plausible: Choice = tuple(vectors[0] for vectors in choices)
    for rank, targets in enumerate(_targets(stated)):
        closing = [choice for choice in islice(product(*choices), _MOST_COMBINATIONS) if _total(choice) in targets]
        closing = _called_paid(tables, closing) if rank else closing
        if closing:
            conflict = _conflict(tables, closing, targets)
            return Reading(_lines(tables, closing[0], knows), _total(closing[0]), True, conflict)
        if targets:
            return _that_does_not_close(tables, targets, knows)
    return Reading(_lines(tables, plausible, knows), None, True, without_stated_amount(tables, choices))


def _called_paid(tables: Sequence[Items], closing: list[Choice]) -> list[Choice]:
    """Of columns that all add up to a total below them, those called paid, else what is left of a gross; or all."""
    if len({tuple(_sizes(choice)) for choice in closing}) < 2:
        return closing
    ways = (_is_called_paid, is_what_is_left)
    paid = ([choice for choice in closing if all(map(is_paid, tables, choice))] for is_paid in ways)
    return next((found for found in paid if found), closing)


def _is_called_paid(items: Items, vector: Vector) -> bool:
    column = column_of(items.table, items.rows, vector)
    return column is not None and role_at(items.table, column) in CALLED_PAID


def _that_does_not_close(tables: Sequence[Items], targets: Sequence[int], knows: Knows) -> Reading:
    kept = [replace(i, rows=without_stated(i.rows, i.column, targets, knows)) for i in tables]
    read = [(items, vectors[0]) for items in kept if (vectors := net_vectors(items.table, items.rows))]
    lines = _lines([items for items, _ in read], tuple(vector for _, vector in read), knows)
    return Reading(lines, min(targets), False)


def _total(choice: Choice) -> int:
    return sum(map(sum, choice))


def _lines(tables: Sequence[Items], choice: Choice, knows: Knows) -> tuple[AdviceLine, ...]:
    lines: list[AdviceLine] = []
    for items, vector in zip(tables, choice, strict=True):
        table = with_roles(items.table, items.rows, vector)
        lines += [advice_line(table, row, items.column, net) for row, net in zip(items.rows, vector, strict=True)]
    return tuple(replace(line, reference=own_number(line.reference, knows)) for line in lines)


def _conflict(tables: Sequence[Items], closing: Sequence[Choice], targets: Sequence[int]) -> str:
    """Why the first reading is not the only one, if so. The same figures with other signs are no other reading."""
    first = closing[0]
    if any(_sizes(other) != _sizes(first) for other in closing):
        return "two columns add up to the payment"
    others = set(targets) - {_total(first)} - explained_amounts(tables, first)
    if others:
        return f"the document states {len(others) + 1} different amounts"
    return next((why for items, vector in zip(tables, first, strict=True) if (why := why_not_paid(items, vector))), "")


def _sizes(choice: Choice) -> list[int]:
    return sorted(abs(figure) for vector in choice for figure in vector)


def _targets(stated: Sequence[StatedAmount]) -> Iterable[list[int]]:
    """Sets of amounts the lines may have to add up to, the most binding set first."""
    for strengths in ((Strength.STRONG,), (Strength.WEAK,), tuple(Strength)):
        yield sorted({abs(s.minor) for s in stated if s.strength in strengths and s.minor})
