"""PDF files: pdfium as gate and second reading, pdfplumber for words with their boxes and ruled lines.

The gate refuses what could cost too much before pdfplumber, which is slower and hungrier, sees the file.
Must not interpret words; must not be called from two threads of one process (neither engine is thread-safe).
"""

from __future__ import annotations

import base64
import io
import re
import zlib
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import dedupe_chars, extract_words

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Page, Word

_STREAM = re.compile(rb"stream\r?\n")
_MIN_RULE_POINTS = 30.0


def read_pdf(name: str, content: bytes, limits: ReadingLimits) -> Document:
    """The words of every page; raises `UnreadableDocument` (kind ``encrypted`` when a password is needed)."""
    start = content.find(b"%PDF-")
    if start < 0:
        raise UnreadableDocument("not a PDF: it does not begin with %PDF")
    content = content[start:]
    if b"%%EOF" not in content:
        raise UnreadableDocument("the PDF is cut off: it has no end mark")
    _check_streams(content, limits.max_unpacked_bytes)
    second_reading = _pass_gate(content, limits)
    document = Document(name, "pdf", _read_pages(content), second_reading)
    if second_reading.strip() and not document.has_text:
        document = Document(name, "pdf", _read_pages(_repaired(content)), second_reading)
    return document


def _read_pages(content: bytes) -> tuple[Page, ...]:
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return tuple(_read_page(page) for page in document.pages)
    except PdfminerException:
        return ()


def _repaired(content: bytes) -> bytes:
    """The file as pdfium writes it again: its table of objects is whole then."""
    copy = io.BytesIO()
    document = pdfium.PdfDocument(content)
    document.save(copy)
    document.close()
    return copy.getvalue()


def _check_streams(content: bytes, max_bytes: int) -> None:
    """Refuses a stream that unpacks to more than ``max_bytes``; pictures are never unpacked and do not count."""
    for found in _STREAM.finditer(content):
        header = content[max(0, found.start() - 400) : found.start()].rpartition(b" obj")[2]
        if b"/Fl" not in header or b"/Image" in header:
            continue
        end = content.find(b"endstream", found.end())
        packed = content[found.end() : end if end > 0 else len(content)]
        if b"ASCII85" in header:
            packed = _from_ascii85(packed)
        if _unpacks_beyond(packed, max_bytes):
            raise UnreadableDocument(f"a stream of the PDF unpacks to more than {max_bytes} bytes")


def _from_ascii85(packed: bytes) -> bytes:
    try:
        return base64.a85decode(packed.strip().removesuffix(b"~>"))
    except ValueError:
        return b""


def _unpacks_beyond(packed: bytes, max_bytes: int) -> bool:
    unpacker = zlib.decompressobj()
    try:
        size = len(unpacker.decompress(packed, max_bytes + 1))
    except zlib.error:
        return False
    return size > max_bytes


def _pass_gate(content: bytes, limits: ReadingLimits) -> str:
    """Opens the file with pdfium, checks its size page by page, and returns its text as the second reading."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        kind = "encrypted" if "assword" in str(error) else "unreadable"
        raise UnreadableDocument(f"the PDF cannot be opened: {error}", kind=kind) from error
    try:
        if not 0 < len(document) <= limits.max_pages:
            raise UnreadableDocument(f"{len(document)} pages (at most {limits.max_pages} are read)")
        return "\n".join(_gate_page(document, number, limits) for number in range(len(document)))
    finally:
        document.close()


def _gate_page(document: Any, number: int, limits: ReadingLimits) -> str:
    page = document[number]
    if _parts(page, limits.max_objects_per_page) > limits.max_objects_per_page:
        raise UnreadableDocument(f"page {number + 1} is drawn of too many parts to read safely")
    text = page.get_textpage()
    if text.count_chars() > limits.max_chars_per_page:
        raise UnreadableDocument(f"page {number + 1} has {text.count_chars()} characters, too many to read safely")
    reading = str(text.get_text_bounded())
    text.close()
    page.close()
    return reading


def _parts(page: Any, most: int) -> int:
    """How many objects a page has, each segment of a path counted; counting ends when there are too many."""
    count = int(pdfium_c.FPDFPage_CountObjects(page))
    for index in range(count if count <= most else 0):
        drawn = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
            count += max(0, int(pdfium_c.FPDFPath_CountSegments(drawn)) - 1)
        if count > most:
            break
    return count


def _read_page(page: PlumberPage) -> Page:
    try:
        chars = _visible_chars(page)
        words = tuple(
            Word(word["text"], float(word["x0"]), float(word["x1"]), float(word["top"]), float(word["bottom"]))
            for word in _extract_words(chars)
        )
        rules = sorted({round(float(edge["top"]), 1) for edge in page.horizontal_edges if _is_rule(edge)})
        return Page(words, tuple(rules))
    finally:
        page.close()


def _extract_words(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = extract_words(chars, x_tolerance_ratio=0.15, y_tolerance=2)
    return words


def _is_rule(edge: dict[str, Any]) -> bool:
    return float(edge["x1"]) - float(edge["x0"]) >= _MIN_RULE_POINTS


def _visible_chars(page: PlumberPage) -> list[dict[str, Any]]:
    """Characters a person sees: upright, on the page, not printed twice, not white on white."""
    chars = [c for c in page.chars if 0 <= c["x0"] < page.width and 0 <= c["top"] < page.height]
    turned = [c for c in chars if not c["upright"]]
    chars = [_turn(c, page) for c in turned] if len(turned) * 2 > len(chars) else [c for c in chars if c["upright"]]
    if any(_is_white(c.get("non_stroking_color")) for c in chars):
        fills = [r for r in page.rects if r.get("fill") and not _is_white(r.get("non_stroking_color"))]
        chars = [c for c in chars if not _is_white(c.get("non_stroking_color")) or _lies_on(c, fills)]
    places = {(c["text"], round(c["x0"]), round(c["top"])) for c in chars}
    return chars if len(places) == len(chars) else dedupe_chars(chars, tolerance=1)


def _turn(char: dict[str, Any], page: PlumberPage) -> dict[str, Any]:
    """A character of a page printed on its side, in the coordinates of the page turned upright."""
    upwards = char["matrix"][1] > 0
    x0, x1 = (page.height - char["bottom"], page.height - char["top"]) if upwards else (char["top"], char["bottom"])
    top, bottom = (char["x0"], char["x1"]) if upwards else (page.width - char["x1"], page.width - char["x0"])
    return {**char, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "upright": True}


def _is_white(color: Any) -> bool:
    """White as gray, RGB or CMYK."""
    if isinstance(color, int | float):
        return bool(color >= 0.99)
    if not isinstance(color, tuple | list) or not color or not all(isinstance(part, int | float) for part in color):
        return False
    return all(part <= 0.01 for part in color) if len(color) == 4 else all(part >= 0.99 for part in color)


def _lies_on(char: dict[str, Any], fills: list[dict[str, Any]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(fill["x0"] <= x <= fill["x1"] and fill["top"] <= y <= fill["bottom"] for fill in fills)
