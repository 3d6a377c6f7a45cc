"""Words placed one by one on a bare canvas: no table anywhere in the file, as form generators do it.

Draws what engines stumble over: doubled (false bold) glyphs, white text, newspaper columns, a turned page.
"""

from __future__ import annotations

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Align, Grid, Look, Row, Sheet

_BOTTOM = 50.0


class _Pen:
    """Where the next block goes."""

    def __init__(self, canvas: Canvas, sheet: Sheet, size: tuple[float, float]) -> None:
        self.canvas, self.look, self.foot = canvas, sheet.look, sheet.foot
        self.width, self.height = size
        self.start_page()
        self.left, self.room = self.look.margin, self.width - 2 * self.look.margin

    def turn_page(self) -> None:
        self.canvas.setFont(font(self.look), 7)
        self.canvas.drawString(self.look.margin, 24, self.foot)
        self.canvas.showPage()
        self.start_page()

    def start_page(self) -> None:
        if self.look.rotated:
            turn(self.canvas, self.height)
        self.y = self.height - 50

    def fill(self, text: str, x: float, width: float, size: float) -> None:
        """A form's field with this value."""
        left, foot, wide, high = round(x), round(self.y - 2), round(width), round(size + 5)
        self.canvas.acroForm.textfield(
            value=text, fontSize=size, x=left, y=foot, width=wide, height=high, borderWidth=0
        )

    def put(self, text: str, x: float, size: float, *, bold: bool = False, align: Align = "left") -> None:
        """One string with its edge at ``x``; false bold prints it twice, a hair apart."""
        name = font(self.look, bold and not self.look.doubled)
        shift = {"left": 0.0, "right": stringWidth(text, name, size), "center": stringWidth(text, name, size) / 2}[
            align
        ]
        self.canvas.setFont(name, size)
        self.canvas.drawString(x - shift, self.y, text)
        if bold and self.look.doubled:
            self.canvas.drawString(x - shift + 0.3, self.y, text)


def render(sheet: Sheet) -> bytes:
    size = A4 if sheet.look.size == "A4" else letter
    size = landscape(size) if sheet.look.landscape else size
    out = BytesIO()
    pen = _Pen(Canvas(out, size, invariant=1), sheet, size)
    if sheet.look.stamp:
        _stamp(pen)
    for block in sheet.blocks:
        _draw(pen, block)
    pen.turn_page()
    pen.canvas.save()
    return out.getvalue()


def _stamp(pen: _Pen) -> None:
    """The look's word, askew and red, as a clerk stamps it before scanning."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(pen.width * 0.62, pen.height * 0.7)
    canvas.rotate(24)
    canvas.setFillColor(colors.firebrick)
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(0, 0, pen.look.stamp)
    canvas.restoreState()


def turn(canvas: Canvas, height: float) -> None:
    """What is drawn from here on lies on its side in the file; the viewer turns the page back.

    reportlab swaps the sides of the stored page by itself.
    """
    canvas.setPageRotation(90)
    canvas.translate(height, 0)
    canvas.rotate(90)


def font(look: Look, bold: bool = False) -> str:
    if look.serif:
        return "Times-Bold" if bold else "Times-Roman"
    return "Helvetica-Bold" if bold else "Helvetica"


def _draw(pen: _Pen, block: blocks.Block) -> None:
    match block:
        case blocks.Text():
            _text(pen, block)
        case blocks.Pairs():
            _pairs(pen, block)
        case blocks.Grid():
            _grid(pen, block)
        case blocks.Gap(height):
            pen.y -= height
        case blocks.PageBreak():
            pen.turn_page()
        case blocks.Columns(grids):
            _columns(pen, grids)


def _text(pen: _Pen, block: blocks.Text) -> None:
    pen.canvas.setFillColor(colors.white if block.hidden else colors.black)
    x = {"left": pen.left, "right": pen.left + pen.room, "center": pen.left + pen.room / 2}[block.align]
    for line in block.text.split("\n"):
        for part in _fitting(line, block.size, pen):
            _room_for(pen, block.size * 1.3)
            pen.put(part, x, block.size, bold=block.bold, align=block.align)
    pen.canvas.setFillColor(colors.black)


def _fitting(line: str, size: float, pen: _Pen) -> list[str]:
    parts, name = [""], font(pen.look)
    for word in line.split(" "):
        longer = f"{parts[-1]} {word}".strip()
        if stringWidth(longer, name, size) > pen.room:
            parts.append(word)
        else:
            parts[-1] = longer
    return parts


def _room_for(pen: _Pen, height: float) -> None:
    if pen.y - height < _BOTTOM:
        pen.turn_page()
    pen.y -= height


def _pairs(pen: _Pen, block: blocks.Pairs) -> None:
    step = pen.room / block.across
    for start in range(0, len(block.rows), block.across):
        some = block.rows[start : start + block.across]
        for level in (0, 1) if block.stacked else (0,):
            _room_for(pen, 13)
            for n, (label, value) in enumerate(some):
                x = pen.left + n * step
                if block.stacked:
                    pen.put((label, value)[level], x, pen.look.points - (level == 0), bold=level == 1)
                else:
                    pen.put(f"{label}{block.separator}", x, pen.look.points)
                    if pen.look.fields:
                        pen.fill(value, x + step * 0.45, step * 0.5, pen.look.points)
                    else:
                        pen.put(value, x + step * 0.45, pen.look.points, bold=True)


def _columns(pen: _Pen, grids: tuple[Grid, ...]) -> None:
    top, left, room = pen.y, pen.left, pen.room
    lowest = top
    for n, grid in enumerate(grids):
        pen.y, pen.left, pen.room = top, left + n * room / len(grids), room / len(grids) - 14
        _grid(pen, grid)
        lowest = min(lowest, pen.y)
    pen.y, pen.left, pen.room = lowest, left, room


def _grid(pen: _Pen, grid: Grid) -> None:
    head = Row(grid.head, strong=True)
    if grid.head:
        _row(pen, head, grid)
        if grid.rules != "none":
            pen.canvas.line(pen.left, pen.y + 1, pen.left + pen.room, pen.y + 1)
    for row in grid.rows:
        if pen.y - _height(row, pen.look) < _BOTTOM:
            pen.turn_page()
            if grid.head:
                _row(pen, head, grid)
        _row(pen, row, grid)


def _height(row: Row, look: Look) -> float:
    return max(len(cell.split("\n")) for cell in row.cells) * look.points * 1.2 + 4


def _row(pen: _Pen, row: Row, grid: Grid) -> None:
    size, total = pen.look.points, sum(grid.widths)
    height, top = _height(row, pen.look), pen.y
    x = pen.left
    for cell, width, align in zip(row.cells, grid.widths, grid.aligns, strict=True):
        room = pen.room * width / total
        parts = cell.split("\n")
        spare = height - 4 - len(parts) * size * 1.2
        pen.y = top - size - {"top": 0.0, "middle": spare / 2, "bottom": spare}[grid.valign]
        edge = {"left": x + 2, "right": x + room - 3, "center": x + room / 2}[align]
        for part in parts:
            if part and pen.look.fields and row.cells != grid.head:
                pen.fill(part, x + 1, room - 2, size)
            elif part:
                pen.put(part, edge, size, bold=row.strong, align=align)
            pen.y -= size * 1.2
        x += room
    pen.y = top - height
