"""The rows of a table: amounts into columns, lines into rows, broken cells joined again.

A row is anchored by the line that holds its amounts; lines between two anchors belong to the nearer one.
Must not decide which rows are totals nor which column is paid: `closing` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.remittance.document import Document
from workers.remittance.formats.columns import Cells, cells_of
from workers.remittance.formats.header import Header, Title
from workers.remittance.formats.layout import Line, has_digit, joined
from workers.remittance.formats.notes import is_billed, labelled
from workers.remittance.formats.vocabulary import MONEY_ROLES, TOTAL, Role, plain

Knows = Callable[[str], bool]
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


def read_table(header: Header, lines: Sequence[Line], document: Document, knows: Knows) -> Table:
    """The rows in ``lines``, which are those between this header and the next one."""
    cells = cells_of(lines, header.titles)
    anchors = _anchors(lines, cells, knows)
    owners = _owners(lines, anchors, document)
    members: dict[int, list[Line]] = {anchor.number: [] for anchor in anchors}
    for line in lines:
        if line.number in owners:
            members[owners[line.number]].append(line)
    return Table(header, tuple(_row(anchor, members[anchor.number], cells, header.titles) for anchor in anchors))


def _row(anchor: Line, members: Sequence[Line], cells: dict[int, Cells], titles: Sequence[Title]) -> Row:
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


def _is_note(line: Line, cells: Cells, titles: Sequence[Title], own: dict[int, str]) -> bool:
    """A line of prose below a row, as opposed to a part of a broken cell."""
    texts = [(column, segment.text) for column, segment in cells if segment.amount is None]
    if _names_its_amounts(line):
        return True
    if len(texts) != 1 or line.segments[0].amount is not None or titles[texts[0][0]].role in _PROSE_ROLES:
        return False
    column, text = texts[0]
    if text[-1] in "-/" and " " not in text:
        return False
    cell = own.get(column, "")
    is_word_under_number = bool(cell) and cell[-1] not in "-/_." and not any(c.isdigit() for c in text)
    return is_word_under_number or (bool(_NOTE.search(text)) and not _CODE_LIKE.match(text))


def _names_its_amounts(line: Line) -> bool:
    """Whether each of several amounts has words of its own before it: figures of the row above, in a line of text."""
    pairs = labelled(line)
    named = all(re.search(r"[^\W\d_]{3}", label) for label, _ in pairs)
    return len(pairs) > 1 and named and line.segments[0].amount is None


def _is_told(line: Line) -> bool:
    """Whether a line tells what was billed for the row above, wherever its amounts stand."""
    is_of_row = _names_its_amounts(line) and any(is_billed(label) for label, _ in labelled(line))
    return is_of_row and not TOTAL.search(plain(line.text))


def _anchors(lines: Sequence[Line], cells: dict[int, Cells], knows: Knows) -> list[Line]:
    """The lines with an amount in the column that has the most of them (of equals, the rightmost), and their like.

    A line with its amount elsewhere (a credit column) is a row too if it names a known document or is filled alike.
    """
    filled = {line.number: {c for c, s in cells[line.number] if s.amount and s.amount.text} for line in lines}
    counts = Counter(column for columns in filled.values() for column in columns)
    if not counts:
        return []
    densest = max(counts, key=lambda column: (counts[column], column))
    shapes = Counter(_shape(cells[line.number]) for line in lines if densest in filled[line.number])
    usual = shapes.most_common(1)[0][0]
    return [
        line
        for line in lines
        if (densest in filled[line.number] and not _is_told(line))
        or (filled[line.number] and _is_like_a_row(cells[line.number], usual if len(usual) > 1 else None, knows))
    ]


def _shape(cells: Cells) -> frozenset[int]:
    return frozenset(column for column, segment in cells if segment.amount is None)


def _is_like_a_row(cells: Cells, usual: frozenset[int] | None, knows: Knows) -> bool:
    texts = [segment.text for _, segment in cells if segment.amount is None]
    return any(knows(text) for text in texts) or (_shape(cells) == usual and any(has_digit(text) for text in texts))


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
    """How many of the lines between two anchors belong to the upper one: a rule parts them, else the widest gap.

    Where all gaps are alike, a number that is broken off begins the lower one.
    """
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
    if widest > min(gaps) + 0.15 * upper.height:
        return gaps.index(widest)
    begun = (place for place, line in enumerate(between) if _is_unfinished(line) and not _is_unfinished(upper))
    return next(begun, len(between))


def _is_unfinished(line: Line) -> bool:
    """Whether a number on the line goes on below."""
    return any(s.text[-1] in "-/" and " " not in s.text and s.amount is None for s in line.segments)
