"""A lean page says of its characters what pdfplumber says of them: on pages turned, coloured or off the corner."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from workers.remittance.readers.pdf_page import LeanPage


def _page(turned: int = 0) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 600), pageCompression=0)
    canvas.setPageRotation(turned)
    canvas.setFont("Courier-Bold", 11)
    canvas.drawString(50, 500, "INV-1 1.234,50")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(50, 480, "white")
    canvas.setFillGray(0.2)
    canvas.rotate(20)
    canvas.drawString(200, 300, "PAID")
    canvas.rect(40, 490, 200, 20)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [_page(), _page(90), _page(270), _page().replace(b"[ 0 0 400 600 ]", b"[ 9 7 400 600 ]")],
    ids=["upright", "to the right", "to the left", "off the corner"],
)
def test_a_lean_page_tells_its_characters_and_lines_as_pdfplumber_does(content: bytes) -> None:
    with pdfplumber.open(io.BytesIO(content)) as document:
        (page,) = document.pages
        lean = LeanPage.of(page)
        assert len(lean.chars) == len(page.chars) == len("INV-1 1.234,50" + "white" + "PAID")
        for told, whole in zip(lean.chars, page.chars, strict=True):
            assert told == {key: whole[key] for key in told}
        assert lean.horizontal_edges == page.horizontal_edges
        assert lean.rects == page.rects
        lean.close()
