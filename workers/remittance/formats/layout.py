"""Words to lines, lines to segments: the visual structure of a page, before anybody asks what it means.

A segment is a run of words with no gap wider than a blank; an amount is always a segment of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from workers.remittance.broken_figures import whole_figures
from workers.remittance.document import Document, Page, Word
from workers.remittance.formats.amounts import Amount, find_amounts, is_empty_amount

_DRAWN_RULE = re.compile(r"[-_=.*~+\u2500-\u257f]{4,}$")
_KEPT = "\u00ba\u00aa\u00b0"
_USUAL_BLANK = 0.28
_WIDEST_BLANK = 0.9


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that belong together on one line; ``amount`` is set when they are one amount.

    ``number`` is set for a bare whole number, which is an amount only under the title of a money column.
    """

    text: str
    x0: float
    x1: float
    amount: Amount | None = None
    words: tuple[Word, ...] = ()
    number: Amount | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; ``page`` counts from 0 and ``number`` over the whole document."""

    number: int
    page: int
    top: float
    bottom: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def amounts(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.amount is not None and segment.amount.text]

    @property
    def height(self) -> float:
        return self.bottom - self.top


def lines_of(document: Document, digits: int) -> list[Line]:
    """All lines of a document from top to bottom; ``digits`` is how many decimals an amount has."""
    lines: list[Line] = []
    for number, page in enumerate(whole_figures(_seen(page), digits) for page in document.pages):
        blank = _blank(page)
        for words in _rows(Page(tuple(w for w in page.words if not _DRAWN_RULE.match(w.text)))):
            segments = _segments(words, blank, digits)
            top, bottom = min(w.top for w in words), max(w.bottom for w in words)
            lines.append(Line(len(lines), number, top, bottom, segments))
    return lines


def _seen(page: Page) -> Page:
    """Words as a person sees them: ligatures and full-width forms folded, without marks that have no width."""
    if all(word.text.isascii() for word in page.words):
        return page
    words = (replace(word, text=_folded(word.text)) for word in page.words)
    return replace(page, words=tuple(word for word in words if word.text))


def _folded(text: str) -> str:
    """Compatibility forms folded; marks of direction, soft hyphens and joiners left out.

    >>> _folded("\u2066INV\u00ad\u20117\u2069 \ufb01n")
    'INV\u20107 fin'
    """
    if text.isascii():
        return text
    folded = "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in text)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").strip()


def _rows(page: Page) -> list[list[Word]]:
    """Words whose boxes overlap by half in height stand on one line."""
    rows: list[list[Word]] = []
    for word in sorted(page.words, key=lambda w: (w.middle, w.x0)):
        row = next((row for row in reversed(rows[-3:]) if _same_line(row[0], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [sorted(row, key=lambda w: w.x0) for row in sorted(rows, key=lambda row: min(w.top for w in row))]


def _same_line(first: Word, word: Word) -> bool:
    overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
    return overlap >= 0.5 * min(first.bottom - first.top, word.bottom - word.top)


def _blank(page: Page) -> float:
    """The width of a blank in shares of the line height: fixed-width type has wide ones, proportional type narrow."""
    gaps = []
    for row in _rows(page):
        for left, right in pairwise(row):
            share = (right.x0 - left.x1) / max(1.0, left.bottom - left.top)
            if 0.05 < share < _WIDEST_BLANK:
                gaps.append(share)
    return max(_USUAL_BLANK, median(gaps)) if gaps else _USUAL_BLANK


def _segments(words: Sequence[Word], blank: float, digits: int) -> tuple[Segment, ...]:
    height = max(1.0, median(w.bottom - w.top for w in words))
    amounts = {amount.first: amount for amount in find_amounts(words, digits, 1.4 * blank * height)}
    segments: list[Segment] = []
    run: list[Word] = []
    bare = {words[first]: amount for first, amount in amounts.items() if amount.whole and amount.last == first}
    index = 0
    while index < len(words):
        amount = amounts.get(index)
        if amount is not None and not (amount.whole and _is_number_in_text(words, amount)):
            _close(run, segments, bare)
            segments.append(_of_amount(amount, tuple(words[index : amount.last + 1])))
            index = amount.last + 1
            continue
        if run and words[index].text == ":":
            run.append(words[index])
            _close(run, segments, bare)
            index += 1
            continue
        if run and words[index].x0 - run[-1].x1 > 1.6 * blank * height:
            _close(run, segments, bare)
        run.append(words[index])
        index += 1
    _close(run, segments, bare)
    return tuple(segments)


def _of_amount(amount: Amount, words: tuple[Word, ...]) -> Segment:
    """A whole number grouped by blanks only may as well be the number of a document."""
    if amount.whole and not amount.currency and amount.text.replace(" ", "").isdigit():
        return Segment(amount.text, amount.x0, amount.x1, None, words, amount)
    return Segment(amount.text, amount.x0, amount.x1, amount, words)


def _close(run: list[Word], segments: list[Segment], bare: Mapping[Word, Amount]) -> None:
    """A dash that stands alone is an empty amount: it marks its column."""
    if run:
        text = " ".join(w.text for w in run)
        empty = Amount(0, run[0].x0, run[-1].x1, 0, 0, "") if is_empty_amount(text) else None
        number = bare.get(run[0]) if len(run) == 1 else None
        segments.append(Segment(text, run[0].x0, run[-1].x1, empty, tuple(run), number))
        run.clear()


def _is_number_in_text(words: Sequence[Word], amount: Amount) -> bool:
    """A number without decimals is an amount only if it is grouped by thousands or bears a currency."""
    text = amount.text
    return not amount.currency and not any(mark in text.strip("-().,;:") for mark in ".,' ")


def joined(parts: Sequence[str]) -> str:
    """The text of a cell broken over lines: no blank after a hyphen or slash that a line ends with.

    >>> joined(["INV-2026-", "001441"]), joined(["Pallet non-", "compliance"]), joined(["Freight", "not agreed"])
    ('INV-2026-001441', 'Pallet non-compliance', 'Freight not agreed')
    """
    text = ""
    for part in parts:
        text += part if not text or text[-1] in "-/_." else " " + part
    return text


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def bare(word: str) -> str:
    """A word without the brackets and marks of the sentence around it.

    >>> bare("(RE-4711),")
    'RE-4711'
    """
    return word.strip("().,;:")


def names_document(line: Line, knows: Callable[[str], bool]) -> bool:
    """Whether the number of a document stands on a line, as a word of its own."""
    return any(has_digit(word) and knows(word) for word in line.text.split())
