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
_FIRST_PRINTED, _LAST_ASCII = 0x21, 0x7E
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


def loose_words(text: Any, count: int, sheet: Sheet, *, unseen: bool) -> tuple[Word, ...]:
    """Runs of characters that touch, in any direction, without what was stamped askew over the page.

    ``unseen``: there are invisible characters on the page, and they do not count.
    """
    stamped: list[int] = []
    words = tuple(_words(text, count, sheet, unseen=unseen, stamped=stamped))
    if len(stamped) > sum(len(word.text) for word in words):
        return tuple(_words(text, count, sheet, unseen=unseen, stamped=None))  # the page itself lies askew
    return words


def _words(text: Any, count: int, sheet: Sheet, *, unseen: bool, stamped: list[int] | None) -> Iterator[Word]:
    """The words, and into ``stamped`` the characters left out. One loop over all of a file, so it calls little."""
    unicode_of, box_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    box = pdfium_c.FS_RECTF()
    at = ctypes.byref(box)
    run: list[str] = []
    edges: list[Edge] = []
    last: Edge = (0.0, 0.0, 0.0, 0.0)
    for index in range(count):
        code = unicode_of(text, index)
        if not _FIRST_PRINTED <= code <= _LAST_ASCII:
            code = _printed(code)
        if code < _FIRST_PRINTED or (unseen and _is_invisible(text, index)) or not box_of(text, index, at):
            if run:
                yield _word(run, edges, sheet)
                run, edges = [], []
            continue
        edge = (box.left, box.bottom, box.right, box.top)
        is_level = edge[1] == last[1] and edge[3] == last[3]
        if stamped is not None and not is_level and _is_stamped(text, index):
            stamped.append(index)
            continue
        if run:
            left, bottom, right, top = last
            gap = _WIDEST_GAP * (top - bottom) + 0.2
            if edge[0] - right > gap or left - edge[2] > gap or edge[1] - top > gap or bottom - edge[3] > gap:
                yield _word(run, edges, sheet)
                run, edges = [], []
        run.append(chr(code))
        edges.append(edge)
        last = edge
    if run:
        yield _word(run, edges, sheet)


def _on_one_line(last: Edge, edge: Edge) -> bool:
    """Whether a box reaches exactly as high, or as wide, as the one before: no character set askew has such a box."""
    return (edge[1] == last[1] and edge[3] == last[3]) or (edge[0] == last[0] and edge[2] == last[2])


def _is_stamped(text: Any, index: int) -> bool:
    matrix = pdfium_c.FS_MATRIX()
    return bool(pdfium_c.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))) and is_askew(matrix.a, matrix.b)


def _printed(code: int) -> int:
    """The hyphen that a line ends with; a hard blank, or half of what pdfium could not join, as a blank."""
    if code in _HYPHENS:
        return 0x2D
    return 0x20 if code == 0xA0 or 0xD800 <= code < 0xE000 else code


def _word(run: list[str], edges: list[Edge], sheet: Sheet) -> Word:
    lefts, bottoms, rights, tops = zip(*edges, strict=True)
    return Word("".join(run), *sheet.place(min(lefts), min(bottoms), max(rights), max(tops)))


def _is_invisible(text: Any, index: int) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(text, index)
    return bool(drawn) and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
