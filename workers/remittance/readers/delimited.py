"""CSV and plain text: the charset guessed from the bytes, the delimiter from the lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from workers.errors import UnreadableDocument
from workers.remittance.cents import with_cents
from workers.remittance.document import Document, Layout

_MAX_CELLS = 200_000
_DELIMITERS = ",;\t|"
_SAMPLE = 200
# What Excel writes into the first line to say what parts the cells.
_TOLD_DELIMITER = re.compile(r"\s*\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def decode_text(content: bytes) -> str:
    """Text by byte order mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252."""
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(charset, "replace")
    if charset := _wide_charset(content[:400]):
        return content.decode(charset, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _wide_charset(start: bytes) -> str:
    """Latin text in UTF-16 without a mark has a zero in every other byte."""
    if len(start) < 4:
        return ""
    if start[1::2].count(0) > 0.8 * len(start[1::2]):
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > 0.8 * len(start[::2]) else ""


def read_text(name: str, text: str) -> Document:
    """Plain text, its columns kept by the position of the characters."""
    layout = Layout()
    layout.add_text(text)
    return Document(name, "text", (layout.page(),))


def read_csv(name: str, text: str) -> Document:
    """Rows of cells; the delimiter is the one that splits the most lines into the same number of cells.

    Lines before the table, which it splits otherwise, stay rows of their own.
    """
    told = _TOLD_DELIMITER.match(text)
    text = text[told.end() :] if told else text
    layout = Layout()
    try:
        delimiter = told[1] if told else max(_DELIMITERS, key=lambda mark: _regularity(text, mark))
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableDocument(f"not a CSV file: {error}") from error
    if sum(map(len, rows)) > _MAX_CELLS:
        raise UnreadableDocument(f"more than {_MAX_CELLS} cells")
    if rows:
        layout.add_grid([[(cell, 1) for cell in row] for row in with_cents(rows)])
    return Document(name, "csv", (layout.page(),))


def _regularity(text: str, mark: str) -> int:
    """How many cells the rows have that have the same number of them; a delimiter in quotes is none."""
    rows = csv.reader(io.StringIO("\n".join(text.splitlines()[:_SAMPLE])), delimiter=mark)
    sizes = Counter(len(row) for row in rows if len(row) > 1)
    return max((count * (size - 1) for size, count in sizes.items()), default=0)
