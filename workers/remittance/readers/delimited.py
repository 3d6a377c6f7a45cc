"""CSV and plain text: the charset guessed from the bytes, the delimiter from the lines."""

from __future__ import annotations

import csv
import io

from workers.errors import UnreadableDocument
from workers.remittance.document import Document, Layout, with_cents

_MAX_CELLS = 200_000
_DELIMITERS = ",;\t|"


def decode_text(content: bytes) -> str:
    """Text by byte order mark, else UTF-8, else Windows-1252."""
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(charset, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_text(name: str, text: str) -> Document:
    """Plain text, its columns kept by the position of the characters."""
    layout = Layout()
    layout.add_text(text)
    return Document(name, "text", (layout.page(),))


def read_csv(name: str, text: str) -> Document:
    """Rows of cells; the delimiter is the one that splits the most lines into the same number of cells."""
    delimiter = max(_DELIMITERS, key=lambda mark: _regularity(text, mark))
    layout = Layout()
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableDocument(f"not a CSV file: {error}") from error
    if sum(map(len, rows)) > _MAX_CELLS:
        raise UnreadableDocument(f"more than {_MAX_CELLS} cells")
    if rows:
        layout.add_grid([[(cell, 1) for cell in row] for row in with_cents(rows)])
    return Document(name, "csv", (layout.page(),))


def _regularity(text: str, mark: str) -> int:
    counts = [line.count(mark) for line in text.splitlines()[:200] if line.strip()]
    usual = max(set(counts), key=counts.count, default=0)
    return counts.count(usual) * usual
