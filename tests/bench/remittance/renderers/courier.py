"""A print list: fixed pitch on an endless form, as SAP and mainframe programs send it to a PDF printer."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.pdfgen.canvas import Canvas

from tests.bench.remittance.renderers.canvas import turn
from tests.bench.remittance.renderers.plain import FORM_FEED, text_lines
from tests.bench.remittance.sheet import Sheet


def render(sheet: Sheet) -> bytes:
    look = sheet.look
    size = A4 if look.size == "A4" else letter
    width, height = landscape(size) if look.landscape else size
    lines = text_lines(sheet)
    points = min(look.points, (width - 2 * look.margin) / (0.6 * max(len(line) for line in lines)))
    out = BytesIO()
    canvas = Canvas(out, (width, height), invariant=1)
    for page in _pages(lines, int((height - 90) / (points * 1.25))):
        if look.rotated:
            turn(canvas, height)
        text = canvas.beginText(look.margin, height - 45)
        text.setFont("Courier", points, points * 1.25)
        for line in page:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(lines: list[str], most: int) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for line in lines:
        if line == FORM_FEED or len(pages[-1]) >= most:
            pages.append([])
        if line != FORM_FEED:
            pages[-1].append(line)
    return pages
