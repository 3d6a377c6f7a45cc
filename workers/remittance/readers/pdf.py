"""PDF files: pdfium as gate, triage and second reading, pdfplumber for words with their boxes and ruled lines.

A file without anything that looks like an amount is left to pdfium's reading: nothing of it can be applied. Must not
interpret words; must not be called from two threads of one process (neither engine is thread-safe).
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import dedupe_chars, extract_words

from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Page, Word
from workers.remittance.readers.pdf_gate import check_bytes, opened, printed, triage
from workers.remittance.readers.pdf_loose_words import is_askew
from workers.remittance.readers.pdf_page import LeanPage
from workers.remittance.readers.scans import can_read_scans, read_scanned_pdf

_MIN_RULE_POINTS = 30.0
_COVERED = 0.5
# A second reading that confirms nothing: whatever somebody should find in the first one, it is not applied.
_NOT_READ_TWICE = ""


def read_pdf(name: str, content: bytes, limits: ReadingLimits, password: str = "") -> Document:
    """The words of every page; raises `UnreadableDocument` (kind ``encrypted`` when a password is needed)."""
    content = check_bytes(content, limits)
    seen = triage(content, limits, password)
    if not seen.draws_text and can_read_scans(limits):
        with opened(content, password) as document:
            return read_scanned_pdf(name, document, limits)
    if not seen.draws_text or (seen.pages_have_words and not seen.may_list_payments):
        return Document(name, "pdf", seen.pages, _NOT_READ_TWICE)
    second_reading = seen.second_reading
    pages = _read_pages(seen.content, password)
    if second_reading.strip() and not any(page.words for page in pages):
        with opened(seen.content, password) as document:
            pages = _read_pages(printed(document), "")
    return Document(name, "pdf", pages, second_reading, is_scan=seen.is_scan)


def _read_pages(content: bytes, password: str) -> tuple[Page, ...]:
    try:
        with pdfplumber.open(io.BytesIO(content), password=password or None) as document:
            return tuple(_read_page(LeanPage.of(page)) for page in document.pages)
    except PdfminerException:
        return ()


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
    """Characters a person reads: upright, on the page, not printed twice, not white on white, no stamp over others."""
    chars = [c for c in page.chars if 0 <= c["x0"] < page.width and 0 <= c["top"] < page.height]
    straight = [c for c in chars if not is_askew(*c["matrix"][:2])]
    chars = straight if len(straight) * 2 >= len(chars) else chars
    turned = [c for c in chars if not c["upright"]]
    chars = [_turn(c, page) for c in turned] if len(turned) * 2 > len(chars) else [c for c in chars if c["upright"]]
    if any(_is_white(c.get("non_stroking_color")) for c in chars):
        fills = [r for r in page.rects if r.get("fill") and not _is_white(r.get("non_stroking_color"))]
        chars = [c for c in chars if not _is_white(c.get("non_stroking_color")) or _lies_on(c, fills)]
    chars = _without_covered_blanks(chars)
    places = {(c["text"], round(c["x0"]), round(c["top"])) for c in chars}
    return chars if len(places) == len(chars) else dedupe_chars(chars, tolerance=1)


def _without_covered_blanks(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nobody sees a blank that the next character is printed over: browsers leave them where a word could break."""
    covered = {
        id(blank)
        for blank, printed in pairwise(chars)
        if blank["text"] == " " and abs(printed["x0"] - blank["x0"]) < _COVERED and printed["top"] == blank["top"]
    }
    return [c for c in chars if id(c) not in covered] if covered else chars


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
