"""Sketches one page of a PDF from cells at places of lines, for layouts that no table describes.

Only a drawing board: what stands on the page is given by the test.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Cell = tuple[float, str]
Lines = Sequence[Sequence[Cell]]


def sketch(*pages: Lines, gap: float = 14) -> bytes:
    """Cells of each line from the top of its page: from a positive place on, or up to a negative one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for lines in pages:
        canvas.setFont("Helvetica", 9)
        for number, line in enumerate(lines):
            for place, text in line:
                y = 800 - number * gap
                canvas.drawString(place, y, text) if place > 0 else canvas.drawRightString(-place, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
