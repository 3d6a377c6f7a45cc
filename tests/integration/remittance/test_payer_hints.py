"""A hint makes an advice readable that was not; it never makes one apply that does not add up."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import (
    BOOK,
    DOMAIN,
    PAYER,
    POLICY,
    english,
    kind_of_decision,
    mail_with,
    posted,
)
from tests.integration.remittance.advice_pages import Column, Look, draw
from workers.policy.remittance_formats import RemittanceFormat, RemittanceFormats
from workers.remittance.hints import NO_HINTS, PayerHints, payer_hints
from workers.remittance.readers.pool import InProcessReaders, ReaderPool
from workers.remittance.run import Judgement, judge, read_mail

ITEMS = BOOK.items
ALL = {item.document_number: item.open for item in ITEMS}
HEADS = ((50, 810, PAYER), (50, 720, "Remittance Advice"), (50, 700, "Payment reference: TR-558812"))


def hinted(**hint: object) -> PayerHints:
    hints = {"falkenberg": RemittanceFormat(domains=(DOMAIN,), **hint)}  # type: ignore[arg-type]
    return payer_hints(RemittanceFormats(hints), {"FALKENBERG": "swordfish"})


def judged(pdf: bytes, hints: PayerHints) -> Judgement:
    reading = read_mail(mail_with(("advice.pdf", pdf)), "a.eml", InProcessReaders(), hints)
    return judge(reading, BOOK, POLICY, hints)


def two_columns() -> bytes:
    """What is paid stands under a title that nobody knows, something else under one that everybody knows."""
    columns = (Column("Invoice", "ref", 50), Column("Net", "less", 400, "right"), Column("Uebw.", "net", 540, "right"))
    rows = [{"ref": i.document_number, "less": english(i.open - 2_000), "net": english(i.open)} for i in ITEMS]
    return draw(Look(columns, heads=(*HEADS, (50, 688, "Payment date: 13/11/2026"))), rows)


def locked() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("swordfish", ownerPassword="owner", strength=128))
    total = sum(ALL.values())
    lines = [PAYER, "Remittance Advice", "Payment date: 13/11/2026", f"Payment amount: EUR {english(total)}"]
    for number, line in enumerate(lines):
        canvas.drawString(50, 800 - 14 * number, line)
    for number, (reference, amount) in enumerate([("Invoice", "Paid"), *((k, english(v)) for k, v in ALL.items())]):
        canvas.drawString(50, 700 - 14 * number, reference)
        canvas.drawRightString(400, 700 - 14 * number, amount)
    canvas.save()
    return out.getvalue()


def test_the_named_column_is_tried_first() -> None:
    assert posted(judged(two_columns(), NO_HINTS)) != ALL
    judgement = judged(two_columns(), hinted(paid_column="UEBW"))
    assert (kind_of_decision(judgement), posted(judgement)) == ("apply", ALL)


@pytest.mark.parametrize(("order", "day"), [("day_first", "2026-11-03"), ("month_first", "2026-03-11")])
def test_the_order_of_dates_is_believed_where_nothing_proves_another(order: str, day: str) -> None:
    columns = (Column("Invoice", "ref", 50), Column("Amount paid", "net", 540, "right"))
    heads = (*HEADS, (50, 688, "Payment date: 03/11/2026"))
    pdf = draw(Look(columns, heads=heads), [{"ref": i.document_number, "net": english(i.open)} for i in ITEMS])
    assert str(judged(pdf, hinted(date_order=order)).facts.advice.payments[0].date) == day


def test_a_hint_does_not_make_a_document_apply_that_does_not_add_up() -> None:
    columns = (Column("Invoice", "ref", 50), Column("Net", "net", 400, "right"), Column("Uebw.", "more", 540, "right"))
    rows = [{"ref": i.document_number, "net": english(i.open - 1), "more": english(i.open)} for i in ITEMS]
    heads = (*HEADS, (50, 676, f"Payment amount: EUR {english(sum(ALL.values()) + 7)}"))
    judgement = judged(draw(Look(columns, heads=heads), rows), hinted(paid_column="Uebw."))
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


def test_an_encrypted_advice_is_opened_with_the_sender_s_password() -> None:
    assert kind_of_decision(judged(locked(), NO_HINTS)) == "encrypted"
    assert posted(judged(locked(), hinted(password="FALKENBERG"))) == ALL
    with ReaderPool() as readers:
        reading = read_mail(mail_with(("a.pdf", locked())), "a.eml", readers, hinted(password="FALKENBERG"))
    assert "swordfish" not in repr(reading)
    assert posted(judge(reading, BOOK, POLICY)) == ALL
