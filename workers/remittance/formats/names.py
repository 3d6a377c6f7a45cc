"""Candidate company names on a page: runs of words that a customer's name is looked up by. Must not know customers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from workers.receivables.reference import canonical
from workers.remittance.formats.layout import Line

_LONGEST_NAME = 9
_SHORTEST_KEY = 5
_LONGEST_KEY = 80
_MAX_LINES = 200
_MOST_WORDS = 40
_SAME_EDGE = 2.0


def name_keys(lines: Sequence[Line]) -> tuple[str, ...]:
    """Canonical forms of all runs of words outside rows of amounts, in the order of the page."""
    keys: dict[str, None] = {}
    for line in lines[:_MAX_LINES]:
        if not line.amounts:
            keys.update(dict.fromkeys(_runs([canonical(word) for word in line.text.split()[:_MOST_WORDS]])))
    for upper, lower in pairwise(lines[:_MAX_LINES]):
        keys.update(dict.fromkeys(_broken_names(upper, lower)))
    return tuple(keys)


def _broken_names(upper: Line, lower: Line) -> Iterable[str]:
    """Names that are broken over two lines of a column."""
    for first in upper.segments:
        for second in lower.segments:
            if upper.page == lower.page and abs(first.x0 - second.x0) <= _SAME_EDGE and not second.amount:
                key = canonical(first.text + second.text)
                if _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
                    yield key


def _runs(words: Sequence[str]) -> Iterable[str]:
    """Longer runs first, so that a name is met before a name that it contains."""
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            key = "".join(words[start : start + length])
            if len(key) >= _SHORTEST_KEY:
                yield key
