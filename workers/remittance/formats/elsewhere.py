"""Does running text name a row of a table by a number that stands beside the column which names them all?

Which column holds our numbers is decided once for the table, by its title and most rows; a number of another column is
no candidate for one row, even if it is the number of an open document. Must not read anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from workers.remittance.formats.blocks import Block
from workers.remittance.formats.found import Found
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import Role


def takes_elsewhere(text: Found, tables: Sequence[Found], blocks: Sequence[Block], knows: Knows) -> bool:
    """Whether a table closes and the text is its lines once more, but under numbers that are in none of its cells."""
    is_titled = any(_is_titled(block) for block in blocks)
    return any(_renames(text, found) for found in tables if found.closes(knows) or (is_titled and found.adds_up))


def _is_titled(block: Block) -> bool:
    column = block.items.column
    return column is not None and block.header.titles[column].role is Role.REFERENCE


def _renames(text: Found, found: Found) -> bool:
    same_lines = sorted(line.net for line in text.lines) == sorted(line.net for line in found.lines)
    return same_lines and any(not any(name in own for own in found.references) for name in text.references)
