"""Lists that print the tax: of columns that all add up to totals of their own, the one called paid is paid."""

from __future__ import annotations

import io

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

OPEN = {"INV-2026-000101": 121_000, "INV-2026-000108": 48_400, "INV-2026-000115": 9_680}
BOOK = book_of(*OPEN.items())
PLACES = (-280, -340, -410, -470, -540)
# what is billed before tax, the tax, the whole, what is kept back, what is paid
TITLES = {
    "es": ("Base imponible", "IVA", "Total factura", "Retención", "Líquido"),
    "fr": ("Montant HT", "TVA", "Montant TTC", "Retenue", "Net à payer"),
    "it": ("Imponibile", "IVA", "Importo lordo", "Ritenuta", "Netto a pagare"),
    "de": ("Warenwert netto", "MwSt", "Brutto", "Abzug", "Zahlbetrag"),
    "nl": ("Excl btw", "BTW", "Bruto", "Inhouding", "Betaald"),
    "es, cut short": ("Base", "IVA", "T.fra.", "Ret.", "Líq."),
    "en": ("Taxable amount", "VAT", "Gross amount", "Withheld", "Amount paid"),
}


def _page(titles: tuple[str, ...], *, kept_back: int = 0) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 8)
    for number, text in enumerate((PAYER, "Payment advice", "Payment reference: TR-5588", "Payment date: 13/11/2026")):
        canvas.drawString(50, 800 - 14 * number, text)
    rows = [(name, _figures(cents, kept_back)) for name, cents in OPEN.items()]
    total = tuple(sum(column) for column in zip(*(figures for _, figures in rows), strict=True))
    printed = [(name, tuple(map(english, figures))) for name, figures in (*rows, ("Total", total))]
    for number, (name, cells) in enumerate([("Invoice", titles), *printed]):
        canvas.drawString(50, 700 - 14 * number, name)
        for place, cell in zip(PLACES, cells, strict=True):
            canvas.drawRightString(-place, 700 - 14 * number, cell)
    canvas.save()
    return out.getvalue()


def _figures(cents: int, kept_back: int) -> tuple[int, int, int, int, int]:
    base = round(cents / 1.21)
    kept = base * kept_back // 100
    return base, cents - base, cents, kept, cents - kept


@pytest.mark.parametrize("language", TITLES)
def test_the_amount_before_tax_is_never_paid(language: str) -> None:
    """Every column closes with its own total; the first one was posted, and every line came out short by the tax."""
    judgement = judge_mail(mail_with(("a.pdf", _page(TITLES[language]))), BOOK)
    assert posted(judgement) == OPEN, judgement.decision


@pytest.mark.parametrize("language", ["es", "fr", "it", "de", "nl", "en"])
def test_what_is_kept_back_stays_open(language: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _page(TITLES[language], kept_back=15))), BOOK)
    paid = {name: _figures(cents, 15)[4] for name, cents in OPEN.items()}
    assert {line.reference: line.net for line in judgement.facts.advice.lines} == paid
    assert posted(judgement) in ({}, paid)


def test_what_is_left_of_a_gross_is_paid_whatever_it_is_called() -> None:
    judgement = judge_mail(mail_with(("a.pdf", _page(("Aaa", "VAT", "Bbb", "Withheld", "Ddd"), kept_back=15))), BOOK)
    paid = {name: _figures(cents, 15)[4] for name, cents in OPEN.items()}
    assert {line.reference: line.net for line in judgement.facts.advice.lines} == paid


@pytest.mark.parametrize("tax", ["Xxx", "VAT"])
def test_columns_nobody_can_name_are_a_case(tax: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _page(("Aaa", tax, "Bbb", "Ccc", "Ddd")))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
