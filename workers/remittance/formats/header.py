"""The header of a table: which lines carry the column titles, and what each column may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workers.remittance.formats.hinted_titles import RoleOf
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.vocabulary import MONEY_ROLES, Role, role_of

_MAX_HEADER_LINES = 3
_MOST_COLUMNS = 40
_MANY_DIGITS = re.compile(r"\d{3}")
_NUMBERED = re.compile(r"(?:\D{0,12} )?\S*\d{3}\S*$")
_DATE = re.compile(r"\d{1,4}[./-]\w{1,9}[./-]\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Title:
    """One column's title with its horizontal extent."""

    text: str
    x0: float
    x1: float
    role: Role | None


@dataclass(frozen=True, slots=True)
class Header:
    """A table's titles from left to right, the line numbers they stand on, and the caption above them."""

    first: int
    last: int
    titles: tuple[Title, ...]
    heading: str = ""

    @property
    def recognised(self) -> int:
        return sum(title.role is not None for title in self.titles)

    @property
    def key(self) -> str:
        return "|".join(title.text for title in self.titles)

    def has(self, role: Role) -> bool:
        return any(title.role is role for title in self.titles)


def find_headers(lines: Sequence[Line], role_of: RoleOf = role_of) -> list[Header]:
    """All headers of a document, from top to bottom; titles may be broken over up to three lines."""
    headers: list[Header] = []
    index = 0
    while index < len(lines):
        header = _header_at(lines, index, role_of)
        if header is None or _reads_better_without_first(lines, header, role_of):
            index += 1
        else:
            headers.append(replace(header, heading=_heading(lines, header)))
            index = header.last + 1
    return headers


def _heading(lines: Sequence[Line], header: Header) -> str:
    """A line of words close above the titles."""
    if not header.first:
        return ""
    above, titles = lines[header.first - 1 : header.first + 1]
    return above.text if not above.amounts and _are_adjacent((above, titles), 2.5) else ""


def guess_header(lines: Sequence[Line], knows: Callable[[str], bool]) -> Header | None:
    """The header of a table whose titles are in no language we know: the line above the first row with a known number.

    Without such a line the columns are where the rows have them.
    """
    rows = [line for line in lines if line.amounts and any(knows(s.text) for s in line.segments if not s.amount)]
    if not rows:
        return None
    first = rows[0]
    above = lines[first.number - 1] if first.number else None
    if above is not None and len(above.segments) > 1 and _may_hold_titles(above) and _are_adjacent((above, first), 2.5):
        return Header(above.number, above.number, _titles((above,)))
    return Header(first.number - 1, first.number - 1, _bare_titles(rows))


def header_by_shape(lines: Sequence[Line]) -> Header | None:
    """The columns of rows that look alike, a number and an amount on each, where nothing tells their titles."""
    rows = [line for line in lines if line.amounts and not TOTAL.search(plain(line.text)) and _names_something(line)]
    shapes = Counter(len(line.segments) for line in rows)
    usual = shapes.most_common(1)[0][0] if shapes else 0
    alike = [line for line in rows if len(line.segments) == usual]
    return Header(alike[0].number - 1, alike[0].number - 1, _bare_titles(alike)) if len(alike) > 1 else None


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


def _header_at(lines: Sequence[Line], index: int, role_of: RoleOf) -> Header | None:
    best: Header | None = None
    for count in range(1, _MAX_HEADER_LINES + 1):
        block = lines[index : index + count]
        if len(block) < count or not all(_may_hold_titles(line) for line in block) or not _are_adjacent(block):
            break
        header = Header(block[0].number, block[-1].number, _titles(block, role_of))
        if _is_header(header) and (best is None or _reads_better(header, best)):
            best = header
    return best


def _reads_better_without_first(lines: Sequence[Line], header: Header, role_of: RoleOf) -> bool:
    """A page number or a caption above the titles is no part of them."""
    shorter = _header_at(lines, header.first + 1, role_of) if header.last > header.first else None
    return shorter is not None and shorter.recognised > header.recognised


def _reads_better(taller: Header, header: Header) -> bool:
    """A further line belongs to a header when it tells more columns, or completes titles without adding any."""
    completes = len(taller.titles) <= len(header.titles) and taller.recognised == header.recognised
    return taller.recognised > header.recognised or completes


def _may_hold_titles(line: Line) -> bool:
    return len(line.segments) <= _MOST_COLUMNS and not line.amounts and not _MANY_DIGITS.search(line.text)


def _are_adjacent(block: Sequence[Line], heights: float = 0.6) -> bool:
    """Lines of one page with at most so many line heights between them."""
    return all(
        lower.page == upper.page and lower.top - upper.bottom <= heights * upper.height
        for upper, lower in pairwise(block)
    )


def _titles(block: Sequence[Line], role_of: RoleOf = role_of) -> tuple[Title, ...]:
    """Segments of all lines, those above one another joined."""
    columns: list[list[Segment]] = []
    for line in block:
        for segment in line.segments:
            column = next((c for c in columns if any(_overlap(segment, other) > 0 for other in c)), None)
            if column is None:
                columns.append([segment])
            else:
                column.append(segment)
    titles = [
        Title(
            text := " ".join(s.text for s in column),
            min(s.x0 for s in column),
            max(s.x1 for s in column),
            role_of(text),
        )
        for column in columns
    ]
    return tuple(sorted(titles, key=lambda title: title.x0))


def _overlap(a: Segment, b: Segment) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _is_header(header: Header) -> bool:
    """At least two columns that can be told, one of them of money."""
    roles = [title.role for title in header.titles]
    return header.recognised >= 2 and any(role in MONEY_ROLES or role is Role.PAYMENT_AMOUNT for role in roles)
