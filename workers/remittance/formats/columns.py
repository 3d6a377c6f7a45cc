"""Which column of a table a piece of text stands in: by the titles' extents and by where the amounts line up.

The bounds between columns are midpoints, left edges or right edges of the titles, whichever the amounts fit best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from workers.remittance.formats.header import Title
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.vocabulary import MONEY_ROLES, TOTAL, plain

Cells = list[tuple[int, Segment]]
_SAME_EDGE = 1.0


def cells_of(lines: Sequence[Line], titles: Sequence[Title]) -> dict[int, Cells]:
    """For each line, by its number, its segments with the column each one stands in.

    A bare whole number is an amount under the title of money. Where all of the column's amounts have decimals, it is
    one only if it ends where they all end: round amounts are printed without their zeros.
    """
    bounds = _bounds(titles, lines)
    placed = {line.number: _cells(line, titles, bounds) for line in lines}
    amounts: dict[int, list[Segment]] = {}
    for column, segment in (cell for cells in placed.values() for cell in cells):
        if segment.amount and segment.amount.text:
            amounts.setdefault(column, []).append(segment)
    edges = {c: _edge(amounts.get(c, [])) for c, title in enumerate(titles) if title.role in MONEY_ROLES}
    return {number: [_counted(column, s, edges) for column, s in cells] for number, cells in placed.items()}


def _edge(amounts: Sequence[Segment]) -> float | None:
    """Where whole numbers must end to count: anywhere (None), at the amounts' common right edge, or nowhere (inf)."""
    if not amounts or any(segment.amount and segment.amount.whole for segment in amounts):
        return None
    ends = sorted(segment.x1 for segment in amounts)
    return ends[0] if len(ends) > 1 and ends[-1] - ends[0] <= _SAME_EDGE else float("inf")


def _counted(column: int, segment: Segment, edges: Mapping[int, float | None]) -> tuple[int, Segment]:
    if segment.number is None or column not in edges:
        return column, segment
    edge = edges[column]
    is_amount = edge is None or abs(segment.x1 - edge) <= _SAME_EDGE
    return column, replace(segment, amount=segment.number) if is_amount else segment


def _bounds(titles: Sequence[Title], lines: Sequence[Line]) -> list[float]:
    """Where one column ends and the next begins: by left edges, right edges or middles, whichever fits the amounts."""
    clusters = _clusters([s for line in lines if not TOTAL.search(plain(line.text)) for s in line.segments if s.amount])
    pairs = list(pairwise(titles))
    choices = [
        [(left.x1 + right.x0) / 2 for left, right in pairs],
        [right.x0 - 2 for _, right in pairs],
        [left.x1 + 2 for left, _ in pairs],
    ]
    return min(choices, key=lambda bounds: _misfit(bounds, titles, clusters))


def _clusters(amounts: Sequence[Segment]) -> list[tuple[float, float, int]]:
    """Horizontal extents covered by amounts, and how many amounts each has."""
    clusters: list[tuple[float, float, int]] = []
    for segment in sorted(amounts, key=lambda s: s.x0):
        if clusters and segment.x0 <= clusters[-1][1]:
            x0, x1, count = clusters[-1]
            clusters[-1] = (x0, max(x1, segment.x1), count + 1)
        else:
            clusters.append((segment.x0, segment.x1, 1))
    return clusters


def _misfit(bounds: Sequence[float], titles: Sequence[Title], clusters: Sequence[tuple[float, float, int]]) -> float:
    """How badly the amounts fit: parts that stick out of their column, columns that hold no money, or two clusters."""
    misfit, used = 0.0, set()
    for x0, x1, count in clusters:
        column = _column_at((x0 + x1) / 2, bounds)
        left = bounds[column - 1] if column else float("-inf")
        right = bounds[column] if column < len(bounds) else float("inf")
        misfit += (max(0.0, left - x0) + max(0.0, x1 - right)) * count
        role = titles[column].role
        misfit += 0 if role in MONEY_ROLES else (10 if role is None else 50) * count
        misfit += 50 * (column in used)
        used.add(column)
    return misfit


def _column_at(x: float, bounds: Sequence[float]) -> int:
    return sum(x > bound for bound in bounds)


def _cells(line: Line, titles: Sequence[Title], bounds: Sequence[float]) -> Cells:
    cells = []
    for segment in line.segments:
        column = _column_at((segment.x0 + segment.x1) / 2, bounds)
        if segment.amount is not None or (segment.number is not None and titles[column].role in MONEY_ROLES):
            cells.append((column, segment))
        else:
            cells += [(_text_column(part, titles, bounds), part) for part in _split_at_titles(segment, titles)]
    return cells


def _text_column(segment: Segment, titles: Sequence[Title], bounds: Sequence[float]) -> int:
    """The column whose title a text stands under; one under no title goes by the bounds."""
    overlaps = [min(segment.x1, title.x1) - max(segment.x0, title.x0) for title in titles]
    best = max(range(len(titles)), key=overlaps.__getitem__)
    aligned = next((i for i, title in enumerate(titles) if abs(title.x0 - segment.x0) <= 1.5), None)
    if aligned is not None:
        return aligned
    return best if overlaps[best] > 0 else _column_at(segment.x0 + 1, bounds)


def _split_at_titles(segment: Segment, titles: Sequence[Title]) -> list[Segment]:
    """Two cells printed so close that they look like one text are parted where a word begins under a title."""
    starts = [
        index
        for index, word in enumerate(segment.words)
        if index and any(abs(title.x0 - word.x0) <= 1.0 for title in titles)
    ]
    edges = [0, *starts, len(segment.words)]
    parts = [segment.words[a:b] for a, b in pairwise(edges)]
    return [Segment(" ".join(w.text for w in part), part[0].x0, part[-1].x1, None, part) for part in parts if part]
