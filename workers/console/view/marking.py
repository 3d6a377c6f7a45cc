"""Words in a text or on a page that matter to a case, found by their letters and digits alone. Pure; decides nothing.

A document is drawn as its reader found it: each word at its place, so that nothing of a hostile file reaches a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workers.receivables.reference import MIN_KEY, canonical
from workers.remittance.document import Page, Word

_TOKEN = re.compile(r"(\s+)")
_MARGIN = 12.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to draw: its size, and each word with whether it matters."""

    width: float
    height: float
    words: Sequence[tuple[Word, bool]]


def marked_text(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, and of each piece whether it matters.

    >>> marked_text("we paid INV-2026/7, thanks", ["inv 2026 7"])
    [('we paid ', False), ('INV-2026/7,', True), (' thanks', False)]
    """
    keys = _keys(words)
    pieces: list[tuple[str, bool]] = []
    for token in _TOKEN.split(text):
        matters = canonical(token) in keys
        if pieces and not matters and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + token, False)
        elif token:
            pieces.append((token, matters))
    return pieces


def sheet_of(page: Page, words: Iterable[str]) -> Sheet:
    """A page to draw."""
    keys = _keys(words)
    width = max((word.x1 for word in page.words), default=0) + 2 * _MARGIN
    height = max((word.bottom for word in page.words), default=0) + 2 * _MARGIN
    return Sheet(width, height, [(word, canonical(word.text) in keys) for word in page.words])


def _keys(words: Iterable[str]) -> frozenset[str]:
    """Short ones would mark half the page."""
    return frozenset(key for word in words if len(key := canonical(word)) >= MIN_KEY)
