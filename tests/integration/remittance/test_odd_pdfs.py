"""PDFs whose text is not where it seems: form fields, typed notes, invisible text; and words by the second engine."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import (
    BOOK,
    PAYER,
    english,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from workers.policy.cash_application import ReadingLimits
from workers.remittance.readers.pdf import read_pdf
from workers.remittance.readers.pdf_gate import check_bytes, triage

ITEMS = BOOK.items
ALL = {item.document_number: item.open for item in ITEMS}
TOTAL = sum(ALL.values())
LIMITS = ReadingLimits(max_scanned_pages=0)
WITHOUT_LOOKS = (b"/AP", b"/XX")


def drawn(paint: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    paint(canvas)
    canvas.save()
    return out.getvalue()


def labels(canvas: Canvas) -> None:
    """What is printed on the empty form."""
    for y, text in ((800, PAYER), (780, "Remittance Advice"), (760, "Payment reference: TR-1"), (640, "Invoice")):
        canvas.drawString(50, y, text)
    canvas.drawString(50, 740, "Payment date: 13/11/2026")
    canvas.drawString(50, 720, "Payment amount: EUR")
    canvas.drawString(300, 640, "Amount paid")


def form(canvas: Canvas) -> None:
    """An advice whose figures and references are all in fields."""
    labels(canvas)
    canvas.acroForm.textfield(name="total", x=180, y=715, width=90, height=18, value=english(TOTAL), fontSize=10)
    for number, item in enumerate(ITEMS):
        y = 610 - 24 * number
        canvas.acroForm.textfield(name=f"r{number}", x=50, y=y, width=150, height=18, value=item.document_number)
        canvas.acroForm.textfield(name=f"a{number}", x=300, y=y, width=90, height=18, value=english(item.open))


def listed(canvas: Canvas) -> None:
    """The same advice, printed."""
    labels(canvas)
    canvas.drawString(180, 720, english(TOTAL))
    for number, item in enumerate(ITEMS):
        canvas.drawString(50, 610 - 24 * number, item.document_number)
        canvas.drawString(300, 610 - 24 * number, english(item.open))


@pytest.mark.parametrize("looks", [WITHOUT_LOOKS[0], WITHOUT_LOOKS[1]])
def test_a_filled_form_is_read_as_a_viewer_shows_it(looks: bytes) -> None:
    pdf = drawn(form).replace(b"/AP", looks)
    judgement = judge_mail(mail_with(("form.pdf", pdf)))
    assert (kind_of_decision(judgement), posted(judgement)) == ("apply", ALL), judgement.decision


def test_a_field_that_shows_another_figure_than_it_holds_is_refused() -> None:
    pdf = drawn(form).replace(b"/V (1,250.00)", b"/V (9,250.00)")
    assert kind_of_decision(judge_mail(mail_with(("form.pdf", pdf)))) == "unreadable"


def test_invisible_figures_beside_visible_ones_are_not_believed() -> None:
    def paint(canvas: Canvas) -> None:
        listed(canvas)
        text = canvas.beginText(450, 610)
        text.setTextRenderMode(3)
        text.textOut("INV-2026-000199")
        canvas.drawText(text)

    seen = triage(drawn(paint), LIMITS)
    assert "INV-2026-000101" in seen.second_reading
    assert "INV-2026-000199" not in seen.second_reading
    assert not seen.is_scan


def test_text_that_a_scanner_laid_over_a_picture_is_a_guess() -> None:
    pdf = re.sub(rb"\bBT ", b"BT 3 Tr ", drawn(listed))
    document = read_pdf("scan.pdf", pdf, LIMITS)
    assert document.is_scan
    assert document.has_text
    judgement = judge_mail(mail_with(("scan.pdf", pdf)))
    assert (kind_of_decision(judgement), posted(judgement)) == ("unreadable", {})
    assert {line.item.document_number for line in judgement.decision.lines if line.item} == set(ALL)


def test_the_second_engine_parts_words_where_the_first_does() -> None:
    pdf = drawn(listed)
    document = read_pdf("a.pdf", pdf, LIMITS)
    assert document.second_reading is not None
    first = sorted(word.text for page in document.pages for word in page.words)
    assert sorted(document.second_reading.split()) == first


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_has_its_words_where_they_are_seen(turned: int) -> None:
    """Read before the turn, the pieces of one number stood on different lines, and the engines disagreed."""

    def paint(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "750.00")
        canvas.setPageRotation(turned)

    pdf = drawn(paint)
    (page,) = triage(pdf, LIMITS).pages
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        seen = document.pages[0].chars
    (word,) = page.words
    middle = (min(c["x0"] for c in seen) + max(c["x1"] for c in seen)) / 2
    assert (word.x0 + word.x1) / 2 == pytest.approx(middle, abs=3)
    assert word.middle == pytest.approx((min(c["top"] for c in seen) + max(c["bottom"] for c in seen)) / 2, abs=3)


def test_what_holds_no_amount_is_read_by_one_engine() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "general terms of delivery of the payer")

    document = read_pdf("terms.pdf", drawn(paint), LIMITS)
    assert document.second_reading == "", "a figure that is found all the same must not count as read twice"
    assert {word.text for word in document.pages[0].words} >= {"general", "payer"}


def test_figures_without_any_mark_are_read_by_both() -> None:
    document = read_pdf("a.pdf", drawn(lambda canvas: canvas.drawString(50, 700, "bill 77 paid 125")), LIMITS)
    assert document.second_reading == "bill 77 paid 125"


def test_a_form_that_draws_itself_by_a_program_is_refused() -> None:
    xfa = b"/NeedsRendering true /AcroForm << /Fields [] /XFA (<xdp/>) >> /Type /Catalog"
    pdf = drawn(listed).replace(b"/Type /Catalog", xfa)
    assert kind_of_decision(judge_mail(mail_with(("form.pdf", pdf)))) == "unreadable"


def test_what_stands_before_the_file_is_left_out() -> None:
    assert check_bytes(b"junk\n" + drawn(listed), LIMITS).startswith(b"%PDF-")


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("slope", [-60, -25, 6, 12, 45])
def test_a_stamp_askew_over_the_figures_is_not_read(slope: int, turned: int) -> None:
    """Its letters and digits stood among those that they were stamped over, and no figure was left."""

    def paint(canvas: Canvas) -> None:
        listed(canvas)
        canvas.setPageRotation(turned)
        canvas.saveState()
        canvas.translate(270, 600)
        canvas.rotate(slope)
        canvas.setFont("Helvetica-Bold", 30)
        canvas.drawCentredString(0, 0, "PROCESSED 14.11.26")
        canvas.restoreState()

    pdf = drawn(paint)
    assert "PROCESSED" not in triage(pdf, LIMITS).second_reading
    if not turned:
        assert posted(judge_mail(mail_with(("a.pdf", pdf)))) == ALL


def test_a_page_that_was_fed_askew_is_read_whole() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.rotate(5)
        canvas.drawString(90, 700, "bill 77 paid 125")

    pdf = drawn(paint)
    document = read_pdf("a.pdf", pdf, LIMITS)
    assert sum(len(word.text) for word in document.pages[0].words) == len("bill77paid125")
    assert sum(len(word.text) for page in triage(pdf, LIMITS).pages for word in page.words) == len("bill77paid125")
