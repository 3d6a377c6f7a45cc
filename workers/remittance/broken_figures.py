"""Amounts that a narrow cell broke over two lines, made whole: ``1.041,7`` above ``2``.

Only where the digits leave no choice: the upper piece ends inside its decimals, and exactly what is missing stands
alone below it. Must not join numbers of documents; a broken reference is joined as the text of its cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.document import Page, Word

_BEGUN = re.compile(r"-?(?:\d{1,3}(?P<group>[.,'])\d{3}(?:(?P=group)\d{3})*|\d+)(?P<mark>[.,])(?P<decimals>\d*)")
_MARK_NEAR_END = re.compile(r"\d[.,]\d{0,2}$")
_WHOLE = re.compile(r"\d[.,]\d\d$")
_NEAREST = 0.6
_ALONE = 0.4


def whole_figures(page: Page, digits: int) -> Page:
    """The page with every broken amount as one word, on the line of its row that has whole amounts."""
    begun = [(word, missing) for word in page.words if (missing := _missing(word, digits))]
    joined: dict[Word, Word] = {}
    gone: set[Word] = set()
    for upper, missing in begun:
        below = [w for w in page.words if len(w.text) == missing and w.text.isdigit() and _is_below(upper, w)]
        if len(below) == 1 and all(_is_alone(word, page.words) for word in (upper, *below)):
            joined[upper] = _joined(upper, below[0], page.words)
            gone.add(below[0])
    return replace(page, words=tuple(joined.get(w, w) for w in page.words if w not in gone)) if joined else page


def _missing(word: Word, digits: int) -> int:
    """How many decimals a word lacks to be an amount; 0 when it is none, or whole."""
    if not _MARK_NEAR_END.search(word.text):
        return 0
    found = _BEGUN.fullmatch(word.text)
    return max(0, digits - len(found["decimals"])) if found and found["group"] != found["mark"] else 0


def _is_below(upper: Word, lower: Word) -> bool:
    height = upper.bottom - upper.top
    is_near = -_ALONE * height <= lower.top - upper.bottom <= _NEAREST * height
    return is_near and upper.x0 - 1 <= lower.x0 and lower.x1 <= upper.x1 + 1


def _is_alone(word: Word, words: Sequence[Word]) -> bool:
    """Whether it is all of its cell's line: in running text words follow each other closely."""
    gap = _ALONE * (word.bottom - word.top)
    return not any(
        other is not word and _on_a_line(word, other) and other.x0 < word.x1 + gap and other.x1 > word.x0 - gap
        for other in words
    )


def _on_a_line(word: Word, other: Word) -> bool:
    return abs(word.middle - other.middle) < 0.5 * (word.bottom - word.top)


def _joined(upper: Word, lower: Word, words: Sequence[Word]) -> Word:
    is_row = any(_WHOLE.search(other.text) for other in words if _on_a_line(lower, other))
    place = lower if is_row else upper
    return Word(upper.text + lower.text, upper.x0, upper.x1, place.top, place.bottom)
