"""A Word document: paragraphs and real tables, as a small office sends its advice."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Grid, Row, Sheet

_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}


def render(sheet: Sheet) -> bytes:
    document = docx.Document()
    for block in sheet.blocks:
        _add(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Document, block: blocks.Block) -> None:
    match block:
        case blocks.Text():
            paragraph = document.add_paragraph()
            paragraph.alignment = _ALIGN[block.align]
            run = paragraph.add_run(block.text)
            run.bold, run.font.size = block.bold, Pt(block.size)
        case blocks.Pairs(pairs):
            for label, value in pairs:
                document.add_paragraph(f"{label}{block.separator} {value}")
        case blocks.Grid():
            _table(document, block)
        case blocks.Gap():
            document.add_paragraph()
        case blocks.PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case blocks.Columns(grids):
            for grid in grids:
                _table(document, grid)


def _table(document: Document, grid: Grid) -> None:
    rows = [Row(grid.head, strong=True), *grid.rows] if grid.head else list(grid.rows)
    table = document.add_table(rows=len(rows), cols=len(grid.aligns))
    table.style = "Table Grid" if grid.rules == "grid" else None
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell, align in zip(row.cells, cells.cells, grid.aligns, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN[align]
            paragraph.add_run(text).bold = row.strong
