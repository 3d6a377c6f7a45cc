"""The look of an ERP's payment run: landscape, small type, the payer's own document number before ours."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from workers.demo.advice import Announcement, Dressed, PaidLine
from workers.demo.looks.paper import WORDS, attached, columns_of, day, edges_of, money, sheet

_LEFT, _TOP, _WIDTH = 40.0, 550.0, 740.0
_OWN_NUMBER = {"en": "Our Document", "de": "Unsere Belegnr."}
_YOURS = {"en": "Your Invoice", "de": "Ihre Rechnung"}
_FIRST_OWN_NUMBER = 1_900_000_000


def dress(announcement: Announcement) -> Dressed:
    """A PDF in this look."""
    return attached(announcement, sheet(lambda canvas, width, height: _draw(canvas, announcement)))


def _draw(canvas: Canvas, announcement: Announcement) -> None:
    canvas.setPageSize(landscape(A4))
    words = WORDS[announcement.language]
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(_LEFT, _TOP, f"{announcement.payer} - {words.advice}")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_LEFT, _TOP - 20, f"{words.reference} {announcement.reference}")
    canvas.drawString(_LEFT + 260, _TOP - 20, f"{words.paid_on} {day(announcement.paid_on, announcement)}")
    canvas.drawString(_LEFT + 520, _TOP - 20, f"{words.payee} {announcement.payee}")
    titles = [_OWN_NUMBER[announcement.language], _YOURS[announcement.language]]
    titles += [title for title, _ in columns_of(announcement)[1:]]
    edges = edges_of(announcement, _LEFT, _WIDTH, before=1)
    _draw_cells(canvas, _TOP - 55, edges, titles)
    canvas.line(_LEFT, _TOP - 60, _LEFT + _WIDTH, _TOP - 60)
    for place, line in enumerate(announcement.lines, start=1):
        _draw_cells(canvas, _TOP - 60 - place * 14, edges, _cells(place, line, announcement))
    last = _TOP - 70 - (len(announcement.lines) + 1) * 14
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(_LEFT, last, f"{words.total} {announcement.currency}")
    canvas.drawRightString(_LEFT + _WIDTH, last, money(announcement.total, announcement))


def _cells(place: int, line: PaidLine, announcement: Announcement) -> list[str]:
    own = _FIRST_OWN_NUMBER + sum(map(ord, announcement.reference)) * 10 + place
    return [str(own), *(content(line) for _, content in columns_of(announcement))]


def _draw_cells(canvas: Canvas, y: float, edges: Sequence[float], cells: Sequence[str]) -> None:
    for place, cell in enumerate(cells):
        if place < 3:
            canvas.drawString(edges[place], y, cell)
        else:
            canvas.drawRightString(edges[place + 1], y, cell)
