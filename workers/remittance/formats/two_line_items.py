"""Items that take two printed lines under titles that take two: the payer's number above ours, the gross above the net.

Every line of an item is read under the line of titles that it belongs to. Must not read items of one line, nor decide
whether they add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workers.remittance.formats.columns import cells_of
from workers.remittance.formats.header import Header, Title, are_adjacent, may_hold_titles, titles_of
from workers.remittance.formats.hinted_titles import RoleOf
from workers.remittance.formats.items import read_items
from workers.remittance.formats.layout import Line, joined
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.stacks import Stacks
from workers.remittance.formats.table import Knows, Row, Table
from workers.remittance.formats.vocabulary import MONEY_ROLES, TOTAL, plain, role_of

_FEWEST_ITEMS = 2
_FEWEST_LETTERS = 20
_DIGITS = re.compile(r"\d+")
Pair = tuple[Line, Line]


def find_two_line_items(lines: Sequence[Line], knows: Knows, role_of: RoleOf = role_of) -> Stacks | None:
    """The items below the first two lines of titles of which the rows bear out that they come in pairs."""
    for start in range(len(lines) - 1):
        upper, lower = lines[start : start + 2]
        titles = titles_of((upper,), role_of), titles_of((lower,), role_of)
        if not (_are_titles(upper, titles[0]) and _are_titles(lower, titles[1]) and are_adjacent((upper, lower))):
            continue
        pairs = list(_pairs(lines[start + 2 :], (upper.text, lower.text)))
        if len(pairs) >= _FEWEST_ITEMS and _names_one_line_each(pairs, knows):
            table = _table(Header(start, start + 1, (*titles[0], *titles[1])), pairs, len(titles[0]))
            numbers = frozenset(line.number for pair in pairs for line in pair)
            return Stacks(read_items(table, knows), numbers)
    return None


def _are_titles(line: Line, titles: Sequence[Title]) -> bool:
    told = [title.role for title in titles if title.role is not None]
    return may_hold_titles(line) and len(told) > 1 and any(role in MONEY_ROLES for role in told)


def _pairs(lines: Sequence[Line], titles: tuple[str, str]) -> Iterator[Pair]:
    """Every two lines that stand together, up to the first total; titles that come again on a new page are skipped."""
    on_pages = _pages_by_words(lines)
    rest = [line for line in lines if line.text not in titles and not _is_on_pages(line, on_pages)]
    for upper, lower in zip(rest[::2], rest[1::2], strict=False):
        ends = any(TOTAL.search(plain(line.text)) for line in (upper, lower))
        if ends or not are_adjacent((upper, lower), 1.2) or not (upper.amounts or lower.amounts):
            return
        yield upper, lower


def _pages_by_words(lines: Sequence[Line]) -> dict[str, set[int]]:
    pages: dict[str, set[int]] = {}
    for line in lines:
        pages.setdefault(_DIGITS.sub("", line.text), set()).add(line.page)
    return pages


def _is_on_pages(line: Line, pages: Mapping[str, set[int]]) -> bool:
    """Whether a line of words stands on several pages, page numbers aside: no item, but the foot of each page."""
    words = _DIGITS.sub("", line.text)
    return not line.amounts and len(words) >= _FEWEST_LETTERS and len(pages[words]) > 1


def _names_one_line_each(pairs: Sequence[Pair], knows: Knows) -> bool:
    """Whether our numbers stand on the same one of the two lines in every pair that has one, and most have."""
    named = [tuple(_names_document(line, knows) for line in pair) for pair in pairs]
    told = [each for each in named if any(each)]
    return len(set(told)) == 1 and not all(told[0]) and 2 * len(told) >= len(named)


def _names_document(line: Line, knows: Knows) -> bool:
    return any(knows(own_number(s.text, knows)) for s in line.segments if s.amount is None)


def _table(header: Header, pairs: Sequence[Pair], width: int) -> Table:
    above = cells_of([upper for upper, _ in pairs], header.titles[:width])
    below = cells_of([lower for _, lower in pairs], header.titles[width:])
    apart = replace(header, titles=tuple(replace(t, x0=float(i), x1=float(i)) for i, t in enumerate(header.titles)))
    rows = []
    for upper, lower in pairs:
        cells = [*above[upper.number], *((column + width, segment) for column, segment in below[lower.number])]
        texts: dict[int, list[str]] = {}
        for column, segment in cells:
            if segment.amount is None:
                texts.setdefault(column, []).append(segment.text)
        amounts = {column: s.amount.minor for column, s in cells if s.amount is not None}
        row = tuple((column, joined(parts)) for column, parts in sorted(texts.items()))
        rows.append(Row(upper, row, tuple(sorted(amounts.items()))))
    return Table(apart, tuple(rows))
