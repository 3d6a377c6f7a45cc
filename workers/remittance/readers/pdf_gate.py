"""The gate before a PDF is read: what it could cost, by its bytes and by pdfium, and whether it is worth reading.

pdfium is quick and frugal, so it looks first, page by page. Must not interpret words; must not be called from two
threads of one process (pdfium is not thread-safe).
"""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.broken_figures import whole_figures
from workers.remittance.document import Page
from workers.remittance.readers.pdf_forms import check_shown, open_forms, show_forms
from workers.remittance.readers.pdf_loose_words import Sheet, loose_words

_STREAM = re.compile(rb"stream\r?\n")
_AMOUNT = re.compile(r"\d{3}|\d[.,'\u2019]\d|[$\u20ac\u00a3\u00a5]")
_MOST_NESTED = 12
_USUAL_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Triage:
    """What pdfium saw. ``content`` is the file to read on: with its form fields printed, where it has any.

    ``is_scan``: its only text is what a scanner guessed and laid invisibly over a picture.
    """

    content: bytes
    pages: tuple[Page, ...]
    draws_text: bool
    is_scan: bool

    @property
    def second_reading(self) -> str:
        """The text line by line, as the second of two engines reads it."""
        pages = (whole_figures(page, _USUAL_DECIMALS) for page in self.pages)
        return "\n".join(" ".join(word.text for word in line) for page in pages for line in _lines(page))

    @property
    def pages_have_words(self) -> bool:
        return any(page.words for page in self.pages)

    @property
    def may_list_payments(self) -> bool:
        """Whether anything looks like an amount: without one, no line of a document can be applied."""
        return any(_AMOUNT.search(word.text) for page in self.pages for word in page.words)


@dataclass(slots=True)
class _Drawn:
    """What a page is drawn of, counted until it is too much."""

    parts: int = 0
    texts: int = 0
    invisible: int = 0
    fields: int = 0


def check_bytes(content: bytes, limits: ReadingLimits) -> bytes:
    """The PDF without what stands before it; raises `UnreadableDocument` on what must not even be opened."""
    start = content.find(b"%PDF-")
    if start < 0:
        raise UnreadableDocument("not a PDF: it does not begin with %PDF")
    content = content[start:]
    if b"%%EOF" not in content:
        raise UnreadableDocument("the PDF is cut off: it has no end mark")
    _check_streams(content, limits.max_unpacked_bytes)
    return content


def triage(content: bytes, limits: ReadingLimits, password: str = "") -> Triage:
    """A quick look at every page; raises `UnreadableDocument` (kind ``encrypted`` when a password is needed)."""
    with opened(content, password) as document:
        if not 0 < len(document) <= limits.max_pages:
            raise UnreadableDocument(f"{len(document)} pages (at most {limits.max_pages} are read)")
        open_forms(document)
        looks = [_look(document, number, limits) for number in range(len(document))]
        pages = tuple(page for page, _ in looks)
        drawn = [found for _, found in looks]
        texts = sum(found.texts for found in drawn)
        return Triage(
            content=printed(document) if any(found.fields for found in drawn) else content,
            pages=pages,
            draws_text=texts > 0,
            is_scan=texts > 0 and texts == sum(found.invisible for found in drawn),
        )


@contextmanager
def opened(content: bytes, password: str = "") -> Iterator[Any]:
    """The file in pdfium."""
    try:
        document = pdfium.PdfDocument(content, password=password or None)
    except pdfium.PdfiumError as error:
        kind = "encrypted" if "assword" in str(error) else "unreadable"
        raise UnreadableDocument(f"the PDF cannot be opened: {error}", kind=kind) from error
    try:
        yield document
    finally:
        document.close()


def printed(document: Any) -> bytes:
    """The file as pdfium writes it: its table of objects is whole, its password gone."""
    copy = io.BytesIO()
    document.save(copy, flags=pdfium_c.FPDF_REMOVE_SECURITY)
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


def _look(document: Any, number: int, limits: ReadingLimits) -> tuple[Page, _Drawn]:
    page = document[number]
    fields = show_forms(document, page, limits.max_objects_per_page)
    if fields:
        page.close()
        page = document[number]
    drawn = _Drawn(fields=len(fields))
    _count(_page_objects(page), drawn, limits.max_objects_per_page, 0)
    if drawn.parts > limits.max_objects_per_page:
        raise UnreadableDocument(f"page {number + 1} is drawn of too many parts to read safely")
    text = page.get_textpage()
    try:
        if text.count_chars() > limits.max_chars_per_page:
            raise UnreadableDocument(f"page {number + 1} has {text.count_chars()} characters, too many to read safely")
        check_shown(fields, text)
        # Invisible text counts only where there is no other: elsewhere a person sees something else than the robot.
        unseen = 0 < drawn.invisible < drawn.texts
        sheet = Sheet(page.get_width(), page.get_height(), page.get_rotation())
        return Page(loose_words(text.raw, text.count_chars(), sheet, unseen=unseen)), drawn
    finally:
        text.close()
        page.close()


def _page_objects(page: Any) -> Iterator[Any]:
    return (pdfium_c.FPDFPage_GetObject(page, i) for i in range(int(pdfium_c.FPDFPage_CountObjects(page))))


def _form_objects(form: Any) -> Iterator[Any]:
    return (pdfium_c.FPDFFormObj_GetObject(form, i) for i in range(int(pdfium_c.FPDFFormObj_CountObjects(form))))


def _count(objects: Iterator[Any], drawn: _Drawn, most: int, depth: int) -> None:
    """Counts objects, each segment of a path and everything inside a form; ends when there are too many."""
    for part in objects:
        drawn.parts += 1
        match pdfium_c.FPDFPageObj_GetType(part):
            case pdfium_c.FPDF_PAGEOBJ_PATH:
                drawn.parts += max(0, int(pdfium_c.FPDFPath_CountSegments(part)) - 1)
            case pdfium_c.FPDF_PAGEOBJ_TEXT:
                drawn.texts += 1
                drawn.invisible += (
                    pdfium_c.FPDFTextObj_GetTextRenderMode(part) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
                )
            case pdfium_c.FPDF_PAGEOBJ_FORM if depth < _MOST_NESTED:
                _count(_form_objects(part), drawn, most, depth + 1)
            case pdfium_c.FPDF_PAGEOBJ_FORM:
                drawn.parts = most + 1
        if drawn.parts > most:
            return


def _lines(page: Page) -> Iterator[list[Any]]:
    """Words whose boxes overlap by half in height, from left to right."""
    line: list[Any] = []
    for word in sorted(page.words, key=lambda w: (w.middle, w.x0)):
        if line and word.middle - line[0].middle > 0.5 * min(word.bottom - word.top, line[0].bottom - line[0].top):
            yield sorted(line, key=lambda w: w.x0)
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda w: w.x0)
