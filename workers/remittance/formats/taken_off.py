"""Rows that only take something off the document above them: a discount, a withholding, a deduction with its reason.

Such a row becomes a note of the row above. A figure taken off the whole payment (bank charges) must stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.table import Knows, Row
from workers.remittance.formats.vocabulary import DEDUCTION_WORD, DISCOUNT_WORD, plain

_OFF_THE_PAYMENT = re.compile(
    r"\b(?:bank\w*|fees?|charges?|spesen|gebuhr\w*|frais|gastos|spese|commissioni|kosten|round\w*|total|previous"
    r"|on account|credit|gutschrift|avoir)\b"
)


def with_notes(rows: Sequence[Row], column: int | None, knows: Knows) -> list[Row]:
    """The rows with what is taken off each of them below it as its notes, its figures less what is taken off.

    Behind the last row a figure may be meant for all rows: it is one row's own only if other rows have their own too.
    """
    below = _owners(rows, column, knows)
    last_named = max((i for i in range(len(rows)) if i not in below), default=0)
    if set(below.values()) == {last_named} and last_named and not _names_its_row(rows, below, column):
        below = {i: owner for i, owner in below.items() if owner != last_named}
    joined: list[Row] = []
    for index, row in enumerate(rows):
        if index in below:
            joined[-1] = _less(joined[-1], row)
        else:
            joined.append(row)
    return joined


def _names_its_row(rows: Sequence[Row], below: dict[int, int], column: int | None) -> bool:
    return column is not None and all(rows[i].text(column) == rows[owner].text(column) for i, owner in below.items())


def _owners(rows: Sequence[Row], column: int | None, knows: Knows) -> dict[int, int]:
    """For each row that only takes something off, the place of the row it is taken off."""
    owners: dict[int, int] = {}
    owner: int | None = None
    for index, row in enumerate(rows):
        if owner is not None and _takes_off(row, rows[owner], column, knows):
            owners[index] = owner
        else:
            owner = index
    return owners


def _takes_off(row: Row, above: Row, column: int | None, knows: Knows) -> bool:
    """Less than the figure above it, the other way, and called a discount or a deduction."""
    own, name = (row.text(column), above.text(column)) if column is not None else ("", "")
    words = plain(row.all_text)
    repeats_name = own == name and bool(DISCOUNT_WORD.search(words))
    if (has_digit(own) and not repeats_name) or not has_digit(name):
        return False
    if any(knows(text) for key, text in row.texts if key != column):
        return False
    if not (DISCOUNT_WORD.search(words) or DEDUCTION_WORD.search(words)) or _OFF_THE_PAYMENT.search(words):
        return False
    pairs = [(figure, above.amount(key)) for key, figure in row.amounts if figure]
    return bool(pairs) and all(
        whole is not None and figure * whole < 0 and abs(figure) < abs(whole) for figure, whole in pairs
    )


def _less(row: Row, taken: Row) -> Row:
    off = dict(taken.amounts)
    amounts = tuple((key, figure + off.get(key, 0)) for key, figure in row.amounts)
    return replace(row, amounts=amounts, notes=(*row.notes, taken.line, *taken.notes))
