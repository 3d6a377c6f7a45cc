"""The header of a table: which lines carry the column titles, and what each column may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workers.remittance.formats.hinted_titles import RoleOf
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.vocabulary import MONEY_ROLES, Role, role_of

_MAX_HEADER_LINES = 3
_MOST_COLUMNS = 40
_MANY_DIGITS = re.compile(r"\d{3}")


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
            header = _with_titles_below(lines, header, role_of)
            headers.append(replace(header, heading=_heading(lines, header)))
            index = header.last + 1
    return headers


def _with_titles_below(lines: Sequence[Line], header: Header, role_of: RoleOf) -> Header:
    """Two headers without a row between them are one, whose titles are broken in words that we know one by one."""
    below = _header_at(lines, header.last + 1, role_of) if header.last + 1 < len(lines) else None
    block = lines[header.first : below.last + 1] if below else ()
    if below is None or len(block) > _MAX_HEADER_LINES or not are_adjacent(block):
        return header
    return Header(header.first, below.last, titles_of(block, role_of))


def _heading(lines: Sequence[Line], header: Header) -> str:
    """A line of words close above the titles."""
    if not header.first:
        return ""
    above, titles = lines[header.first - 1 : header.first + 1]
    return above.text if not above.amounts and are_adjacent((above, titles), 2.5) else ""


def _header_at(lines: Sequence[Line], index: int, role_of: RoleOf) -> Header | None:
    best: Header | None = None
    for count in range(1, _MAX_HEADER_LINES + 1):
        block = lines[index : index + count]
        if len(block) < count or not all(may_hold_titles(line) for line in block) or not are_adjacent(block):
            break
        header = Header(block[0].number, block[-1].number, titles_of(block, role_of))
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


def may_hold_titles(line: Line) -> bool:
    return len(line.segments) <= _MOST_COLUMNS and not line.amounts and not _MANY_DIGITS.search(line.text)


def are_adjacent(block: Sequence[Line], heights: float = 0.6) -> bool:
    """Lines of one page with at most so many line heights between them."""
    return all(
        lower.page == upper.page and lower.top - upper.bottom <= heights * upper.height
        for upper, lower in pairwise(block)
    )


def titles_of(block: Sequence[Line], role_of: RoleOf = role_of) -> tuple[Title, ...]:
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
