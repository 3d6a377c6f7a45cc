"""The look of a cheque run: fixed-width type, the cheque's own data above, the stub's lines below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from workers.demo.advice import Announcement, Dressed
from workers.demo.looks.paper import attached, columns_of, day, edges_of, money, sheet

_MARGIN = 40.0
_SIZE = 7.5
_LEADING = 12.0
_WIDTH = 118
_HEAD = {
    "en": ("CHECK NO.", "CHECK DATE", "VENDOR", "CHECK AMOUNT"),
    "de": ("ZAHLUNGS-NR.", "ZAHLUNGSDATUM", "LIEFERANT", "ZAHLBETRAG"),
}


def dress(announcement: Announcement) -> Dressed:
    """A PDF in this look."""
    content = sheet(lambda canvas, width, height: _draw(canvas, height, announcement), american=True)
    return attached(announcement, content)


def _draw(canvas: Canvas, height: float, announcement: Announcement) -> None:
    canvas.setFont("Courier-Bold", 11)
    canvas.drawString(_MARGIN, height - 50, announcement.payer.upper())
    canvas.setFont("Courier", _SIZE)
    for place, line in enumerate(_stub(announcement)):
        canvas.drawString(_MARGIN, height - 80 - place * _LEADING, line)


def _stub(announcement: Announcement) -> list[str]:
    number, dated, vendor, amount = _HEAD[announcement.language]
    columns = columns_of(announcement)
    widths = [right - left for left, right in pairwise(map(int, edges_of(announcement, 0, _WIDTH)))]
    total = f"{announcement.currency} {money(announcement.total, announcement)}"
    return [
        f"{number}: {announcement.reference}",
        f"{dated}: {day(announcement.paid_on, announcement)}",
        f"{vendor}: {announcement.payee}",
        "",
        _row([title.upper() for title, _ in columns], widths),
        "-" * _WIDTH,
        *(_row([content(line) for _, content in columns], widths) for line in announcement.lines),
        "-" * _WIDTH,
        f"{amount}: {total}".rjust(sum(widths)),
    ]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Texts to the left, figures and reasons to the right of their columns."""
    padded = zip(cells, widths, strict=True)
    return "".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(padded))
