"""The same list printed twice: the stub that stays with the payer. Must not drop rows that only look like others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.remittance.formats.items import Items

Cells = tuple[tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]


def without_copies(tables: Sequence[Items]) -> list[Items]:
    """Tables under the same titles, without a second printing of all of them or of one; a page may end within either.

    A copy begins with titles of its own, so that a row that is listed twice in one table stays listed twice.
    """
    for size in range(1, len(tables)):
        if list(_cells(tables[:size])) == list(_cells(tables[size:])):
            return list(tables[:size])
    cells = [list(_cells([table])) for table in tables]
    return [table for place, table in enumerate(tables) if cells[place] not in cells[:place]]


def _cells(tables: Sequence[Items]) -> Iterator[Cells]:
    return ((row.texts, row.amounts) for table in tables for row in table.rows)
