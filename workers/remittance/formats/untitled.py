"""Tables whose titles say nothing, or that have none: found by the rows themselves.

A row is told by a number we know, and so is every row above that is set like it, whoever knows its number; or, last, by
looking like the other rows. Must not decide whether it adds up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from workers.remittance.document import Word
from workers.remittance.formats.glued import shared_edge
from workers.remittance.formats.header import Header, Title, are_adjacent, may_hold_titles, titles_of
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.vocabulary import TOTAL, plain

Knows = Callable[[str], bool]
_NUMBERED = re.compile(r"(?:\D{0,12} )?\S*\d{3}\S*$")
_DATE = re.compile(r"\d{1,4}[./-]\w{1,9}[./-]\d{1,4}$")


def guess_header(lines: Sequence[Line], knows: Knows) -> Header | None:
    """The header of a table whose titles are in no language we know: the line above the first row with a known number.

    Rows set like that one belong to its table though nobody knows their numbers. Without a line of titles the columns
    are where the rows have them.
    """
    rows = [line for line in lines if line.amounts and any(knows(s.text) for s in line.segments if not s.amount)]
    rows = rows or _glued_rows(lines, knows)
    if not rows:
        return None
    rows = [*_set_alike(lines, rows[0], knows), *rows]
    first = rows[0]
    above = lines[first.number - 1] if first.number else None
    if above is not None and len(above.segments) > 1 and may_hold_titles(above) and are_adjacent((above, first), 2.5):
        return Header(above.number, above.number, titles_of((above,)))
    return _header_over(rows)


def _set_alike(lines: Sequence[Line], row: Line, knows: Knows) -> list[Line]:
    """The lines above a row that have a number where it has the one we know, and amounts only where it has amounts."""
    is_glued = not any(knows(cell.text) for cell in _texts(row, by_word=False))
    known = [cell for cell in _texts(row, by_word=is_glued) if knows(cell.text)]
    most_words = max((len(cell.text.split()) for cell in known), default=0) + 1
    return [
        line
        for line in lines
        if line.number < row.number
        and _is_set_like(line, row)
        and any(
            _stands_under(cell, known) and len(cell.text.split()) <= most_words and _is_number(cell.text.split()[-1])
            for cell in _texts(line, by_word=is_glued)
        )
    ]


def _is_set_like(line: Line, row: Line) -> bool:
    amounts = line.amounts
    return bool(amounts) and all(_stands_under(s, row.amounts) for s in amounts) and not TOTAL.search(plain(line.text))


def _texts(line: Line, *, by_word: bool) -> Sequence[Segment | Word]:
    """What stands on a line besides its amounts."""
    segments = [segment for segment in line.segments if not segment.amount]
    return [word for segment in segments for word in segment.words] if by_word else segments


def _stands_under(cell: Segment | Word, others: Sequence[Segment | Word]) -> bool:
    return any(cell.x0 < other.x1 and cell.x1 > other.x0 for other in others)


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
    return any(not s.amount and _is_number(s.text) for s in line.segments)


def _is_number(text: str) -> bool:
    return bool(_NUMBERED.match(text)) and not _DATE.match(text)


def _bare_titles(rows: Sequence[Line]) -> tuple[Title, ...]:
    """Columns without titles: the extents that the rows' cells cover."""
    extents: list[tuple[float, float]] = []
    for segment in sorted((s for line in rows for s in line.segments), key=lambda s: s.x0):
        if extents and segment.x0 < extents[-1][1]:
            extents[-1] = (extents[-1][0], max(extents[-1][1], segment.x1))
        else:
            extents.append((segment.x0, segment.x1))
    return tuple(Title("", x0, x1, None) for x0, x1 in extents)
