"""What a new report means for an item of the book: pure. Must not read or write anything.

The system of record reports an open amount; we apply the difference between its last two reports, because our own
postings may not have reached it yet. A fall that equals what we posted ourselves is its acknowledgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as the book has it. ``open - reported`` is what we posted and the system of record has not shown yet."""

    original: int
    open: int
    reported: int
    contradicted_since: date | None = None

    @property
    def unacknowledged(self) -> int:
        """The sum of our own postings that no report has shown; negative where we lowered an invoice."""
        return self.open - self.reported


def open_after(known: KnownItem, original: int, reported: int, ours: Sequence[int] = ()) -> int:
    """Our open amount after a report; ``ours`` are our own moves of the item, oldest first.

    A change by exactly our oldest unacknowledged moves is no news; any other is applied on top of them. Where that
    would leave the range of the document, the report has seen some of our moves, and the lower of both amounts stands
    (after a rise: the higher).

    >>> open_after(KnownItem(original=100, open=70, reported=100), 100, 70, [-30])
    70
    >>> open_after(KnownItem(original=100, open=70, reported=100), 100, 60, [-30])
    30
    """
    change = reported - known.reported
    moved = known.open if change in _acknowledgements(known, ours) else known.open + change
    low, high = sorted((0, original))
    if not low <= moved <= high:
        nearer_zero = min if (change < 0) == (original >= 0) else max
        moved = nearer_zero(known.open, reported, key=abs)
    return max(low, min(high, moved))


def _acknowledgements(known: KnownItem, ours: Sequence[int]) -> set[int]:
    """The changes by which a report would show our oldest unacknowledged moves: the first, the first two, and so on."""
    waiting: list[int] = []
    missing = known.unacknowledged
    for move in reversed(ours):
        if missing == 0:
            break
        waiting.insert(0, move)
        missing -= move
    sums = {known.unacknowledged}
    if missing == 0:
        total = 0
        for move in waiting:
            total += move
            sums.add(total)
    return sums - {0}


def contradiction(open_minor: int, reported: int, since: date | None, today: date) -> date | None:
    """Since when the book and the reports differ, or None when they agree."""
    if open_minor == reported:
        return None
    return since or today
