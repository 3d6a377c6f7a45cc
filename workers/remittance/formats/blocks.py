"""The tables of a document that list paid documents, each with the stretch of the document it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workers.remittance.document import Document
from workers.remittance.formats.header import Header, Title, find_headers
from workers.remittance.formats.hinted_titles import RoleOf
from workers.remittance.formats.items import Items, read_items
from workers.remittance.formats.layout import Line
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.parted_titles import parted
from workers.remittance.formats.remarks import without_descriptions
from workers.remittance.formats.repeated_facts import with_repeated_facts
from workers.remittance.formats.running_heads import repeated_heads
from workers.remittance.formats.table import Knows, read_table
from workers.remittance.formats.untitled import guess_header, header_by_shape
from workers.remittance.formats.vocabulary import Role, role_of


@dataclass(frozen=True, slots=True)
class Block:
    """A table sorted out, and the lines it stands in; they begin after the block before."""

    items: Items
    lines: tuple[Line, ...]

    @property
    def header(self) -> Header:
        return self.items.table.header

    @property
    def total_lines(self) -> frozenset[int]:
        return frozenset(row.line.number for row in self.items.totals)

    @property
    def item_lines(self) -> frozenset[int]:
        rows = (*self.items.rows, *self.items.late)
        return frozenset((*(row.line.number for row in rows), *(note.number for row in rows for note in row.notes)))


def find_blocks(document: Document, lines: Sequence[Line], knows: Knows, role_of: RoleOf = role_of) -> list[Block]:
    """The tables under titles we know; where none lists a known document, the table that does, whatever its titles."""
    headers = _parted(find_headers(lines, role_of), lines, role_of)
    blocks = _blocks_under(headers, document, lines, knows)
    if not any(_knows_any(block.items, knows) for block in blocks):
        guessed = guess_header(lines, knows)
        blocks = _blocks_under([guessed], document, lines, knows) if guessed else blocks
    return blocks


def shaped_blocks(document: Document, lines: Sequence[Line], knows: Knows) -> list[Block]:
    """The table that rows of one shape make, where neither titles nor known documents tell of one."""
    header = header_by_shape(lines)
    return _blocks_under([header], document, lines, knows) if header else []


def _parted(headers: Sequence[Header], lines: Sequence[Line], role_of: RoleOf) -> list[Header]:
    ends = [*(header.first for header in headers[1:]), len(lines)]
    return [
        parted(header, lines[header.first : header.last + 1], lines[header.last + 1 : end], role_of)
        for header, end in zip(headers, ends, strict=False)
    ]


def _blocks_under(headers: Sequence[Header], document: Document, lines: Sequence[Line], knows: Knows) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    repeated = repeated_heads(lines, headers, knows)
    headers = [header for header in headers if header.first not in repeated]
    for header, following in zip(headers, [*headers[1:], None], strict=False):
        stretch = lines[header.last + 1 : following.first if following else len(lines)]
        body = [line for line in stretch if line.number not in repeated]
        found = [_block(half, part, document, knows) for half, part in _side_by_side(header, body)]
        tables = [block for block in found if block is not None]
        if not tables:
            continue
        last = max(row.line.number for block in tables for row in (*block.items.rows, *block.items.totals))
        blocks += [replace(block, lines=tuple(lines[start : last + 1])) for block in tables]
        start = last + 1
    return blocks


def _block(header: Header, lines: Sequence[Line], document: Document, knows: Knows) -> Block | None:
    items = without_descriptions(with_repeated_facts(read_items(read_table(header, lines, document, knows), knows)))
    return Block(items, ()) if items.rows and _lists_documents(header, items, knows) else None


def _lists_documents(header: Header, items: Items, knows: Knows) -> bool:
    """Whether a table lists documents, as opposed to the payment's own data in columns."""
    if items.column is None:
        return False
    if header.has(Role.REFERENCE) or _knows_any(items, knows):
        return True
    role = header.titles[items.column].role
    return role not in (Role.PAYMENT_REFERENCE, Role.DATE) and not header.has(Role.PAYMENT_AMOUNT)


def _knows_any(items: Items, knows: Knows) -> bool:
    texts = (row.text(items.column) for row in items.rows) if items.column is not None else ()
    return any(knows(own_number(text, knows)) for text in texts)


def _side_by_side(header: Header, lines: Sequence[Line]) -> list[tuple[Header, Sequence[Line]]]:
    """Tables printed beside each other under the same titles are read one after the other."""
    tables = _repeated(header.titles)
    if len(tables) == 1:
        return [(header, lines)]
    cuts = [_between(left[-1], right[0], lines) for left, right in pairwise(tables)]
    edges = [float("-inf"), *cuts, float("inf")]
    return [
        (replace(header, titles=titles), [_part(line, x0, x1) for line in lines])
        for titles, (x0, x1) in zip(tables, pairwise(edges), strict=True)
    ]


def _repeated(titles: tuple[Title, ...]) -> list[tuple[Title, ...]]:
    """The titles in the groups that repeat each other; one group where nothing repeats, or where there are none."""
    texts = [title.text for title in titles]
    if not all(texts):
        return [titles]
    for width in range(2, len(titles) // 2 + 1):
        if len(titles) % width == 0 and texts == texts[:width] * (len(titles) // width):
            return [titles[start : start + width] for start in range(0, len(titles), width)]
    return [titles]


def _between(left: Title, right: Title, lines: Sequence[Line]) -> float:
    """A vertical line between two tables that cuts no word: behind the right-most end left of the second table."""
    ends = [s.x1 for line in lines for s in line.segments if s.x1 <= right.x0]
    return (max([left.x1, *ends]) + right.x0) / 2


def _part(line: Line, x0: float, x1: float) -> Line:
    return replace(line, segments=tuple(s for s in line.segments if x0 <= (s.x0 + s.x1) / 2 < x1))
