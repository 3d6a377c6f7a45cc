"""The look of an accounting package: a boxed head and a table with all its lines ruled."""

from __future__ import annotations

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from workers.demo.advice import Announcement, Dressed
from workers.demo.looks.paper import WORDS, attached, columns_of, day, money, sheet

_MARGIN = 50.0
_STYLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 8.5),
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5),
        ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 8.5),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
    ]
)


def dress(announcement: Announcement) -> Dressed:
    """A PDF in this look."""
    return attached(announcement, sheet(lambda canvas, width, height: _draw(canvas, height, announcement)))


def _draw(canvas: Canvas, height: float, announcement: Announcement) -> None:
    words = WORDS[announcement.language]
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(_MARGIN, height - 70, words.advice)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(_MARGIN, height - 90, announcement.payer)
    head = (
        (words.payee, announcement.payee),
        (words.reference, announcement.reference),
        (words.paid_on, day(announcement.paid_on, announcement)),
        (words.currency, announcement.currency),
    )
    for place, (label, value) in enumerate(head):
        canvas.drawString(_MARGIN + 6, height - 130 - place * 15, f"{label}:")
        canvas.drawString(_MARGIN + 110, height - 130 - place * 15, value)
    canvas.rect(_MARGIN, height - 185, 330, 70)
    columns = columns_of(announcement)
    rows = [[title for title, _ in columns]]
    rows += [[content(line) for _, content in columns] for line in announcement.lines]
    rows.append([words.total, *[""] * (len(columns) - 2), money(announcement.total, announcement)])
    table = Table(rows, style=_STYLE)
    _, table_height = table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, _MARGIN, height - 215 - table_height)
