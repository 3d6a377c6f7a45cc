"""The rows of a table: amounts into columns, lines into rows, broken cells joined again.

A row is anchored by the line that holds its amounts; lines between two anchors belong to the nearer one.
Must not decide which rows are totals nor which column is paid: `closing` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workers.remittance.document import Document
from workers.remittance.formats.header import Header, Title
from workers.remittance.formats.layout import Line, Segment, joined
from workers.remittance.formats.vocabulary import MONEY_ROLES, TOTAL, Role, plain

_NOTE = re.compile(r":|[^\W\d_]{3,}\W+[^\W\d_]{2,}")
_NEAR = 1.2
_PROSE_ROLES = MONEY_ROLES | {Role.TEXT, Role.REASON}
_CODE_LIKE = re.compile(r"^[^\s]*\d[^\s]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: text and amounts by column, and further lines that stand with it as notes."""

    line: Line
    texts: tuple[tuple[int, str], ...]
    amounts: tuple[tuple[int, int], ...]
    notes: tuple[Line, ...] = ()

    def text(self, column: int) -> str:
        return next((text for key, text in self.texts if key == column), "")

    def amount(self, column: int) -> int | None:
        return next((minor for key, minor in self.amounts if key == column), None)

    @property
    def all_text(self) -> str:
        return " ".join(text for _, text in self.texts)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, in reading order, over as many pages as it runs."""

    header: Header
    rows: tuple[Row, ...]

    @property
    def money_columns(self) -> list[int]:
        return sorted({column for row in self.rows for column, _ in row.amounts})


def read_table(header: Header, lines: Sequence[Line], document: Document) -> Table:
    """The rows in ``lines``, which are those between this header and the next one."""
    bounds = _bounds(header.titles, lines)
    cells = {line.number: _cells(line, header.titles, bounds) for line in lines}
    anchors = _anchors(lines, cells)
    owners = _owners(lines, anchors, document)
    members: dict[int, list[Line]] = {anchor.number: [] for anchor in anchors}
    for line in lines:
        if line.number in owners:
            members[owners[line.number]].append(line)
    return Table(header, tuple(_row(anchor, members[anchor.number], cells, header.titles) for anchor in anchors))


def _row(
    anchor: Line, members: Sequence[Line], cells: dict[int, list[tuple[int, Segment]]], titles: Sequence[Title]
) -> Row:
    """The cells of an anchor and of the lines that continue them; other lines become notes."""
    own = {column: segment.text for column, segment in cells[anchor.number] if segment.amount is None}
    notes = tuple(line for line in members if line is not anchor and _is_note(line, cells[line.number], titles, own))
    parts: dict[int, list[str]] = {}
    amounts: dict[int, int] = {}
    for line in members:
        for column, segment in cells[line.number] if line not in notes else ():
            if segment.amount is None:
                parts.setdefault(column, []).append(segment.text)
            elif segment.amount.text or column not in amounts:
                amounts[column] = segment.amount.minor
    texts = tuple((column, joined(texts)) for column, texts in sorted(parts.items()))
    return Row(anchor, texts, tuple(sorted(amounts.items())), notes)


def _is_note(line: Line, cells: Sequence[tuple[int, Segment]], titles: Sequence[Title], own: dict[int, str]) -> bool:
    """A line of prose below a row, as opposed to the rest of a broken cell."""
    texts = [(column, segment.text) for column, segment in cells if segment.amount is None]
    if len(texts) != 1 or line.segments[0].amount is not None or titles[texts[0][0]].role in _PROSE_ROLES:
        return False
    column, text = texts[0]
    cell = own.get(column, "")
    is_word_under_number = bool(cell) and cell[-1] not in "-/_." and not any(c.isdigit() for c in text)
    return is_word_under_number or (bool(_NOTE.search(text)) and not _CODE_LIKE.match(text))


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


def _cells(line: Line, titles: Sequence[Title], bounds: Sequence[float]) -> list[tuple[int, Segment]]:
    cells = []
    for segment in line.segments:
        column = _column_at((segment.x0 + segment.x1) / 2, bounds)
        if segment.amount is not None:
            cells.append((column, segment))
        elif segment.number is not None and titles[column].role in MONEY_ROLES:
            cells.append((column, replace(segment, amount=segment.number)))
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


def _anchors(lines: Sequence[Line], cells: dict[int, list[tuple[int, Segment]]]) -> list[Line]:
    """The lines with an amount in the column that has the most of them (of equals, the rightmost)."""
    counts: dict[int, int] = {}
    for line in lines:
        for column in {column for column, segment in cells[line.number] if segment.amount and segment.amount.text}:
            counts[column] = counts.get(column, 0) + 1
    if not counts:
        return []
    densest = max(counts, key=lambda column: (counts[column], column))
    return [
        line
        for line in lines
        if any(column == densest and segment.amount and segment.amount.text for column, segment in cells[line.number])
    ]


def _owners(lines: Sequence[Line], anchors: Sequence[Line], document: Document) -> dict[int, int]:
    """For each line the number of the anchor it belongs to; lines that only name a total belong to none."""
    owners = {anchor.number: anchor.number for anchor in anchors}
    between: list[Line] = []
    upper: Line | None = None
    for line in [*lines, None]:
        if line is not None and line.number not in owners:
            if not TOTAL.search(plain(line.text)):
                between.append(line)
            continue
        split = _split_between(upper, between, line, document)
        owners.update(_reached(upper, between[:split]))
        owners.update(_reached(line, list(reversed(between[split:]))))
        upper, between = line, []
    return owners


def _reached(owner: Line | None, nearest_first: Sequence[Line]) -> dict[int, int]:
    """A row's further lines follow each other closely; anything further off is not part of the table."""
    reached: dict[int, int] = {}
    last = owner
    for line in nearest_first:
        if (
            owner is None
            or last is None
            or line.page != last.page
            or _gap(line, last) > _NEAR * max(line.height, last.height)
        ):
            break
        reached[line.number] = owner.number
        last = line
    return reached


def _gap(a: Line, b: Line) -> float:
    return max(a.top, b.top) - min(a.bottom, b.bottom)


def _split_between(upper: Line | None, between: Sequence[Line], lower: Line | None, document: Document) -> int:
    """How many of the lines between two anchors belong to the upper one: a rule parts them, else the widest gap."""
    if upper is None or lower is None or upper.page != lower.page:
        return len(between) if upper is not None else 0
    chain = [upper, *between, lower]
    rules = document.pages[upper.page].rules
    ruled = [
        position
        for position, (first, second) in enumerate(pairwise(chain))
        if any(first.bottom - 3 <= rule <= second.top + 3 for rule in rules)
    ]
    if len(ruled) == 1:
        return ruled[0]
    gaps = [second.top - first.bottom for first, second in pairwise(chain)]
    widest = max(gaps)
    return gaps.index(widest) if widest > min(gaps) + 0.15 * upper.height else len(between)
