"""Draws remittance advices as PDF pages for tests: any columns, number styles, languages and page breaks.

Only a drawing board: what an advice says is given by the test, so that the truth is always known.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True)
class Column:
    """One column: where it stands and how its cells are aligned; the title is aligned alike unless told otherwise."""

    title: str
    key: str
    x: float
    align: str = "left"
    title_align: str = ""


@dataclass(frozen=True)
class Look:
    """How a page is set."""

    columns: Sequence[Column]
    font: str = "Helvetica"
    size: float = 9
    row_height: float = 14
    ruled: bool = False
    rows_per_page: int = 40
    repeat_header: bool = True
    heads: Sequence[tuple[float, float, str]] = field(default_factory=tuple)
    feet: Sequence[str] = field(default_factory=tuple)
    carry: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def draw(look: Look, rows: Sequence[Mapping[str, str]], total: Mapping[str, str] | None = None) -> bytes:
    """The PDF of one advice. A row's ``note`` is printed on a line of its own below it; cells may hold newlines."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    pen = _Pen(canvas, look)
    for x, y, text in look.heads:
        canvas.setFont(look.font, look.size + (4 if y > 800 else 0))
        canvas.drawString(x, y, text)
    pen.y = 640
    pen.titles()
    for number, row in enumerate(rows):
        if number and number % look.rows_per_page == 0:
            pen.new_page(look.carry.get(number))
        pen.row(row)
    if total:
        pen.row(total)
    for text in look.feet:
        pen.y -= 2 * look.row_height
        canvas.drawString(50, pen.y, text)
    canvas.save()
    return out.getvalue()


class _Pen:
    def __init__(self, canvas: Canvas, look: Look) -> None:
        self.canvas, self.look, self.y = canvas, look, 0.0

    def titles(self) -> None:
        lines = max(column.title.count("\n") + 1 for column in self.look.columns)
        for column in self.look.columns:
            self._cell(column, column.title, column.title_align or column.align)
        self.y -= (lines - 1) * (self.look.size + 1.5)
        self._rule()
        self.y -= self.look.row_height

    def row(self, row: Mapping[str, str]) -> None:
        lines = max((row.get(column.key, "").count("\n") + 1 for column in self.look.columns), default=1)
        for column in self.look.columns:
            self._cell(column, row.get(column.key, ""), column.align)
        self.y -= (lines - 1) * (self.look.size + 1.5)
        if row.get("note"):
            self.y -= self.look.size + 2
            self.canvas.drawString(self.look.columns[0].x + 12, self.y, row["note"])
        self._rule()
        self.y -= self.look.row_height

    def new_page(self, carried: Mapping[str, str] | None) -> None:
        if carried:
            self.row(carried)
        self.canvas.showPage()
        self.y = 760
        if self.look.repeat_header:
            self.titles()
        if carried:
            self.row({**carried, **{k.removeprefix("next_"): v for k, v in carried.items() if k.startswith("next_")}})

    def _rule(self) -> None:
        if self.look.ruled:
            self.canvas.line(45, self.y - 3, 560, self.y - 3)

    def _cell(self, column: Column, text: str, align: str) -> None:
        self.canvas.setFont(self.look.font, self.look.size)
        for number, line in enumerate(text.split("\n")):
            width = stringWidth(line, self.look.font, self.look.size) if align == "right" else 0
            self.canvas.drawString(column.x - width, self.y - number * (self.look.size + 1.5), line)
