"""A spreadsheet as an accounts department exports it: text cells, or real numbers and days where the look is native."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook

from tests.bench.remittance.renderers.csv_file import table_rows
from tests.bench.remittance.sheet import Sheet


def render(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    if page is None:
        raise RuntimeError("openpyxl makes a workbook with one sheet")
    page.title = sheet.title[:30]
    for row in table_rows(sheet):
        page.append([_native(cell) for cell in row] if sheet.look.native else row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _native(cell: str) -> str | Decimal | date:
    if re.fullmatch(r"-?\d+\.\d\d", cell):
        return Decimal(cell)
    return date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell
