"""Tables of open items, sums and payment details, as letters and statements print them.

Rows flow over pages under a repeated heading. Must not know what the rows mean; texts come written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from workers.rendering.paper import GREY, LINE, SHADE, TEXT_WIDTH, style
from workers.rendering.typeface import printable

_PAD = 1.2 * mm
_PLAIN, _STRONG = style("cell", size=8.5), style("strong", bold=True, size=8.5)
_RIGHT, _STRONG_RIGHT = style("right", right=True, size=8.5), style("sum", bold=True, right=True, size=8.5)
_HEADING, _HEADING_RIGHT = style("heading", size=7.5), style("figures", right=True, size=7.5)
_COLUMNS = (49 * mm, 28 * mm, 28 * mm, 24 * mm, 36 * mm)


@dataclass(frozen=True, slots=True)
class Row:
    """One document: its number, a note under it, when it was issued and due, how late it is, what is open of it."""

    number: str
    note: str
    issued: str
    due: str
    late: str
    open: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A line under the items; the last one is what counts."""

    label: str
    amount: str
    counts: bool = False


def paragraph(text: str, *, bold: bool = False, size: float = 9) -> Flowable:
    """Plain text: nothing in it is taken for markup."""
    return Paragraph(escape(printable(text)).replace("\n", "<br/>"), style("text", bold=bold, size=size))


def item_table(heading: Sequence[str], rows: Sequence[Row], sums: Sequence[Sum]) -> Flowable:
    """Items and their sums; a sum never stands alone on a page of its own."""
    head = [_cell(text, right=column == len(heading) - 1, head=True) for column, text in enumerate(heading)]
    body = [[_number(r), _cell(r.issued), _cell(r.due), _cell(r.late), _cell(r.open, right=True)] for r in rows]
    totals = [[_cell(s.label, right=True, strong=s.counts), "", "", "", _total(s)] for s in sums]
    table = Table([head, *body, *totals], colWidths=_COLUMNS, repeatRows=1)
    first = len(body) + 1
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD),
        ("LINEBELOW", (0, 0), (-1, 0), 1, GREY),
        ("LINEBELOW", (0, 1), (-1, first - 1), 0.4, LINE),
        ("TOPPADDING", (0, first), (-1, -1), _PAD / 2),
        ("BOTTOMPADDING", (0, first), (-1, -1), _PAD / 2),
        ("NOSPLIT", (0, first - 1), (-1, -1)),
        *(("SPAN", (0, row), (3, row)) for row in range(first, first + len(totals))),
    ])  # fmt: skip
    return table


def detail_box(title: str, details: Sequence[tuple[str, str]]) -> Flowable:
    """Labels and values on a shaded ground, such as where to pay; never cut by a page."""
    rows: list[list[Any]] = [
        [_cell(title, strong=True), ""],
        *([_cell(label), _cell(value)] for label, value in details),
    ]
    box = Table(rows, colWidths=(52 * mm, TEXT_WIDTH - 52 * mm))
    box.setStyle([
        ("BACKGROUND", (0, 0), (-1, -1), SHADE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("SPAN", (0, 0), (-1, 0)),
        ("LEFTPADDING", (0, 0), (0, -1), 3 * mm),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD / 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD / 3),
        ("TOPPADDING", (0, 0), (-1, 0), 2 * mm),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 2 * mm),
        ("NOSPLIT", (0, 0), (-1, -1)),
    ])  # fmt: skip
    return box


def gap(millimetres: float) -> Flowable:
    """White space between two parts."""
    return Spacer(1, millimetres * mm)


def _cell(text: str, *, right: bool = False, strong: bool = False, head: bool = False) -> Flowable:
    if head:
        chosen = _HEADING_RIGHT if right else _HEADING
    elif strong:
        chosen = _STRONG_RIGHT if right else _STRONG
    else:
        chosen = _RIGHT if right else _PLAIN
    return Paragraph(escape(printable(text)), chosen)


def _number(row: Row) -> list[Flowable]:
    note = [Paragraph(escape(printable(row.note)), _HEADING)] if row.note else []
    return [Paragraph(escape(printable(row.number)), _STRONG), *note]


def _total(total: Sum) -> Flowable:
    return _cell(total.amount, right=True, strong=total.counts)
