"""What a remark on a row is: the reason why something was taken off, or a description of what was bought.

A column of remarks that is filled on every row describes: what stands alike on rows from which nothing was taken off is
no reason. A word that only reasons have makes one of any text. Must not say how much was taken off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.formats.items import Items
from workers.remittance.formats.reason_words import is_reason
from workers.remittance.formats.table import Row, Table
from workers.remittance.formats.vocabulary import Role, plain

_FEWEST_ALIKE = 2
_UNPAID = frozenset((Role.TAX, Role.BASE, Role.STATED, Role.BALANCE))
_NUMBERS = re.compile(r"\S*\d\S*")


def without_descriptions(items: Items) -> Items:
    """The table with the remarks that only describe in a column of their own, which gives no reasons.

    A text that stands only on rows from which something was taken off is a reason, whatever its column is called.
    """
    for column, title in enumerate(items.table.header.titles if len(items.rows) > 1 else ()):
        texts = [row.text(column) for row in items.rows]
        if title.role is Role.REASON and all(texts):
            items = _moved(items, column, _descriptions(items, texts))
        elif title.role is Role.TEXT and any(texts) and _only_where_taken(items, texts):
            items = _called_reason(items, column)
    return items


def _only_where_taken(items: Items, texts: Sequence[str]) -> bool:
    return all(bool(text) != _is_untouched(items.table, row) for row, text in zip(items.rows, texts, strict=True))


def _called_reason(items: Items, column: int) -> Items:
    titles = items.table.header.titles
    called = tuple(replace(t, role=Role.REASON) if c == column else t for c, t in enumerate(titles))
    return replace(items, table=replace(items.table, header=replace(items.table.header, titles=called)))


def _moved(items: Items, column: int, kinds: frozenset[str]) -> Items:
    titles = items.table.header.titles
    if not kinds:
        return items
    further = replace(items.table.header, titles=(*titles, replace(titles[column], text="", role=None)))
    rows = tuple(_with_text_at(row, column, len(titles), kinds) for row in items.rows)
    return replace(items, table=replace(items.table, header=further), rows=rows)


def _with_text_at(row: Row, column: int, place: int, kinds: frozenset[str]) -> Row:
    if _kind(row.text(column)) not in kinds:
        return row
    return replace(row, texts=tuple((place if key == column else key, text) for key, text in row.texts))


def _descriptions(items: Items, texts: Sequence[str]) -> frozenset[str]:
    """The remarks, numbers aside, that stand on several rows, and on one of them with nothing taken off."""
    kinds = Counter(_kind(text) for text in texts)
    rows = zip(items.rows, texts, strict=True)
    bare = {_kind(text) for row, text in rows if _is_untouched(items.table, row)}
    return frozenset(kind for kind in bare if kinds[kind] >= _FEWEST_ALIKE and not is_reason(kind))


def _kind(text: str) -> str:
    return plain(_NUMBERS.sub(" ", text))


def _is_untouched(table: Table, row: Row) -> bool:
    """Whether a row prints one amount only, however often: nothing shows that something was taken off."""
    titles = table.header.titles
    figures = {abs(figure) for column, figure in row.amounts if figure and titles[column].role not in _UNPAID}
    return len(figures) <= 1
