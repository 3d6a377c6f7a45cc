"""References printed so close to their neighbours that the cell holds both: cut where the other rows are cut.

Only a cell in which no document is known is cut, at the edge that the known numbers of the other rows share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.document import Word
from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.table import Knows, Row

_AS_ALIGNED = 1.5
_FEWEST_ROWS = 2


def unglued(rows: Sequence[Row], column: int, knows: Knows) -> list[Row]:
    """The rows, their unknown references without what stands to the left of the edge of the known ones."""
    known = [word for row in rows for word in _words(row) if knows(word.text)]
    left, right = shared_edge([word.x0 for word in known]), shared_edge([word.x1 for word in known])
    return [_cut(row, column, left, right, knows) for row in rows]


def shared_edge(places: Sequence[float]) -> float | None:
    """Where most of the places are, if that is one place."""
    if len(places) < _FEWEST_ROWS:
        return None
    middle = sorted(places)[len(places) // 2]
    near = sum(abs(place - middle) <= _AS_ALIGNED for place in places)
    return middle if near > 0.7 * len(places) else None


def _words(row: Row) -> list[Word]:
    return [word for segment in row.line.segments if segment.amount is None for word in segment.words]


def _run_of(parts: Sequence[str], words: Sequence[Word]) -> Sequence[Word]:
    """The words of a cell; none where it goes on below its row: such a cell is left as it is."""
    runs = (words[start : start + len(parts)] for start in range(len(words)))
    return next((run for run in runs if [word.text for word in run] == list(parts)), ())


def _cut(row: Row, column: int, left: float | None, right: float | None, knows: Knows) -> Row:
    text = row.text(column)
    parts = text.split()
    if len(parts) < 2 or knows(text) or any(knows(part) for part in parts):
        return row
    own = _run_of(parts, _words(row))
    if left is not None:
        kept = [w.text for w in own if w.x0 > left - _AS_ALIGNED]
        begins = any(abs(w.x0 - left) <= _AS_ALIGNED for w in own)
    else:
        kept = [w.text for w in own if right is not None and abs(w.x1 - right) <= _AS_ALIGNED]
        begins = bool(kept)
    shorter = " ".join(kept)
    if not begins or len(kept) == len(parts) or not has_digit(shorter):
        return row
    return replace(row, texts=tuple((key, shorter if key == column else old) for key, old in row.texts))
