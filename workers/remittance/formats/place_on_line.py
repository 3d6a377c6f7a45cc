"""In a list the same place of every line names the document: the payer's own number stands beside it on each of them.

Pure. Must not choose between the numbers of a line: it only says that a reading took them from different places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.layout import Line, bare

_FEWEST_DIGITS = 3


def different_places(read: Sequence[tuple[AdviceLine, Sequence[Line]]]) -> str:
    """Why the numbers of a list cannot all be ours, if so; each line of the advice comes with those it stands on.

    Lines with as many numbers are alike. One that prints its number twice, that stands on several lines of the page
    or shares its own (tables beside each other), tells nothing.
    """
    places: dict[int, tuple[int, str]] = {}
    shared = Counter(each.number for _, own in read for each in own)
    for line, own in read:
        numbers = _numbers(own[0]) if len(own) == 1 and shared[own[0].number] == 1 else []
        at = [place for place, number in enumerate(numbers) if number in line.reference]
        if len(at) != 1 or len(numbers) == 1:
            continue
        place, other = places.setdefault(len(numbers), (at[0], line.reference))
        if place != at[0]:
            return f"{other} and {line.reference} stand in different places of their lines"
    return ""


def _numbers(line: Line) -> list[str]:
    words = (bare(word.text) for s in line.segments if s.amount is None for word in s.words)
    return [word for word in words if _is_number(word)]


def _is_number(word: str) -> bool:
    """Eight digits are a number, even if they might be a day: they stand in the same place of every line."""
    is_long = sum(c.isdigit() for c in word) >= _FEWEST_DIGITS
    return is_long and (word.isdigit() or not find_dates(word, day_first=True))
