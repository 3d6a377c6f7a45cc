"""Scanned advices through a reader process with tesseract, from the mail to what would be posted or suggested."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from typing import Literal

import pypdfium2
import pytest
from PIL import Image

from tests.integration.remittance.advice_mails import BOOK, POLICY, advice_pdf, kind_of_decision, mail_with, posted
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Refusal, Source
from workers.remittance.readers.pool import InProcessReaders, ReaderPool
from workers.remittance.run import Judgement, judge, read_mail

ITEMS = BOOK.items
ALL = {item.document_number: item.open for item in ITEMS}
TOTAL = sum(item.open for item in ITEMS)
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def picture(pdf: bytes) -> Image.Image:
    """The first page as a scanner sees it."""
    drawn: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72, grayscale=True).to_pil()
    return drawn


def as_file(drawn: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    drawn.save(out, kind, dpi=(300, 300))
    return out.getvalue()


SCAN = picture(advice_pdf(ITEMS))


def _judged(name: str, content: bytes, ocr: Literal["off", "suggest", "apply"]) -> Judgement:
    policy = replace(POLICY, ocr=ocr)
    with ReaderPool(policy.reading_limits) as readers:
        return judge(read_mail(mail_with((name, content)), "a.eml", readers), BOOK, policy)


@needs_tesseract
@pytest.mark.parametrize("kind", ["PDF", pytest.param("PNG", marks=pytest.mark.slow)])
def test_a_scan_that_reads_exactly_is_applied_where_policy_lets_it(kind: str) -> None:
    judgement = _judged(f"scan.{kind.lower()}", as_file(SCAN, kind), "apply")
    assert kind_of_decision(judgement) == "apply", judgement.decision
    assert posted(judgement) == ALL


@needs_tesseract
@pytest.mark.slow
def test_a_scan_is_only_suggested_as_shipped() -> None:
    judgement = _judged("scan.pdf", as_file(SCAN, "PDF"), "suggest")
    assert (kind_of_decision(judgement), posted(judgement)) == ("unreadable", {})
    assert {line.item.document_number for line in judgement.decision.lines if line.item} == set(ALL)


@needs_tesseract
@pytest.mark.slow
def test_a_scan_that_does_not_add_up_is_held() -> None:
    wrong = picture(advice_pdf(ITEMS, total=TOTAL + 1))
    judgement = _judged("scan.pdf", as_file(wrong, "PDF"), "apply")
    assert (kind_of_decision(judgement), posted(judgement)) == ("unreadable", {})


@needs_tesseract
@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (as_file(Image.new("L", (9_000, 9_000)), "PNG"), ReadingLimits()),
        (as_file(SCAN, "PNG")[:3_000], ReadingLimits()),
        (as_file(SCAN, "PDF"), ReadingLimits(wall_clock_s=1.6)),
        (as_file(SCAN, "PDF"), ReadingLimits(ocr_languages="klingon")),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(content: bytes, limits: ReadingLimits) -> None:
    (refused,) = InProcessReaders(limits).read([Source("a.dat", "", content)])
    assert isinstance(refused, Refusal), "it was read"


def test_without_leave_a_scan_stays_a_picture() -> None:
    judgement = _judged("scan.pdf", as_file(SCAN, "PDF"), "off")
    assert (kind_of_decision(judgement), judgement.decision.lines) == ("unreadable", ())
