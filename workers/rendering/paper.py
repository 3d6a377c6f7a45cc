"""The sheet that letters and statements share: A4 with the address window of DIN 5008 (form B), head, foot, fold marks.

Deterministic: the same content gives the same bytes. Must not know notices; flowables come from the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate

from workers.rendering.typeface import BOLD, REGULAR, printable, width_of

WIDTH, HEIGHT = A4
LEFT, RIGHT = 25 * mm, 20 * mm
TEXT_WIDTH = WIDTH - LEFT - RIGHT
INK, GREY, LINE, SHADE = HexColor("#1d2b33"), HexColor("#5b6b76"), HexColor("#c9d2d7"), HexColor("#f2f5f6")

# The window of an envelope shows this much of the address; its first 17.7 mm are the sender's line and remarks.
_WINDOW_TOP, _WINDOW_HEIGHT, _WINDOW_WIDTH = 62.7 * mm, 27.3 * mm, 77 * mm
_FACTS_LEFT, _FACTS_TOP = 125 * mm, 50 * mm
_FIRST_TEXT_TOP, _NEXT_TEXT_TOP, _TEXT_BOTTOM = 98 * mm, 30 * mm, 25 * mm
_FOLDS, _PUNCH = (105 * mm, 210 * mm), 148.5 * mm
# reportlab keeps the fonts of a document in tables that its threads would share.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document and how many pages it has."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the text. ``facts`` are (label, value) on the right; ``recipient`` is empty: no window."""

    title: str
    sender: Sequence[str]
    recipient: Sequence[str]
    facts: Sequence[tuple[str, str]]
    foot: Sequence[str]
    page_of: str  # such as "Page {page} of {pages}"


def style(name: str, *, bold: bool = False, right: bool = False, size: float = 9) -> ParagraphStyle:
    """A paragraph of the sheet."""
    return ParagraphStyle(
        name,
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.35,
        textColor=INK,
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


def print_sheet(sheet: Sheet, flowables: Callable[[], list[Flowable]]) -> Pdf:
    """The document, over as many pages as the text needs; raises `UnprintableText`.

    Laid out twice, because the first page already says how many there are.
    """
    for line in sheet.recipient:
        printable(line)  # refused while drawing, reportlab would add words of its own to ours
    with _ONE_AT_A_TIME:
        pages = _lay_out(sheet, flowables(), 0).pages
        return _lay_out(sheet, flowables(), pages)


def _lay_out(sheet: Sheet, flowables: list[Flowable], pages: int) -> Pdf:
    target = BytesIO()
    author = printable(sheet.sender[0]) if sheet.sender else ""
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=printable(sheet.title), author=author, creator="Collectbot", lang=""
    )
    first_top = _FIRST_TEXT_TOP if sheet.recipient else _NEXT_TEXT_TOP
    document.addPageTemplates([
        PageTemplate("first", [_frame(first_top)], onPage=lambda canvas, _: _draw_first(canvas, sheet, pages)),
        PageTemplate("next", [_frame(_NEXT_TEXT_TOP)], onPage=lambda canvas, _: _draw_next(canvas, sheet, pages)),
    ])  # fmt: skip
    document.build([NextPageTemplate("next"), *flowables])
    return Pdf(target.getvalue(), document.page)


def _frame(top: float) -> Frame:
    return Frame(
        LEFT, _TEXT_BOTTOM, TEXT_WIDTH, HEIGHT - top - _TEXT_BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip


def _draw_first(canvas: Canvas, sheet: Sheet, pages: int) -> None:
    if sheet.recipient:
        _draw_window(canvas, sheet)
        _draw_marks(canvas)
        _draw_facts(canvas, sheet.facts)
        _write(canvas, (LEFT, 22 * mm), sheet.sender[0], BOLD, 13)
    else:
        _draw_head(canvas, sheet)
    _draw_foot(canvas, sheet, pages)


def _draw_next(canvas: Canvas, sheet: Sheet, pages: int) -> None:
    _draw_head(canvas, sheet)
    _draw_foot(canvas, sheet, pages)


def _draw_head(canvas: Canvas, sheet: Sheet) -> None:
    _write(canvas, (LEFT, 18 * mm), sheet.sender[0], BOLD, 9)
    reference = " · ".join(value for _, value in sheet.facts[:2])
    _write(canvas, (WIDTH - RIGHT, 18 * mm), reference, REGULAR, 8, right=True)
    _rule(canvas, 22 * mm)


def _draw_foot(canvas: Canvas, sheet: Sheet, pages: int) -> None:
    _rule(canvas, HEIGHT - 22 * mm)
    number = sheet.page_of.replace("{page}", str(canvas.getPageNumber())).replace("{pages}", str(pages))
    _write(canvas, (WIDTH - RIGHT, HEIGHT - 17 * mm), number, REGULAR, 7.5, right=True)
    room = TEXT_WIDTH - width_of(printable(number), REGULAR, 7.5) - 6 * mm
    for row, line in enumerate(sheet.foot):
        size = min(7.5, 7.5 * room / max(width_of(printable(line), REGULAR, 7.5), 1))
        _write(canvas, (LEFT, HEIGHT - 17 * mm + row * 3.6 * mm), line, REGULAR, size, grey=True)


def _draw_window(canvas: Canvas, sheet: Sheet) -> None:
    """The sender's line on top, then the recipient in the largest size in which all lines fit the window."""
    back = printable(" · ".join(sheet.sender))
    size = min(7.0, 7.0 * _WINDOW_WIDTH / width_of(back, REGULAR, 7))
    _write(canvas, (LEFT, 60.5 * mm), back, REGULAR, size, grey=True)
    for size in (10.0, 9.0, 8.0, 7.0, 6.0):
        lines = [
            part for line in sheet.recipient for part in simpleSplit(printable(line), REGULAR, size, _WINDOW_WIDTH)
        ]
        if len(lines) * size * 1.25 <= _WINDOW_HEIGHT:
            break
    for row, line in enumerate(lines):
        _write(canvas, (LEFT, _WINDOW_TOP + (row + 1) * size * 1.25), line, REGULAR, size)


def _draw_facts(canvas: Canvas, facts: Sequence[tuple[str, str]]) -> None:
    for row, (label, value) in enumerate(facts):
        top = _FACTS_TOP + row * 9 * mm
        _write(canvas, (_FACTS_LEFT, top), label, REGULAR, 7.5, grey=True)
        room = WIDTH - RIGHT - _FACTS_LEFT
        size = min(9.5, 9.5 * room / max(width_of(printable(value), REGULAR, 9.5), 1))
        _write(canvas, (_FACTS_LEFT, top + 4 * mm), value, REGULAR, size)


def _draw_marks(canvas: Canvas) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    for top in _FOLDS:
        canvas.line(5 * mm, HEIGHT - top, 9 * mm, HEIGHT - top)
    canvas.line(5 * mm, HEIGHT - _PUNCH, 11 * mm, HEIGHT - _PUNCH)


def _rule(canvas: Canvas, top: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, HEIGHT - top, WIDTH - RIGHT, HEIGHT - top)


def _write(
    canvas: Canvas,
    at: tuple[float, float],
    text: str,
    font: str,
    size: float,
    *,
    right: bool = False,
    grey: bool = False,
) -> None:
    """One line; ``at`` counts from the top left corner, as envelopes do."""
    canvas.setFont(font, size)
    canvas.setFillColor(GREY if grey else INK)
    draw = canvas.drawRightString if right else canvas.drawString
    draw(at[0], HEIGHT - at[1], printable(text))
