"""XLSX files: the visible sheets' values as grids. Formulas count by their stored result only."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from workers.errors import UnreadableDocument
from workers.remittance.cents import with_cents
from workers.remittance.document import Document, Layout
from workers.remittance.readers.archive import check_archive

_MAX_ROWS = 20_000
_MAX_COLUMNS = 60


def read_xlsx(name: str, content: bytes, max_unpacked_bytes: int) -> Document:
    """The first sheets' cells; raises `UnreadableDocument` on anything that is not a modest workbook."""
    check_archive(content, max_unpacked_bytes)
    layout = Layout()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in (each for each in book.worksheets if each.sheet_state == "visible"):
            cells = sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True)
            rows = [texts for row in cells if any(texts := [_as_text(value) for value in row])]
            layout.add_grid([[(text, 1) for text in row] for row in with_cents(rows)])
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError) as error:
        raise UnreadableDocument(f"not a readable workbook: {error}") from error
    return Document(name, "xlsx", (layout.page(),))


def _as_text(value: object) -> str:
    """A cell as a payer would print it; a binary fraction shows the two digits it stands for."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value != int(value):
            return f"{Decimal(repr(value)):.2f}"
        case float():
            return str(int(value))
        case _:
            return str(value)
