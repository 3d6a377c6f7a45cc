"""What might be paid per row of a table: one figure per row, for every way the columns may be meant.

All ways are listed, the most plausible first; which one is meant is settled in `closing` by what adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import permutations

from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.table import Row, Table
from workers.remittance.formats.vocabulary import CREDIT_WORD, SET_OFF_WORD, Role, plain

Vector = tuple[int, ...]
_NET_ORDER = (Role.NET, Role.PAYMENT_AMOUNT, Role.AMOUNT, Role.GROSS, None, Role.BALANCE)
_NEVER_NET = frozenset((Role.DISCOUNT, Role.DEDUCTION, Role.MIXED, Role.TAX, Role.BASE, Role.STATED))
CALLED_PAID = (Role.NET, Role.PAYMENT_AMOUNT)
_SIDES = frozenset(
    tuple(sorted(pair.split()))
    for pair in ("s h", "soll haben", "d c", "dr cr", "debit credit", "d k", "debet credit", "debe haber", "d h",
                 "dare avere", "d a")
)  # fmt: skip
_TO_OUR_ACCOUNT = re.compile(r"\b(?:ach |bank )?credit (?:amount|date|total|advice|transfer|\d+ of \d+)\b")
TAKEN = (Role.DISCOUNT, Role.DEDUCTION, Role.MIXED)


def net_vectors(table: Table, rows: Sequence[Row]) -> list[Vector]:
    """What might be paid per row, without repetitions."""
    found = dict.fromkeys((*_columns(table, rows), *_apart(table, rows), *_derived(table, rows), *_less(table, rows)))
    found |= dict.fromkeys([_signed(vector, rows) for vector in found])
    found |= dict.fromkeys([_set_off(vector, rows, credited(table, rows)) for vector in found])
    found |= dict.fromkeys([_sided(vector, side) for side in _sides(table, rows) for vector in found])
    return list(found | dict.fromkeys([tuple(-figure for figure in vector) for vector in found]))


def column_of(table: Table, rows: Sequence[Row], vector: Vector) -> int | None:
    """The column whose figures, signs aside, are the vector."""
    sizes = [abs(figure) for figure in vector]
    columns = (c for c in by_plausibility(table) if [abs(row.amount(c) or 0) for row in rows] == sizes)
    return next(columns, None)


def role_at(table: Table, column: int) -> Role | None:
    return table.header.titles[column].role


def by_plausibility(table: Table) -> list[int]:
    """The columns that may hold what is paid, by title, the rightmost of equals first."""
    columns = [c for c in table.money_columns if role_at(table, c) not in _NEVER_NET]
    order = {role: rank for rank, role in enumerate(_NET_ORDER)}
    return sorted(columns, key=lambda c: (order.get(role_at(table, c), len(order)), -c))


def _columns(table: Table, rows: Sequence[Row]) -> Iterable[Vector]:
    """Columns that are filled in more than half of the rows; not what another one is before tax."""
    untaxed = _untaxed(table, rows)
    for column in (c for c in by_plausibility(table) if c not in untaxed):
        figures = [row.amount(column) for row in rows]
        if figures and sum(figure is not None for figure in figures) * 2 > len(figures):
            yield tuple(figure or 0 for figure in figures)


def _untaxed(table: Table, rows: Sequence[Row]) -> set[int]:
    """The columns that are, on every row, another one less its tax."""
    figures = {c: [row.amount(c) or 0 for row in rows] for c in table.money_columns}
    taxes = [figures[c] for c in figures if role_at(table, c) is Role.TAX and any(figures[c])]
    return {
        base
        for tax in taxes
        for base, whole in permutations(figures, 2)
        if all(a + b == c for a, b, c in zip(figures[base], tax, figures[whole], strict=True))
    }


def _apart(table: Table, rows: Sequence[Row]) -> Iterable[Vector]:
    """Debits and credits in columns of their own: every row has a figure in exactly one of the two."""
    for first, second in permutations(by_plausibility(table), 2):
        pairs = [(row.amount(first) or 0, row.amount(second) or 0) for row in rows]
        if all((a == 0) != (b == 0) for a, b in pairs) and any(a for a, _ in pairs) and any(b for _, b in pairs):
            yield tuple(a - b for a, b in pairs)


def _derived(table: Table, rows: Sequence[Row]) -> Iterable[Vector]:
    """Gross less what is taken off, for tables that print no net."""
    gross = next((c for c in table.money_columns if role_at(table, c) in (Role.GROSS, Role.AMOUNT)), None)
    taken = [c for c in table.money_columns if role_at(table, c) in TAKEN]
    if gross is not None and taken and not table.header.has(Role.NET):
        yield tuple((row.amount(gross) or 0) - sum(abs(row.amount(c) or 0) for c in taken) for row in rows)


def _less(table: Table, rows: Sequence[Row]) -> Iterable[Vector]:
    """One column less another, smaller one, where no title says what either holds."""
    columns = {c: [row.amount(c) or 0 for row in rows] for c in table.money_columns if role_at(table, c) is None}
    for whole, off in permutations(columns, 2):
        pairs = list(zip(columns[whole], columns[off], strict=True))
        if any(columns[off]) and all(abs(taken) < abs(figure) for figure, taken in pairs):
            yield tuple(figure - abs(taken) if figure > 0 else figure + abs(taken) for figure, taken in pairs)


def _sides(table: Table, rows: Sequence[Row]) -> Iterable[tuple[bool, ...]]:
    """Columns that say of every row on which of two sides it stands; which side is paid, adding up must tell."""
    for column in range(len(table.header.titles)):
        marks = [plain(row.text(column)) for row in rows]
        if tuple(sorted(set(marks))) in _SIDES:
            yield tuple(mark == marks[0] for mark in marks)


def _sided(vector: Vector, side: Sequence[bool]) -> Vector:
    return tuple(abs(figure) if own else -abs(figure) for figure, own in zip(vector, side, strict=True))


def credited(table: Table, rows: Sequence[Row]) -> frozenset[int]:
    """The lines of the rows in a section of credits: by its caption, or by the name of the sum below it."""
    kept = {row.line.number for row in rows}
    found: set[int] = set()
    section: list[int] = []
    is_credits = False
    for row in table.rows:
        number = row.line.number
        captions = [plain(" ".join(s.text for s in note.segments)) for note in row.notes if note.number < number]
        if captions:
            section, is_credits = [], any(map(_captions_credits, captions))
        section.append(number)
        if is_credits:
            found.add(number)
        if number not in kept:
            name = plain(row.all_text)
            found.update(section if CREDIT_WORD.search(name) and not has_digit(name) else ())
            section, is_credits = [], False
    return frozenset(found & kept)


def _captions_credits(words: str) -> bool:
    """Whether a caption names credits or set-offs; a numbered one ("Credit 2 of 2") names a payment to our account."""
    return bool(CREDIT_WORD.search(words) or SET_OFF_WORD.search(words)) and not has_digit(words)


def _set_off(vector: Vector, rows: Sequence[Row], credits: frozenset[int]) -> Vector:
    pairs = zip(vector, rows, strict=True)
    return tuple(-abs(figure) if row.line.number in credits else figure for figure, row in pairs)


def _signed(vector: Vector, rows: Sequence[Row]) -> Vector:
    """Credits printed without a sign, told by their name."""
    names = [_TO_OUR_ACCOUNT.sub("", plain(row.all_text)) for row in rows]
    credits = [bool(CREDIT_WORD.search(name)) for name in names]
    return tuple(-abs(figure) if credit else figure for figure, credit in zip(vector, credits, strict=True))
