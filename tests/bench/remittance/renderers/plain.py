"""Monospaced text: tables set with blanks, as print lists and plain-text mails have them."""

from __future__ import annotations

from itertools import zip_longest

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Grid, Row, Sheet

_BETWEEN = "  "
FORM_FEED = "\f"


def render(sheet: Sheet) -> bytes:
    return "\n".join(line for line in text_lines(sheet) if line != FORM_FEED).encode()


def text_lines(sheet: Sheet) -> list[str]:
    """The whole document; a page break is a line of its own with a form feed."""
    return [line for block in sheet.blocks for line in _lines(block)]


def _lines(block: blocks.Block) -> list[str]:
    match block:
        case blocks.Text(hidden=True):
            return []
        case blocks.Text(text):
            return text.split("\n")
        case blocks.Pairs():
            return _pairs(block)
        case blocks.Grid():
            return grid_lines(block)
        case blocks.Gap():
            return [""]
        case blocks.PageBreak():
            return [FORM_FEED]
        case blocks.Columns(grids):
            columns = [grid_lines(grid) for grid in grids]
            width = max(len(line) for column in columns for line in column) + 4
            return ["".join(part.ljust(width) for part in row).rstrip() for row in zip_longest(*columns, fillvalue="")]


def _pairs(block: blocks.Pairs) -> list[str]:
    width = max(len(label) for label, _ in block.rows) + len(block.separator) + 1
    lines = []
    for start in range(0, len(block.rows), block.across):
        some = block.rows[start : start + block.across]
        if block.stacked:
            wide = max(len(cell) for pair in some for cell in pair) + 3
            lines += ["".join(pair[n].ljust(wide) for pair in some).rstrip() for n in (0, 1)]
        else:
            lines.append(
                "    ".join((f"{a}{block.separator}".ljust(width) + b).ljust(width + 14) for a, b in some).rstrip()
            )
    return lines


def grid_lines(grid: Grid) -> list[str]:
    head = [Row(grid.head)] if grid.head else []
    cells = [[cell.split("\n") for cell in row.cells] for row in (*head, *grid.rows)]
    widths = [max(len(part) for row in cells for part in row[n]) for n in range(len(grid.aligns))]
    rule = "-" * (sum(widths) + len(_BETWEEN) * (len(widths) - 1))
    lines = []
    for number, row in enumerate(cells):
        lines += _row_lines(row, widths, grid)
        if head and number == 0 and grid.rules != "none":
            lines.append(rule)
    if grid.rules in ("grid", "rows"):
        lines.append(rule)
    return lines


def _row_lines(row: list[list[str]], widths: list[int], grid: Grid) -> list[str]:
    height = max(len(parts) for parts in row)
    centred = [_placed(parts, height, grid.valign) for parts in row]
    return [
        _BETWEEN.join(_aligned(centred[n][level], widths[n], grid.aligns[n]) for n in range(len(widths))).rstrip()
        for level in range(height)
    ]


def _placed(parts: list[str], height: int, valign: str) -> list[str]:
    spare = height - len(parts)
    above = {"top": 0, "middle": spare // 2, "bottom": spare}[valign]
    return [""] * above + parts + [""] * (spare - above)


def _aligned(text: str, width: int, align: str) -> str:
    return text.rjust(width) if align == "right" else text.center(width) if align == "center" else text.ljust(width)
