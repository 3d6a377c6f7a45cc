"""What two ways of reading a page say of the same documents: other amounts, or other documents of the same amounts.

Which column holds our numbers is decided once for the table, by its title and most rows; a number of another column is
no candidate for one row of the running text, even if it is the number of an open document. Must not read anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workers.receivables.reference import canonical
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


def contradicts(found: Found, other: Found, knows: Knows) -> bool:
    """Whether two readings of the same sum pay different amounts on a document that both name.

    A discount that the other reading takes off without naming a document is no difference.
    """
    if sum(p.amount for p in found.payments) != sum(p.amount for p in other.payments):
        return False
    paid, instead = found.paid(knows), other.paid(knows)
    apart = {name: instead[name] - paid[name] for name in paid.keys() & instead.keys() if paid[name] != instead[name]}
    off = Counter((canonical(line.reference), line.discount) for line in found.lines if line.discount)
    nameless = Counter(-line.net for line in other.lines if not line.reference)
    return not (Counter(apart.items()) <= off and Counter(apart.values()) <= nameless)
