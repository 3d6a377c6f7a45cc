"""Advices that set every document as a block of labels and values, two pairs a line, credits among them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import (
    PAYER,
    book_of,
    english,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)

PAID = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "CN-2026-000115": -9_999, "INV-2026-000122": 60_031}
BOOK = book_of(*PAID.items())
TOTAL = sum(PAID.values())
Cells = Sequence[tuple[float, str]]
# title, invoice, credit note, day, billed, paid, and the sentence that states the payment
WORDS = {
    "en": ("Payment details", "Invoice", "Credit note", "Date", "Gross", "Paid", "We have paid you EUR {}"),
    "de": ("Zahlung", "Rechnung", "Gutschrift", "Datum", "Brutto", "Zahlbetrag", "Gezahlter Betrag: EUR {}"),
    "fr": ("Paiement", "Facture", "Avoir", "Date", "Brut", "Montant payé", "Montant du virement: EUR {}"),
    "money in words nobody knows": ("", "Rechnung", "Gutschrift", "Datum", "Qqq", "Xyz", "Gezahlter Betrag: EUR {}"),
    "it": ("Pagamento", "Fattura", "Nota di credito", "Data", "Lordo", "Importo pagato", "Totale pagato: EUR {}"),
}


def _pdf(lines: Sequence[Cells]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for number, line in enumerate(lines):
        for place, text in line:
            canvas.drawString(place, 800 - number * 14, text)
    canvas.save()
    return out.getvalue()


def _blocks(
    language: str, *, colon: str = "", total: int = TOTAL, title: str = "", named: bool = False, payer: str = PAYER
) -> bytes:
    """``named``: the labels of a credit note all begin with its name, those of an invoice with its."""
    own_title, invoice, credit, day, billed, paid, sentence = WORDS[language]
    lines: list[Cells] = [[(50, payer)], [(50, title or own_title)], [(50, sentence.format(english(total)))], []]
    for number, cents in PAID.items():
        kind = invoice if cents > 0 else credit
        of = f"{kind} " if named else ""
        lines.append([(50, kind + colon), (150, number), (320, of + day + colon), (420, "13/11/2026")])
        lines.append([(50, of + billed + colon), (150, english(cents)), (320, paid + colon), (420, english(cents))])
        lines.append([])
    return _pdf(lines)


@pytest.mark.parametrize("colon", ["", ":"])
@pytest.mark.parametrize("language", WORDS)
def test_blocks_of_labels_with_credits_among_them_are_read(language: str, colon: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _blocks(language, colon=colon))), BOOK)
    assert posted(judgement) == PAID, judgement.decision
    assert [line.reference for line in judgement.facts.advice.lines] == list(PAID)


@pytest.mark.parametrize("language", ["en", "de", "fr", "it"])
def test_labels_that_begin_with_the_kind_of_document_are_read_alike(language: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _blocks(language, colon=":", named=True))), BOOK)
    assert posted(judgement) == PAID, judgement.decision


def test_blocks_of_a_stranger_are_an_advice_all_the_same() -> None:
    """What his documents are called nobody knows; the labels and the sum say that he paid them."""
    strange = book_of(("XK-77", 100))
    page = _blocks("en", colon=":", named=True, payer="Wanderer & Sons")
    judgement = judge_mail(mail_with(("a.pdf", page), sender="ap@wanderer.example"), strange)
    assert kind_of_decision(judgement) == "payer_unknown", judgement.decision
    assert [line.net for line in judgement.facts.advice.lines] == list(PAID.values())


@pytest.mark.parametrize("language", WORDS)
def test_blocks_that_are_off_by_a_cent_apply_nothing(language: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _blocks(language, total=TOTAL + 1))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {}), judgement.decision


def test_a_page_that_calls_itself_a_statement_stays_one() -> None:
    judgement = judge_mail(mail_with(("a.pdf", _blocks("en", title="Statement of account"))), BOOK)
    assert posted(judgement) == {}, judgement.decision
