"""Which rows of a table list documents, which are totals, and which column names our documents."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from workers.remittance.formats.glued import unglued
from workers.remittance.formats.header import Title
from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.table import Knows, Row, Table
from workers.remittance.formats.taken_off import with_notes
from workers.remittance.formats.vocabulary import TOTAL, Role, plain, role_of

_NUMBER = re.compile(r"\S*\d{3}\S*$")
_SHORTEST_NUMBER = 3
_DATE = re.compile(r"\d{1,4}[./-]\w{1,9}[./-]\d{1,4}$")
_ROLE_WEIGHT = {
    Role.REFERENCE: 1.0, Role.OWN_REFERENCE: -0.6, Role.ORDER: -0.5, Role.PAYMENT_REFERENCE: -2.0, Role.DATE: -2.0,
    Role.PAYMENT_DATE: -2.0, Role.TYPE: -1.0, Role.REASON: -1.0, Role.TEXT: -0.3, Role.CURRENCY: -2.0,
}  # fmt: skip

_SUMMED_ROLES = (Role.AMOUNT, Role.NET, Role.GROSS, Role.PAYMENT_AMOUNT)


@dataclass(frozen=True, slots=True)
class Items:
    """A table sorted out. ``late`` rows stand between a subtotal and the last total and name no document: charges."""

    table: Table
    column: int | None
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    late: tuple[Row, ...] = ()


def reference_column(table: Table, knows: Knows) -> int | None:
    """The column that names our documents: by what the payer's open items are called, then by its title."""
    scores: dict[int, float] = {}
    for column, title in enumerate(table.header.titles):
        cells = [row.text(column) for row in table.rows if row.text(column) and not is_total(row, knows)]
        texts = [own_number(text, knows) for text in cells]
        numbers = [text for text in texts if has_digit(text) and len(text) >= _SHORTEST_NUMBER]
        if not numbers or all(_DATE.match(text) for text in numbers):
            continue
        known = sum(knows(text) for text in texts) / len(texts)
        if known * len(texts) == 1 and title.role is Role.OWN_REFERENCE and _is_named_elsewhere(table, column):
            known = 0.0
        weight = _ROLE_WEIGHT.get(title.role, 0.0) if title.role is not None else 0.0
        scores[column] = 2.5 * known + weight + (0.1 if len(set(texts)) == len(texts) else 0.0)
    if not scores:
        return next((i for i, title in enumerate(table.header.titles) if title.role is Role.REFERENCE), None)
    return max(scores, key=lambda column: (scores[column], -column))


def _is_named_elsewhere(table: Table, column: int) -> bool:
    """Whether a column is called our number: one hit in what the payer calls the own number is then chance."""
    others = (c for c, title in enumerate(table.header.titles) if title.role is Role.REFERENCE and c != column)
    return any(has_digit(row.text(c)) for c in others for row in table.rows)


def is_total(row: Row, knows: Knows) -> bool:
    """A total, subtotal or carried amount: named so, or like a column of money, and naming no document."""
    if not TOTAL.search(plain(row.all_text)) and role_of(row.all_text) not in _SUMMED_ROLES:
        return False
    return not any(knows(text) or (_NUMBER.match(text) and not _DATE.match(text)) for _, text in row.texts)


def read_items(table: Table, knows: Knows) -> Items:
    """The rows that list something, apart from totals and from what follows the last total (the cheque itself).

    A total above the first row is carried from the page before: rows follow it.
    """
    table = _unstacked(table, knows)
    column = reference_column(table, knows)
    rows: list[Row] = []
    totals: list[Row] = []
    waiting: list[Row] = []
    late: list[Row] = []
    shapes: set[frozenset[int]] = set()
    bottom = _bare_bottom([row for row in table.rows if not is_total(row, knows)])
    for row in table.rows:
        shape = frozenset(key for key, _ in row.texts)
        text = row.text(column) if column is not None else ""
        if is_total(row, knows) or (row is bottom and rows):
            totals.append(row)
            late, waiting = [*late, *waiting], []
        elif not (totals and rows) or knows(own_number(text, knows)) or _is_alike(text, shape, shapes):
            rows.append(row)
            shapes.add(shape)
        else:
            waiting.append(row)
    rows = rows if column is None else unglued(rows, column, knows)
    return Items(table, column, tuple(with_notes(rows, column, knows)), tuple(totals), tuple(late))


def _bare_bottom(rows: Sequence[Row]) -> Row | None:
    """The last row if it alone has figures and not a word: the sum of those above, right or wrong."""
    above, last = rows[:-1], rows[-1:]
    return next((row for row in last if not row.texts and all(other.texts for other in above)), None)


def _is_alike(text: str, shape: frozenset[int], shapes: Container[frozenset[int]]) -> bool:
    return has_digit(text) and len(text.split()) <= 2 and shape in shapes


def _unstacked(table: Table, knows: Knows) -> Table:
    """Where every row is followed by a line of bare amounts, these become further columns of the row."""
    plain_rows = [row for row in table.rows if not is_total(row, knows)]
    bare = [row for row in plain_rows if not row.texts]
    leading = [row for row in plain_rows if row.texts]
    pairs = list(zip(plain_rows[::2], plain_rows[1::2], strict=False))
    if not bare or len(bare) != len(leading) or not all(first.texts and not second.texts for first, second in pairs):
        return table
    width = len(table.header.titles)
    below = {id(second) for _, second in pairs}
    joined = {
        id(first): replace(first, amounts=(*first.amounts, *((width + key, figure) for key, figure in second.amounts)))
        for first, second in pairs
    }
    rows = tuple(joined.get(id(row), row) for row in table.rows if id(row) not in below)
    further = tuple(Title("", title.x0, title.x1, None) for title in table.header.titles)
    return Table(replace(table.header, titles=(*table.header.titles, *further)), rows)
