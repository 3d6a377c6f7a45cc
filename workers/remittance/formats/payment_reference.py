"""The payment's own number: what stands behind its label, on the same line or below it.

Must not take a day, nor what a label calls ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.labels import NOT_OURS, REFERENCE_LABELS, REFERENCE_VALUE
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.vocabulary import plain

# How far a label and its value may stand apart, in heights of a line.
MAX_BELOW = 2.6
_MOST_WORDS = 24


def find_reference(lines: Sequence[Line], *, day_first: bool) -> str:
    """The strongest label's value, the first of equals."""
    for label in REFERENCE_LABELS:
        for position, line in enumerate(lines):
            for index, segment in enumerate(line.segments):
                value = _value_after(label, lines, position, index, segment, day_first=day_first)
                if value:
                    return value
    return ""


def _value_after(
    label: re.Pattern[str], lines: Sequence[Line], position: int, index: int, segment: Segment, *, day_first: bool
) -> str:
    """The number behind a label: in the same text, the next one on the line, or the one below."""
    words = segment.text.split()[:_MOST_WORDS]
    for size in range(1, len(words) + 1):
        head = plain(" ".join(words[:size]))
        found = label.search(head)
        if found and found.end() == len(head) and not NOT_OURS.search(head):
            rest = words[size:]
            if rest:
                value = next((w for w in (_clean(w) for w in rest[:3]) if _is_reference(w, day_first=day_first)), "")
                if value:
                    return value
                continue
            right = lines[position].segments[index + 1 : index + 2]
            for other in [*right, *_below(lines, position, segment)]:
                first = _clean(other.text.split()[0])
                if other.amount is None and _is_reference(first, day_first=day_first):
                    return first
    return ""


def _below(lines: Sequence[Line], position: int, segment: Segment) -> list[Segment]:
    for lower in lines[position + 1 : position + 3]:
        if lower.page != lines[position].page or lower.top - lines[position].bottom > MAX_BELOW * lower.height:
            return []
        found = [s for s in lower.segments if min(s.x1, segment.x1) > max(s.x0, segment.x0)]
        if found:
            return found[:1]
    return []


def _clean(word: str) -> str:
    return word.strip(".,;:()[]*'\"")


def _is_reference(word: str, *, day_first: bool) -> bool:
    return len(word) >= 3 and bool(REFERENCE_VALUE.match(word)) and not find_dates(word, day_first=day_first)
