"""Reader processes: hostile files end as refusals within the limits, and the next file is read all the same."""

from __future__ import annotations

import io
import re
import time
import zlib
from dataclasses import replace

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import BOOK, advice_pdf
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Refusal, Source
from workers.remittance.readers.pool import InProcessReaders, ReaderPool

PDF = advice_pdf(BOOK.items)
WORD = "INV-2026-000101"


def _source(content: bytes, name: str = "a.pdf") -> Source:
    return Source(name, "application/pdf", content)


def _read(content: bytes) -> Document | Refusal:
    return InProcessReaders().read([_source(content)])[0]


def _words(document: Document | Refusal) -> set[str]:
    assert isinstance(document, Document), document
    return {word.text for page in document.pages for word in page.words}


def _drawn(paint: object, **canvas_options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, **canvas_options)  # type: ignore[arg-type]
    paint(canvas)  # type: ignore[operator]
    canvas.save()
    return out.getvalue()


def _locked(user: str) -> bytes:
    lock = StandardEncryption(user, ownerPassword="owner", strength=128)
    return _drawn(lambda canvas: canvas.drawString(50, 700, WORD), encrypt=lock)


def _crowded(canvas: Canvas) -> None:
    text = canvas.beginText(50, 700)
    for _ in range(300):
        text.textOut("x" * 100)
    canvas.drawText(text)


def _scribbled(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(0, 0)
    for step in range(60_000):
        path.lineTo(step % 500, step % 700)
    canvas.drawPath(path)


def _sideways(canvas: Canvas) -> None:
    canvas.rotate(90)
    canvas.drawString(100, -100, f"{WORD} paid 12.00")


def _bomb() -> bytes:
    blanks = zlib.compress(b" " * 60_000_000)
    return PDF.replace(b"%%EOF", b"") + b"9 0 obj\n<</Filter/FlateDecode>>\nstream\n" + blanks + b"\nendstream\n%%EOF"


def _blank_page(blanks: int) -> bytes:
    """A page whose drawing is so many blanks."""
    content = zlib.compress(b" " * blanks)
    return (
        b"%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<</Root 1 0 R/Size 5>>\n%%%%EOF"
    ) % (len(content), content)


def _pages(count: int) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(count):
        document.new_page(600, 800)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "unreadable"),
        (b"MZ this is no PDF", "unreadable"),
        (PDF[:-40], "unreadable"),
        (_locked("secret"), "encrypted"),
        (_bomb(), "unreadable"),
        (_pages(201), "unreadable"),
        (_drawn(_crowded), "unreadable"),
        (_drawn(_scribbled), "unreadable"),
        (b"%PDF-1.7\n" + b"\xff" * 5000 + b"%%EOF", "unreadable"),
        (b"%PDF-1.7 " + b"0" * 10_000_001, "unreadable"),
    ],
)
def test_what_cannot_be_read_safely_is_refused(content: bytes, kind: str) -> None:
    refused = _read(content)
    assert isinstance(refused, Refusal)
    assert refused.kind == kind


@pytest.mark.parametrize(
    "content",
    [
        _locked(""),
        b"junk before\r\n" + PDF,
        PDF + b"<html>junk after</html>",
        re.sub(rb"startxref\n\d+", b"startxref\n99", PDF),
        re.sub(rb"\d{10} 00000 n", b"0000000007 00000 n", PDF),
        _drawn(_sideways),
    ],
)
def test_what_is_only_damaged_or_odd_is_read(content: bytes) -> None:
    assert WORD in _words(_read(content))


def test_words_that_nobody_sees_do_not_count() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(50, 700, WORD)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(50, 600, "hidden")
        canvas.drawString(9_000, 600, "outside")

    assert _words(_read(_drawn(paint))) == {WORD}


def test_bold_by_printing_twice_is_read_once() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(50, 700, WORD)
        canvas.drawString(50.3, 700, WORD)

    assert _words(_read(_drawn(paint))) == {WORD}


def test_the_pool_reads_what_this_process_reads() -> None:
    sources = [_source(PDF), _source(b"", "empty.pdf"), Source("t.txt", "text/plain", b"paid 12.00")]
    with ReaderPool(jobs=2) as pool:
        assert pool.read(sources) == InProcessReaders().read(sources)


def test_a_stalling_file_is_given_up_and_the_next_one_is_read() -> None:
    slow = replace(ReadingLimits(), wall_clock_s=0.0)
    with ReaderPool(slow) as pool:
        assert isinstance(pool.read([_source(PDF)])[0], Refusal)
    with ReaderPool() as pool:
        started = time.monotonic()
        assert isinstance(pool.read([_source(PDF)])[0], Document)
        assert time.monotonic() - started < 15


def test_a_file_that_takes_too_much_memory_ends_in_a_refusal() -> None:
    tight = replace(ReadingLimits(), address_space_bytes=500_000_000, max_unpacked_bytes=10**9)
    with ReaderPool(tight) as pool:
        refused, fine = pool.read([_source(_blank_page(200_000_000)), Source("t.txt", "text/plain", b"paid 12.00")])
        assert isinstance(refused, Refusal), "it fitted"
        assert isinstance(fine, Document)


def test_processes_are_recycled() -> None:
    with ReaderPool(replace(ReadingLimits(), documents_per_process=1)) as pool:
        assert all(isinstance(pool.read([_source(PDF)])[0], Document) for _ in range(2))
