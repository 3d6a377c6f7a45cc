"""Titles printed so close that they look like one: parted where the rows have several amounts under them.

Must not look at what amounts mean, nor part a title whose words do not reach over all of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workers.remittance.document import Word
from workers.remittance.formats.header import Header, Title
from workers.remittance.formats.hinted_titles import RoleOf
from workers.remittance.formats.layout import Line, Segment

_FEWEST_SHARE = 0.5


def parted(header: Header, printed: Sequence[Line], body: Sequence[Line], role_of: RoleOf) -> Header:
    """The header with a title for every column of amounts; ``printed`` are the lines that the titles stand on."""
    rows = [line.amounts for line in body if line.amounts]
    words = [word for line in printed for segment in line.segments for word in segment.words]
    titles = tuple(part for title in header.titles for part in _parts(title, words, rows, role_of))
    return header if titles == header.titles else replace(header, titles=titles)


def _parts(title: Title, words: Sequence[Word], rows: Sequence[Sequence[Segment]], role_of: RoleOf) -> Iterator[Title]:
    columns = _columns_under(title, rows)
    groups: list[list[Word]] = [[] for _ in columns]
    for word in (word for word in words if title.x0 <= word.x0 and word.x1 <= title.x1):
        groups[_nearest(word, columns)].append(word)
    if len(columns) < 2 or not all(groups):
        yield title
        return
    for group in groups:
        text = " ".join(word.text for word in group)
        yield Title(text, min(w.x0 for w in group), max(w.x1 for w in group), role_of(text))


def _columns_under(title: Title, rows: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """The extents of the columns of amounts under a title, if most of the rows fill several of them."""
    under = [[s for s in row if title.x0 < (s.x0 + s.x1) / 2 < title.x1] for row in rows]
    several = [row for row in under if len(row) > 1]
    if len(several) < _FEWEST_SHARE * len(rows) or not several:
        return [(title.x0, title.x1)]
    columns: list[tuple[float, float]] = []
    for segment in sorted((s for row in several for s in row), key=lambda s: s.x0):
        if columns and segment.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], segment.x1))
        else:
            columns.append((segment.x0, segment.x1))
    return columns


def _nearest(word: Word, columns: Sequence[tuple[float, float]]) -> int:
    middle = (word.x0 + word.x1) / 2
    return min(range(len(columns)), key=lambda column: abs(sum(columns[column]) / 2 - middle))
