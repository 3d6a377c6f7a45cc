"""A delimited file: facts on top, then the table. The delimiter is the look's."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import zip_longest

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Sheet


def render(sheet: Sheet) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=sheet.look.delimiter, lineterminator="\r\n").writerows(table_rows(sheet))
    return out.getvalue().encode("utf-8-sig")


def table_rows(sheet: Sheet) -> list[list[str]]:
    """Every block as rows of cells; wrapped cells are joined again, unless the look keeps them broken."""
    between = "\n" if sheet.look.broken else " "
    return [row for block in sheet.blocks for row in _rows(block, between)]


def _rows(block: blocks.Block, between: str) -> list[list[str]]:
    match block:
        case blocks.Text(text):
            return [[text.replace("\n", " ")]]
        case blocks.Pairs(pairs):
            return [[label, value] for label, value in pairs]
        case blocks.Grid():
            head = [list(block.head)] if block.head else []
            rows = (*head, *(list(row.cells) for row in block.rows))
            return [[cell.replace("\n", between) for cell in row] for row in rows]
        case blocks.Gap():
            return [[]]
        case blocks.PageBreak():
            return []
        case blocks.Columns(grids):
            columns = [_rows(grid, between) for grid in grids]
            return [[cell for part in row for cell in (part or [""])] for row in zip_longest(*columns)]
