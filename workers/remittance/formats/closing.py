"""A table and the stated amounts to a payment that closes: which rows are items, which column is paid.

Roles are decided by arithmetic first: the column whose figures add up to the stated payment is the paid one, titles
only order the attempts. Two ways that close with different figures are a conflict, never a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.fields import StatedAmount, Strength
from workers.remittance.formats.items import Items
from workers.remittance.formats.lines import advice_line, own_number
from workers.remittance.formats.table import Knows, Row, Table
from workers.remittance.formats.vocabulary import CREDIT_WORD, Role, plain

_NET_ORDER = (Role.NET, Role.PAYMENT_AMOUNT, Role.AMOUNT, Role.GROSS, None, Role.BALANCE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a table: its lines, what they must add up to, and whether another way closes differently."""

    lines: tuple[AdviceLine, ...]
    stated: int | None
    closes: bool
    conflict: str = ""


def close(items: Items, stated: Sequence[StatedAmount], knows: Knows) -> Reading:
    """The reading of the items that adds up to the stated payment, or the most plausible one that does not.

    Rows between a subtotal and the total (charges taken off) are read only where the items do not close without them.
    """
    reading = _close(items, stated, knows)
    if reading.closes or not items.late:
        return reading
    with_late = _close(replace(items, rows=(*items.rows, *items.late)), stated, knows)
    return with_late if with_late.closes else reading


def _close(items: Items, stated: Sequence[StatedAmount], knows: Knows) -> Reading:
    vectors = _net_vectors(items.table, items.rows)
    if not vectors:
        return Reading((), None, False)
    for targets in _targets(stated):
        closing = [vector for vector in vectors if sum(vector) in targets]
        if closing:
            return Reading(_lines(items, closing[0], knows), sum(closing[0]), True, _conflict(closing, targets))
        if targets:
            return Reading(_lines(items, vectors[0], knows), min(targets), False)
    return Reading(_lines(items, vectors[0], knows), None, True)


def _lines(items: Items, vector: Sequence[int], knows: Knows) -> tuple[AdviceLine, ...]:
    lines = (advice_line(items.table, row, items.column, net) for row, net in zip(items.rows, vector, strict=True))
    return tuple(replace(line, reference=own_number(line.reference, knows)) for line in lines)


def _conflict(closing: Sequence[Sequence[int]], targets: Sequence[int]) -> str:
    """Why the first reading is not the only one, if so. The same figures with other signs are no other reading."""
    if any(sorted(map(abs, other)) != sorted(map(abs, closing[0])) for other in closing):
        return "two columns add up to the payment"
    return f"the document states {len(targets)} different amounts" if len(targets) > 1 else ""


def _targets(stated: Sequence[StatedAmount]) -> Iterable[list[int]]:
    """Sets of amounts the lines may have to add up to, the most binding set first."""
    for strengths in ((Strength.STRONG,), (Strength.WEAK,), tuple(Strength)):
        yield sorted({abs(s.minor) for s in stated if s.strength in strengths and s.minor})


def _net_vectors(table: Table, items: Sequence[Row]) -> list[tuple[int, ...]]:
    """What might be paid per item, in the order of plausibility; without repetitions."""
    vectors: dict[tuple[int, ...], None] = {}
    for column in _by_plausibility(table):
        figures = [row.amount(column) for row in items]
        if figures and sum(figure is not None for figure in figures) * 2 > len(figures):
            vectors.setdefault(tuple(figure or 0 for figure in figures))
    derived = _derived(table, items)
    if derived:
        vectors.setdefault(derived)
    for vector in list(vectors):
        vectors.setdefault(tuple(_signed(figure, row) for figure, row in zip(vector, items, strict=True)))
    for vector in list(vectors):
        vectors.setdefault(tuple(-figure for figure in vector))
    return list(vectors)


def _by_plausibility(table: Table) -> list[int]:
    columns = [c for c in table.money_columns if _role(table, c) not in _NEVER_NET]
    order = {role: rank for rank, role in enumerate(_NET_ORDER)}
    return sorted(columns, key=lambda c: (order.get(_role(table, c), len(order)), -c))


_NEVER_NET = frozenset((Role.DISCOUNT, Role.DEDUCTION, Role.MIXED, Role.TAX))


def _role(table: Table, column: int) -> Role | None:
    return table.header.titles[column].role


def _derived(table: Table, items: Sequence[Row]) -> tuple[int, ...]:
    """Gross less what is taken off, for tables that print no net."""
    if table.header.has(Role.NET):
        return ()
    gross = next((c for c in table.money_columns if _role(table, c) in (Role.GROSS, Role.AMOUNT)), None)
    taken = [c for c in table.money_columns if _role(table, c) in (Role.DISCOUNT, Role.DEDUCTION, Role.MIXED)]
    if gross is None or not taken:
        return ()
    return tuple((row.amount(gross) or 0) - sum(abs(row.amount(c) or 0) for c in taken) for row in items)


def _signed(figure: int, row: Row) -> int:
    """Credits printed without a sign, told by their name."""
    return -abs(figure) if CREDIT_WORD.search(plain(row.all_text)) else figure
