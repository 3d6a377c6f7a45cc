"""reportlab's flowing documents: paragraphs and tables as report generators make them."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Literal

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Align, Look, Sheet

_ALIGN: dict[Align, Literal[0, 1, 2]] = {"left": 0, "center": 1, "right": 2}


def render(sheet: Sheet) -> bytes:
    look = sheet.look
    size = A4 if look.size == "A4" else letter
    size = landscape(size) if look.landscape else size
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=size, leftMargin=look.margin, rightMargin=look.margin, topMargin=40, bottomMargin=50, invariant=1
    )

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(_font(look), 7)
        canvas.drawString(look.margin, 26, sheet.foot)
        canvas.drawRightString(size[0] - look.margin, 26, str(canvas.getPageNumber()))

    width = size[0] - 2 * look.margin
    story = [flowable for block in sheet.blocks for flowable in _flow(block, look, width)]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _font(look: Look, bold: bool = False) -> str:
    if look.serif:
        return "Times-Bold" if bold else "Times-Roman"
    return "Helvetica-Bold" if bold else "Helvetica"


def _flow(block: blocks.Block, look: Look, width: float) -> list[Flowable]:
    match block:
        case blocks.Text():
            return [_paragraph(block, look)]
        case blocks.Pairs():
            return [_pairs(block, look, width)]
        case blocks.Grid():
            return [_grid(block, look, width)]
        case blocks.Gap(height):
            return [Spacer(1, height)]
        case blocks.PageBreak():
            return [PageBreak()]
        case blocks.Columns(grids):
            inner = width / len(grids) - 8
            return [
                Table(
                    [[_grid(grid, look, inner) for grid in grids]],
                    style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]),
                )
            ]


def _paragraph(block: blocks.Text, look: Look) -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=_font(look, block.bold),
        fontSize=block.size,
        leading=block.size * 1.25,
        alignment=_ALIGN[block.align],
        textColor=colors.white if block.hidden else colors.black,
    )
    return Paragraph(block.text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>"), style)


def _pairs(block: blocks.Pairs, look: Look, width: float) -> Table:
    rows: list[list[str]] = []
    for start in range(0, len(block.rows), block.across):
        some = block.rows[start : start + block.across]
        if block.stacked:
            rows += [[label for label, _ in some], [value for _, value in some]]
        else:
            rows.append([cell for label, value in some for cell in (f"{label}{block.separator}", value)])
    widest = max(len(row) for row in rows)
    rows = [row + [""] * (widest - len(row)) for row in rows]
    column = width / widest if block.across > 1 else width * 0.3
    style: list[Any] = [("FONT", (0, 0), (-1, -1), _font(look), look.points), ("TOPPADDING", (0, 0), (-1, -1), 1)]
    return Table(rows, [column] * widest, style=TableStyle(style), hAlign="LEFT")


def _grid(grid: blocks.Grid, look: Look, width: float) -> Table:
    rows = ([list(grid.head)] if grid.head else []) + [list(row.cells) for row in grid.rows]
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), _font(look), look.points),
        ("VALIGN", (0, 0), (-1, -1), grid.valign.upper()),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        *(("ALIGN", (n, 0), (n, -1), align.upper()) for n, align in enumerate(grid.aligns)),
    ]
    first = 1 if grid.head else 0
    style += [
        ("FONT", (0, first + n), (-1, first + n), _font(look, True), look.points)
        for n, r in enumerate(grid.rows)
        if r.strong
    ]
    if grid.head:
        style.append(("FONT", (0, 0), (-1, 0), _font(look, True), look.points))
    style += _rules(grid, look)
    total = sum(grid.widths)
    return Table(rows, [w * width / total for w in grid.widths], repeatRows=first, style=TableStyle(style))


def _rules(grid: blocks.Grid, look: Look) -> list[Any]:
    tint: list[Any] = [("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)] if look.tint and grid.head else []
    if look.dark and grid.head:
        tint = [("BACKGROUND", (0, 0), (-1, 0), colors.midnightblue), ("TEXTCOLOR", (0, 0), (-1, 0), colors.white)]
    match grid.rules:
        case "grid":
            return [*tint, ("GRID", (0, 0), (-1, -1), 0.4, colors.black)]
        case "rows":
            return [*tint, ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)]
        case "head":
            return [*tint, ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black)]
        case "none":
            return list(tint)
