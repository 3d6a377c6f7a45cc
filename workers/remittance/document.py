"""A document as every reader yields it: pages of words with boxes, whatever the file was. Pure values.

Tables of a file without geometry (HTML, CSV, XLSX) are laid out on a made-up grid, so that one interpreter reads all.
Must not interpret: what a word means is `workers.remittance.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from workers.receivables.remittance_advice import AdvicePayment

CHAR_WIDTH = 6.0
LINE_HEIGHT = 12.0
_GRID_GAP = 5 * CHAR_WIDTH
_RULED = re.compile(r"[-+=:|\s]*$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, as its mail names it; ``password`` opens it where it is encrypted."""

    name: str
    content_type: str
    content: bytes
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank, in points from the top left corner of its page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one page in no particular order and the heights of its horizontal rules."""

    words: tuple[Word, ...]
    rules: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that could be read. ``second_reading`` is another engine's text, where there is another engine.

    ``payments`` stand in a file whose format says what each figure is (EDI): nothing is left to be interpreted.
    ``is_scan``: the text was guessed from a picture.
    """

    name: str
    kind: str
    pages: tuple[Page, ...]
    second_reading: str | None = None
    payments: tuple[AdvicePayment, ...] = ()
    is_scan: bool = False

    @property
    def has_text(self) -> bool:
        return any(page.words for page in self.pages)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be read; ``kind`` is ``unreadable`` or ``encrypted``."""

    name: str
    kind: str
    reason: str


_ZIP = b"PK\x03\x04"
_OFFICE = ((b"xl/workbook", "xlsx"), (b"word/document", "docx"))
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_BY_NAME = {
    ".pdf": "pdf", ".csv": "csv", ".tsv": "csv", ".txt": "text", ".htm": "html", ".html": "html", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".docx": "docx", ".xls": "ole", ".doc": "ole", ".edi": "x12", ".x12": "x12", ".820": "x12",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".tif": "image",
    ".tiff": "image",
}  # fmt: skip
_BY_TYPE = {
    "application/pdf": "pdf", "application/x-pdf": "pdf", "text/csv": "csv", "text/html": "html", "text/plain": "text",
    "text/tab-separated-values": "csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx", "application/edi-x12": "x12",
    "application/vnd.ms-excel": "ole", "application/msword": "ole",
}  # fmt: skip


def kind_of(source: Source) -> str:
    """What a file is: by its first bytes, else by its name, else by its claimed type; empty when nothing tells.

    >>> kind_of(Source("remit.dat", "application/octet-stream", b"%PDF-1.7"))
    'pdf'
    """
    if source.content.startswith(_ZIP):
        return _zipped_kind(source)
    if b"%PDF-" in source.content[:1024]:
        return "pdf"
    if is_x12(source.content):
        return "x12"
    if magic := _by_magic(source.content):
        return magic
    by_name = _kind_by_name(source.name)
    if by_name == "ole":
        return _exported_kind(source.content)
    return by_name or _BY_TYPE.get(source.content_type, "image" if source.content_type.startswith("image/") else "")


def _zipped_kind(source: Source) -> str:
    """An office file by its parts or its name, else an archive; its first bytes may be those of a file within."""
    by_name = _kind_by_name(source.name)
    office = by_name if by_name in ("xlsx", "docx") else "zip"
    return next((kind for part, kind in _OFFICE if part in source.content), office)


def _kind_by_name(name: str) -> str:
    return next((kind for ending, kind in _BY_NAME.items() if name.lower().endswith(ending)), "")


def _by_magic(content: bytes) -> str:
    return next((kind for start, kind in _MAGIC if content.startswith(start)), "")


def is_x12(content: bytes) -> bool:
    """Whether a file begins as an X12 interchange: ISA, and the same separator around each of its first elements.

    >>> is_x12(b"ISA*00*          *00*"), is_x12(b"ISABELLA pays 12.00")
    (True, False)
    """
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:21]
    return len(start) == 21 and start[:3] == b"ISA" and start[3:4] == start[6:7] == start[17:18] == start[20:21]


def _exported_kind(content: bytes) -> str:
    """What a file called .xls or .doc is that no Office wrote: programs export web pages and text under these names."""
    if not content:
        return "ole"
    return "html" if re.search(rb"<(?:html|table|!doctype html)", content[:4096], re.IGNORECASE) else "csv"


class Layout:
    """Lays out text lines and grids on one endless page of fixed-width characters."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._top = 0.0

    def add_text(self, text: str) -> None:
        """Lines of text, columns kept; lines that tabs or upright bars part alike are a grid."""
        for mark, lines in groupby(text.replace("\N{NO-BREAK SPACE}", " ").splitlines(), key=_parting):
            if mark:
                self.add_grid([[(cell, 1) for cell in line.split(mark[0])] for line in lines if not _RULED.match(line)])
                continue
            for line in lines:
                self._place(line.expandtabs(8).replace("|", "  "), 0.0)
                self._top += LINE_HEIGHT

    def add_grid(self, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
        """Rows of (text, columns spanned); every column as wide as its widest cell."""
        starts = _column_starts(rows)
        for row in rows:
            column = 0
            for text, span in row:
                self._place(" ".join(text.split()), starts[column])
                column += span
            self._top += LINE_HEIGHT
        self._top += LINE_HEIGHT

    def page(self) -> Page:
        return Page(tuple(self.words))

    def _place(self, line: str, x: float) -> None:
        position = 0
        for text in line.split():
            position = line.index(text, position)
            x0 = x + position * CHAR_WIDTH
            self.words.append(Word(text, x0, x0 + len(text) * CHAR_WIDTH, self._top, self._top + LINE_HEIGHT * 0.8))
            position += len(text)


def _parting(line: str) -> tuple[str, int] | None:
    """What parts a line into cells, and how often."""
    if (bars := line.count("|")) > 1:
        return "|", bars
    return ("\t", tabs) if (tabs := line.strip().count("\t")) else None


def _column_starts(rows: Iterable[Sequence[tuple[str, int]]]) -> list[float]:
    widths: dict[int, float] = {}
    columns = 0
    for row in rows:
        column = 0
        for text, span in row:
            if span == 1:
                widths[column] = max(widths.get(column, 0.0), len(text) * CHAR_WIDTH)
            column += span
        columns = max(columns, column)
    starts = [0.0]
    for column in range(columns):
        starts.append(starts[-1] + widths.get(column, 0.0) + _GRID_GAP)
    return starts
