"""Scanned PDFs and pictures by tesseract, where it is installed: what its letters look like, not what they are.

Such a document is marked as a scan, and `workers.remittance.rules.scans` says what may be done with it. tesseract gets
pictures through a pipe and writes no file. Must not interpret words.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from typing import Any

from PIL import Image, ImageSequence

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Page, Word

_DPI = 300
_POINTS = 72
_MOST_PIXELS = 40_000_000
_LEAST_CONFIDENCE = 30.0
_SPARE_S = 1.5
_WORD_LEVEL = "5"
_NOISE = frozenset("|_-~.,:;'`\"*\u2014\u2013\u2018\u2019\u201c\u201d")


def can_read_scans(limits: ReadingLimits) -> bool:
    """Whether policy wants scans to be read, and tesseract is there to do it."""
    return limits.max_scanned_pages > 0 and shutil.which("tesseract") is not None


def read_scanned_pdf(name: str, document: Any, limits: ReadingLimits) -> Document:
    """The pages of a PDF that pdfium has open, drawn and then read."""
    if len(document) > limits.max_scanned_pages:
        raise UnreadableDocument(f"image only, {len(document)} pages (at most {limits.max_scanned_pages} are read)")
    return _read(name, "pdf", (_drawn(document[number]) for number in range(len(document))), limits)


def read_picture(name: str, content: bytes, limits: ReadingLimits) -> Document:
    """A photograph or a fax: each of its frames is a page."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF", "GIF")) as picture:
            if getattr(picture, "n_frames", 1) > limits.max_scanned_pages:
                raise UnreadableDocument(f"a picture of more than {limits.max_scanned_pages} pages")
            return _read(name, "image", (_checked(frame) for frame in ImageSequence.Iterator(picture)), limits)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(f"not a readable picture: {error}") from error


def _drawn(page: Any) -> Image.Image:
    width, height = page.get_size()
    if width * height * (_DPI / _POINTS) ** 2 > _MOST_PIXELS:
        raise UnreadableDocument("a page is too large to be drawn and read")
    try:
        picture: Image.Image = page.render(scale=_DPI / _POINTS, grayscale=True).to_pil()
        return picture
    finally:
        page.close()


def _checked(frame: Image.Image) -> Image.Image:
    if frame.width * frame.height > _MOST_PIXELS:
        raise UnreadableDocument(f"a picture of {frame.width} x {frame.height} points is too large to be read")
    return frame


def _read(name: str, kind: str, pictures: Iterable[Image.Image], limits: ReadingLimits) -> Document:
    deadline = time.monotonic() + limits.wall_clock_s - _SPARE_S
    pages = tuple(Page(tuple(_words(picture.convert("L"), limits, deadline))) for picture in pictures)
    return Document(name, kind, pages, is_scan=True)


def _words(picture: Image.Image, limits: ReadingLimits, deadline: float) -> Iterator[Word]:
    """The words of a picture, in points of a page of usual width."""
    scale = _POINTS / _DPI
    for row in _tesseract(picture, limits, deadline).splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != _WORD_LEVEL or float(cells[10]) < _LEAST_CONFIDENCE:
            continue
        text = cells[11].strip()
        left, top, width, height = (int(cell) * scale for cell in cells[6:10])
        if text and not set(text) <= _NOISE:
            yield Word(text, left, left + width, top, top + height)


def _tesseract(picture: Image.Image, limits: ReadingLimits, deadline: float) -> str:
    """tesseract's table of words; one block of text, so that the rows of a table stay rows."""
    command = ["tesseract", "stdin", "stdout", "-l", limits.ocr_languages, "--dpi", str(_DPI), "--psm", "6", "tsv"]
    bitmap = b"P5 %d %d 255\n" % picture.size + picture.tobytes()
    try:
        done = subprocess.run(
            command,
            input=bitmap,
            capture_output=True,
            timeout=max(0.1, deadline - time.monotonic()),
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("image only, and too large to be read in time") from error
    except subprocess.CalledProcessError as error:
        raise UnreadableDocument(f"image only: {error.stderr.decode('utf-8', 'replace').strip()[:200]}") from error
    return done.stdout.decode("utf-8", "replace")
