"""Rows of text with their line numbers from a CSV or XLSX file. Must not know what the columns mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, is_zipfile

from workers.errors import UserError

Line = tuple[int, list[str]]
_SEPARATORS = ",;\t"


def read_lines(file: Path, content: bytes) -> Iterator[Line]:
    """(line number, cells) of every line that holds anything, the header first; raises `UserError` when unreadable.

    What the file is, its content says: a workbook is a zip archive, everything else is text.
    """
    return _workbook_lines(file, content) if is_zipfile(io.BytesIO(content)) else _text_lines(file, content)


def _text_lines(file: Path, content: bytes) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserError(f"{file}:{line}: this is not UTF-8 text: save the file as CSV UTF-8, or as XLSX") from error
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{file}:{line}: this line cannot be read as CSV: {error}") from error


def _workbook_lines(file: Path, content: bytes) -> Iterator[Line]:
    # Imported late: most imports are CSV, and openpyxl takes long to load.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise UserError(f"{file}: this is no XLSX workbook: save it as XLSX or CSV UTF-8") from error
    width = 0
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell_text(value) for value in row]
        width = width or len(_without_empty_end(cells))
        if any(cells):
            # Worksheets often carry empty formatted columns at the right; they say nothing.
            yield line, _without_empty_end(cells) + [""] * (width - len(_without_empty_end(cells)))


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _cell_text(value: Any) -> str:
    """A cell as the CSV would have it. Excel calculates with 15 significant digits, so no more of them are meant."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            return str(value)
        case float():
            plain = format(value, ".15g")
            return format(int(value), "d") if value.is_integer() else plain
        case _:
            return str(value)
