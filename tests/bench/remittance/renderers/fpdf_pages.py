"""fpdf2: cells after cells, in a core font or with an embedded TrueType font (DejaVu), which knows every mark."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Grid, Row, Sheet

_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_LETTER = {"left": "L", "right": "R", "center": "C"}


def render(sheet: Sheet) -> bytes:
    return bytes(_drawn(sheet, FPDF).output())


def render_encrypted(sheet: Sheet, password: str) -> bytes:
    """The same document, readable only with the password."""
    pdf = _drawn(sheet, _AnyWords)
    pdf.set_encryption(owner_password=f"{password}-owner", user_password=password)
    return bytes(pdf.output())


class _AnyWords(FPDF):
    """Takes the words of any family into a core font: marks that it lacks do not matter where nobody reads them."""

    def normalize_text(self, text: str) -> str:
        return str(super().normalize_text(text.encode("latin-1", "replace").decode("latin-1")))


def _drawn(sheet: Sheet, kind: type[FPDF]) -> FPDF:
    look = sheet.look
    pdf = kind("landscape" if look.landscape else "portrait", "pt", "A4" if look.size == "A4" else "letter")
    pdf.set_margins(look.margin, 40, look.margin)
    pdf.set_auto_page_break(True, 45)
    if look.embedded:
        name = "DejaVuSerif" if look.serif else "DejaVuSans"
        pdf.add_font("face", "", _FONTS / f"{name}.ttf")
        pdf.add_font("face", "B", _FONTS / f"{name}-Bold.ttf")
        pdf.set_font("face", "", look.points)
    else:
        pdf.set_font("Times" if look.serif else "Helvetica", "", look.points)
    pdf.add_page()
    for block in sheet.blocks:
        _draw(pdf, block, sheet)
    return pdf


def _write(pdf: FPDF, text: str, size: float, *, bold: bool = False, align: str = "L") -> None:
    pdf.set_font(style="B" if bold else "", size=size)
    pdf.multi_cell(0, size * 1.3, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw(pdf: FPDF, block: blocks.Block, sheet: Sheet) -> None:
    match block:
        case blocks.Text():
            pdf.set_text_color(255 if block.hidden else 0)
            _write(pdf, block.text, block.size, bold=block.bold, align=_LETTER[block.align])
            pdf.set_text_color(0)
        case blocks.Pairs():
            _pairs(pdf, block, sheet.look.points)
        case blocks.Grid():
            _grid(pdf, block, sheet.look.points)
        case blocks.Gap(height):
            pdf.ln(height)
        case blocks.PageBreak():
            pdf.add_page()
        case blocks.Columns(grids):
            for grid in grids:
                _grid(pdf, grid, sheet.look.points)


def _pairs(pdf: FPDF, block: blocks.Pairs, points: float) -> None:
    step = pdf.epw / block.across
    for start in range(0, len(block.rows), block.across):
        some = block.rows[start : start + block.across]
        for level in (0, 1) if block.stacked else (0,):
            for label, value in some:
                if block.stacked:
                    pdf.set_font(style="B" if level else "", size=points)
                    pdf.cell(step, points * 1.4, (label, value)[level])
                else:
                    pdf.set_font(style="", size=points)
                    pdf.cell(step * 0.4, points * 1.4, f"{label}{block.separator}")
                    pdf.cell(step * 0.6, points * 1.4, value)
            pdf.ln()


def _grid(pdf: FPDF, grid: Grid, points: float) -> None:
    head = Row(grid.head, strong=True)
    if grid.head:
        _row(pdf, head, grid, points)
    for row in grid.rows:
        if pdf.will_page_break(_height(row, points)):
            pdf.add_page()
            if grid.head:
                _row(pdf, head, grid, points)
        _row(pdf, row, grid, points)


def _height(row: Row, points: float) -> float:
    return max(len(cell.split("\n")) for cell in row.cells) * points * 1.25 + 3


def _row(pdf: FPDF, row: Row, grid: Grid, points: float) -> None:
    height, total = _height(row, points), sum(grid.widths)
    top, x = pdf.get_y(), pdf.l_margin
    pdf.set_font(style="B" if row.strong else "", size=points)
    for cell, width, align in zip(row.cells, grid.widths, grid.aligns, strict=True):
        room, parts = pdf.epw * width / total, cell.split("\n")
        if grid.rules == "grid":
            pdf.rect(x, top, room, height)
        spare = height - 3 - len(parts) * points * 1.25
        y = top + 1.5 + {"top": 0.0, "middle": spare / 2, "bottom": spare}[grid.valign]
        for part in parts:
            pdf.set_xy(x, y)
            pdf.cell(room, points * 1.25, part, align=_LETTER[align])
            y += points * 1.25
        x += room
    pdf.set_xy(pdf.l_margin, top + height)
    if grid.rules == "rows" or (grid.rules == "head" and row.cells == grid.head):
        pdf.line(pdf.l_margin, top + height, pdf.l_margin + pdf.epw, top + height)
