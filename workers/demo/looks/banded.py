"""The look of a payment portal: a coloured head, banded rows, and amounts with their currency's symbol."""

from __future__ import annotations

from itertools import pairwise

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from workers.demo.advice import Announcement, Dressed, PaidLine
from workers.demo.looks.paper import SYMBOL, WORDS, attached, columns_of, day, edges_of, money, sheet

_MARGIN = 45.0
_BLUE = colors.HexColor("#1f4e79")
_STYLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 8.5),
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5),
        ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ("BACKGROUND", (0, 0), (-1, 0), _BLUE),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), (colors.white, colors.HexColor("#eaf1f8"))),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
    ]
)


def dress(announcement: Announcement) -> Dressed:
    """A PDF in this look."""
    return attached(announcement, sheet(lambda canvas, width, height: _draw(canvas, width, height, announcement)))


def _draw(canvas: Canvas, width: float, height: float, announcement: Announcement) -> None:
    words = WORDS[announcement.language]
    canvas.setFillColor(_BLUE)
    canvas.rect(0, height - 80, width, 80, stroke=0, fill=1)
    canvas.setFillColor(colors.white)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(_MARGIN, height - 50, words.advice)
    canvas.setFillColor(colors.black)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(_MARGIN, height - 105, announcement.payer)
    canvas.drawString(_MARGIN, height - 120, f"{words.payee}: {announcement.payee}")
    facts = (
        (words.reference, announcement.reference),
        (words.paid_on, day(announcement.paid_on, announcement)),
        (words.total, _with_symbol(announcement.total, announcement)),
    )
    for place, (label, value) in enumerate(facts):
        canvas.drawString(_MARGIN + place * 170, height - 150, label)
        canvas.drawString(_MARGIN + place * 170, height - 163, value)
    edges = edges_of(announcement, _MARGIN, width - 2 * _MARGIN)
    widths = [right - left for left, right in pairwise(edges)]
    table = Table(_rows(announcement), style=_STYLE, colWidths=widths)
    _, table_height = table.wrapOn(canvas, width, height)
    table.drawOn(canvas, _MARGIN, height - 190 - table_height)


def _rows(announcement: Announcement) -> list[list[str]]:
    columns = columns_of(announcement)
    net = len(columns) - 1

    def cell(place: int, line: PaidLine) -> str:
        return _with_symbol(line.net, announcement) if place == net else columns[place][1](line)

    rows = [[cell(place, line) for place in range(len(columns))] for line in announcement.lines]
    return [[title for title, _ in columns], *rows]


def _with_symbol(minor: int, announcement: Announcement) -> str:
    figures, symbol = money(minor, announcement), SYMBOL[announcement.currency]
    return f"{figures} {symbol}" if announcement.language == "de" else f"{symbol}{figures}"
