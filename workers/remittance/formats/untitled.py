"""Tables whose titles say nothing, or that have none: found by the rows themselves.

A row is told by a number we know, or, last, by looking like the other rows. Must not decide whether it adds up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from workers.remittance.formats.glued import shared_edge
from workers.remittance.formats.header import Header, Title, are_adjacent, may_hold_titles, titles_of
from workers.remittance.formats.layout import Line
from workers.remittance.formats.vocabulary import TOTAL, plain

Knows = Callable[[str], bool]
_NUMBERED = re.compile(r"(?:\D{0,12} )?\S*\d{3}\S*$")
_DATE = re.compile(r"\d{1,4}[./-]\w{1,9}[./-]\d{1,4}$")


def guess_header(lines: Sequence[Line], knows: Knows) -> Header | None:
    """The header of a table whose titles are in no language we know: the line above the first row with a known number.

    Without such a line the columns are where the rows have them.
    """
    rows = [line for line in lines if line.amounts and any(knows(s.text) for s in line.segments if not s.amount)]
    rows = rows or _glued_rows(lines, knows)
    if not rows:
        return None
    first = rows[0]
    above = lines[first.number - 1] if first.number else None
    if above is not None and len(above.segments) > 1 and may_hold_titles(above) and are_adjacent((above, first), 2.5):
        return Header(above.number, above.number, titles_of((above,)))
    return _header_over(rows)


def _glued_rows(lines: Sequence[Line], knows: Knows) -> list[Line]:
    """Rows whose cells run into one another: the numbers we know stand in them at one edge."""
    named = [(line, w) for line in lines if line.amounts for s in line.segments for w in s.words if knows(w.text)]
    is_aligned = any(shared_edge(places) is not None for places in ([w.x0 for _, w in named], [w.x1 for _, w in named]))
    return list(dict.fromkeys(line for line, _ in named)) if is_aligned else []


def header_by_shape(lines: Sequence[Line]) -> Header | None:
    """The columns of rows that look alike, a number and an amount on each, where nothing tells their titles."""
    rows = [line for line in lines if line.amounts and not TOTAL.search(plain(line.text)) and _names_something(line)]
    shapes = Counter(len(line.segments) for line in rows)
    usual = shapes.most_common(1)[0][0] if shapes else 0
    alike = [line for line in rows if len(line.segments) == usual]
    return _header_over(alike) if len(alike) > 1 else None


def _header_over(rows: Sequence[Line]) -> Header | None:
    """A header without titles; none where two amounts of a row share a column: sentences are no table."""
    titles, above = _bare_titles(rows), rows[0].number - 1
    crowded = any(sum(t.x0 <= s.x0 and s.x1 <= t.x1 for s in row.amounts) > 1 for row in rows for t in titles)
    return None if crowded else Header(above, above, titles)


def _names_something(line: Line) -> bool:
    return any(not s.amount and _NUMBERED.match(s.text) and not _DATE.match(s.text) for s in line.segments)


def _bare_titles(rows: Sequence[Line]) -> tuple[Title, ...]:
    """Columns without titles: the extents that the rows' cells cover."""
    extents: list[tuple[float, float]] = []
    for segment in sorted((s for line in rows for s in line.segments), key=lambda s: s.x0):
        if extents and segment.x0 < extents[-1][1]:
            extents[-1] = (extents[-1][0], max(extents[-1][1], segment.x1))
        else:
            extents.append((segment.x0, segment.x1))
    return tuple(Title("", x0, x1, None) for x0, x1 in extents)
