"""One module per format, each with ``render(sheet) -> bytes``; ``RENDERERS`` chooses by the family's format.

A renderer knows blocks and looks, never payers or amounts. What needs a program that may be absent (Chromium) says so.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, Protocol, cast

from tests.bench.remittance.family import Format
from tests.bench.remittance.sheet import Sheet


class Renderer(Protocol):
    """Draws a sheet in one format."""

    def render(self, sheet: Sheet) -> bytes: ...


class Kind(NamedTuple):
    """Where a format is drawn, and what its file is called and typed as."""

    module: str
    extension: str
    content_type: str


_PDF = ("pdf", "application/pdf")
KINDS: dict[Format, Kind] = {
    "platypus": Kind("platypus", *_PDF),
    "canvas": Kind("canvas", *_PDF),
    "courier": Kind("courier", *_PDF),
    "fpdf2": Kind("fpdf_pages", *_PDF),
    "typst": Kind("typst_pages", *_PDF),
    "chromium": Kind("chromium", *_PDF),
    "html": Kind("html_page", "html", "text/html"),
    "text": Kind("plain", "txt", "text/plain"),
    "xlsx": Kind("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "x12": Kind("plain", "edi", "application/EDI-X12"),
    "csv": Kind("csv_file", "csv", "text/csv"),
    "docx": Kind("docx_file", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def renderer(name: Format) -> Renderer:
    """The renderer of a format; its library is imported only now."""
    return cast(Renderer, import_module(f"{__name__}.{KINDS[name].module}"))
