"""The look of a letter: address, subject, a sentence, and a table that only its spacing holds together."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from workers.demo.advice import Announcement, Dressed
from workers.demo.looks.paper import WORDS, attached, columns_of, day, edges_of, money, sheet

_LEFT, _RIGHT = 70.0, 535.0
_SENTENCE = {
    "en": "we have today instructed our bank to pay you the invoices below.",
    "de": "die nachstehenden Rechnungen haben wir heute zur Zahlung angewiesen.",
}
_SUBJECT = {
    "en": "Remittance advice, payment no. {reference} of {day}",
    "de": "Zahlungsavis, Zahlungs-Nr. {reference} vom {day}",
}


def dress(announcement: Announcement) -> Dressed:
    """A PDF in this look."""
    return attached(announcement, sheet(lambda canvas, width, height: _draw(canvas, height, announcement)))


def _draw(canvas: Canvas, height: float, announcement: Announcement) -> None:
    canvas.setFont("Times-Roman", 11)
    canvas.drawRightString(_RIGHT, height - 60, announcement.payer)
    canvas.drawString(_LEFT, height - 130, announcement.payee)
    when = day(announcement.paid_on, announcement)
    canvas.setFont("Times-Bold", 12)
    subject = _SUBJECT[announcement.language].format(reference=announcement.reference, day=when)
    canvas.drawString(_LEFT, height - 220, subject)
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(_LEFT, height - 245, _SENTENCE[announcement.language])
    bottom = _draw_lines(canvas, height - 285, announcement)
    canvas.line(_RIGHT - 90, bottom + 10, _RIGHT, bottom + 10)
    canvas.setFont("Times-Bold", 10)
    total = f"{WORDS[announcement.language].total} {announcement.currency}"
    canvas.drawString(_LEFT, bottom - 4, total)
    canvas.drawRightString(_RIGHT, bottom - 4, money(announcement.total, announcement))


def _draw_lines(canvas: Canvas, top: float, announcement: Announcement) -> float:
    """Titles and rows; texts start at their column's left edge, figures end at its right one."""
    columns = columns_of(announcement)
    edges = edges_of(announcement, _LEFT, _RIGHT - _LEFT)
    canvas.setFont("Times-Bold", 9)
    _draw_row(canvas, top, edges, [title for title, _ in columns])
    canvas.setFont("Times-Roman", 9)
    for place, line in enumerate(announcement.lines, start=1):
        _draw_row(canvas, top - place * 17, edges, [content(line) for _, content in columns])
    return top - (len(announcement.lines) + 1) * 17 - 4


def _draw_row(canvas: Canvas, y: float, edges: Sequence[float], cells: Sequence[str]) -> None:
    for place, cell in enumerate(cells):
        if place < 2:
            canvas.drawString(edges[place], y, cell)
        else:
            canvas.drawRightString(edges[place + 1], y, cell)
