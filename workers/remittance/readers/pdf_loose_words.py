"""Words of a page by pdfium, from the loose box of every character: as wide as it advances, as high as its font.

Tight boxes end where the ink ends, so that a point stands far from the digits beside it; loose ones touch inside a
word.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from workers.remittance.document import Word

_WIDEST_GAP = 0.2
# What pdfium says for a hyphen at the end of a line.
_HYPHENS = frozenset((0x02, 0xFFFE))
_FIRST_PRINTED = 0x21
# Three degrees: a page is fed into a scanner less askew than that, and nobody sets a stamp so straight.
_MOST_SLOPE = 0.05
Edge = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a person sees it: its size, and by how many degrees its content is turned to the right for that."""

    width: float
    height: float
    turned: int

    def place(self, left: float, bottom: float, right: float, top: float) -> Edge:
        """(x0, x1, top, bottom) from the top left corner as seen, of a box that pdfium measures before the turn."""
        match self.turned:
            case 90:
                return bottom, top, left, right
            case 180:
                return self.width - right, self.width - left, bottom, top
            case 270:
                return self.width - top, self.width - bottom, self.height - right, self.height - left
            case _:
                return left, right, self.height - top, self.height - bottom


def is_askew(along: float, across: float) -> bool:
    """Whether a baseline of that direction runs neither along nor across its page.

    >>> is_askew(0.94, 0.34), is_askew(0, -12), is_askew(9, 0.1)
    (True, False, False)
    """
    shorter, longer = sorted((abs(along), abs(across)))
    return shorter > _MOST_SLOPE * longer


def loose_words(text: Any, count: int, sheet: Sheet, *, unseen: bool) -> Iterator[Word]:
    """Runs of characters that touch, in any direction, without what was stamped askew over the page.

    ``unseen``: there are invisible characters on the page, and they do not count. One loop over all characters of a
    file, so it calls little.
    """
    stamped = _stamped(text, count)
    unicode_of, box_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    box = pdfium_c.FS_RECTF()
    at = ctypes.byref(box)
    run: list[str] = []
    edges: list[Edge] = []
    for index in range(count):
        if index in stamped:
            continue
        code = unicode_of(text, index)
        if code in _HYPHENS:
            code = 0x2D
        if _is_blank(code) or (unseen and _is_invisible(text, index)) or not box_of(text, index, at):
            if run:
                yield _word(run, edges, sheet)
                run, edges = [], []
            continue
        edge = (box.left, box.bottom, box.right, box.top)
        if run:
            left, bottom, right, top = edges[-1]
            gap = _WIDEST_GAP * (top - bottom) + 0.2
            if edge[0] - right > gap or left - edge[2] > gap or edge[1] - top > gap or bottom - edge[3] > gap:
                yield _word(run, edges, sheet)
                run, edges = [], []
        run.append(chr(code))
        edges.append(edge)
    if run:
        yield _word(run, edges, sheet)


def _stamped(text: Any, count: int) -> frozenset[int]:
    """The characters that stand askew; none where most of the page does."""
    matrix = pdfium_c.FS_MATRIX()
    at = ctypes.byref(matrix)
    matrix_of = pdfium_c.FPDFText_GetMatrix
    askew = frozenset(i for i in range(count) if matrix_of(text, i, at) and is_askew(matrix.a, matrix.b))
    return askew if len(askew) * 2 <= count else frozenset()


def _is_blank(code: int) -> bool:
    """No letter, but a blank, a control character or half of one that pdfium could not join."""
    return code < _FIRST_PRINTED or code == 0xA0 or 0xD800 <= code < 0xE000


def _word(run: list[str], edges: list[Edge], sheet: Sheet) -> Word:
    lefts, bottoms, rights, tops = zip(*edges, strict=True)
    return Word("".join(run), *sheet.place(min(lefts), min(bottoms), max(rights), max(tops)))


def _is_invisible(text: Any, index: int) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(text, index)
    return bool(drawn) and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
