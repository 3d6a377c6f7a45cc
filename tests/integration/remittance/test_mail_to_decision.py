"""Whole mails to decisions: bodies, files, several payments, extras, senders, and documents that are no advice."""

from __future__ import annotations

import io

import openpyxl
import pypdfium2
import pytest

from tests.integration.remittance.advice_mails import (
    BOOK,
    PAYER,
    advice_pdf,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
    row_of,
)
from tests.integration.remittance.advice_pages import Column, Look, draw

ITEMS = BOOK.items
TOTAL = sum(item.open for item in ITEMS)
ALL = {item.document_number: item.open for item in ITEMS}
PDF = advice_pdf(ITEMS)
LIST = "\n".join(f"{item.document_number:<24}{english(item.open):>14}" for item in ITEMS)
TEXT = f"We have paid on 13/11/2026, payment reference TR-558812:\n\n{'Invoice':<24}{'Amount':>14}\n{LIST}\n"
TEXT_TOTAL = f"{'Total EUR':<24}{english(TOTAL):>14}\n"
HTML_ROWS = "".join(f"<tr><td>{i.document_number}<td align=right>{english(i.open)}</tr>" for i in ITEMS)
HTML = (
    f"<table><tr><td>{PAYER}</td></tr><tr><td><p>We have paid EUR {english(TOTAL)} on 13/11/2026.</p>"
    f"<table><tr><th>Invoice</th><th>Paid</th></tr>{HTML_ROWS}</table></td></tr></table>"
)
CSV = "payment_ref;payment_date;currency;invoice;paid\n" + "".join(
    f"TR-558812;13.11.2026;EUR;{i.document_number};{i.open // 100},{i.open % 100:02}\n" for i in ITEMS
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Remittance", 0)
    sheet.append(["Payment reference", "TR-558812"])
    sheet.append(["Payment amount EUR", TOTAL / 100])
    sheet.append(["Invoice", "Amount paid"])
    for item in ITEMS:
        sheet.append([item.document_number, item.open / 100])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _joined(*pdfs: bytes) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for pdf in pdfs:
        document.import_pages(pypdfium2.PdfDocument(pdf))
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        mail_with(("advice.pdf", PDF)),
        mail_with(text=TEXT + TEXT_TOTAL),
        mail_with(html=HTML),
        mail_with(("r.csv", CSV.encode())),
        mail_with(("r.xlsx", workbook())),
        mail_with(("advice.pdf", PDF), ("r.csv", CSV.encode())),
        mail_with(("advice.pdf", PDF), ("copy.pdf", PDF)),
        mail_with(("junk.pdf", b"junk\r\n" + PDF)),
        mail_with(("advice.pdf", PDF), sender="noreply@platform.example"),
        mail_with(("advice.pdf", PDF), dmarc="none"),
        mail_with(text=f"We transferred EUR {english(TOTAL)} today for\n" + LIST.replace("  ", " ")),
    ],
)
def test_an_advice_is_applied_in_whatever_form_it_comes(raw: bytes) -> None:
    judgement = judge_mail(raw)
    assert kind_of_decision(judgement) == "apply", judgement.decision
    assert posted(judgement) == ALL
    assert str(judgement.facts.advice.payments[0].date) == "2026-11-13"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (mail_with(("a.pdf", PDF), dmarc="fail"), "suspicious_sender"),
        (mail_with(("a.pdf", PDF), sender="ap@fa1kenberg.example"), "suspicious_sender"),
        (mail_with(("a.pdf", b"")), "unreadable"),
        (mail_with(("a.pdf", PDF[: len(PDF) // 2])), "unreadable"),
        (mail_with(text="Hello, how are you?"), "not_a_remittance"),
        (mail_with(text=TEXT.replace(PAYER, "")), "apply"),
        (mail_with(("r.csv", CSV.encode()), text=f"We paid EUR {english(TOTAL + 1)}"), "total_mismatch"),
        (mail_with(("a.pdf", advice_pdf(ITEMS, total=TOTAL + 1))), "total_mismatch"),
    ],
)
def test_what_is_wrong_is_named(raw: bytes, kind: str) -> None:
    assert kind_of_decision(judge_mail(raw)) == kind


@pytest.mark.parametrize(
    ("row", "cents", "kind"),
    [
        ({"text": "Bank charges", "net": "-15.00"}, -1_500, "short_payment"),
        ({"text": "Payment on account", "net": "500.00"}, 50_000, "over_payment"),
        ({"ref": "INV-2026-000101", "text": "Chargeback", "net": "-25.00"}, -2_500, "short_payment"),
        ({"ref": "INV-2026-000108", "net": "482.50"}, 48_250, "over_payment"),
        ({"ref": "INV-2026-999999", "net": "1.00"}, 100, "unknown_reference"),
        ({"ref": "DM-88123", "text": "Volume rebate", "net": "-25.00"}, -2_500, "unknown_reference"),
    ],
)
def test_rows_that_are_no_plain_invoice(row: dict[str, str], cents: int, kind: str) -> None:
    pdf = advice_pdf(ITEMS, extra=[row], total=TOTAL + cents)
    assert kind_of_decision(judge_mail(mail_with(("a.pdf", pdf)))) == kind


@pytest.mark.parametrize(
    "title",
    ["Statement of Account", "INVOICE", "Purchase Order", "Mahnung", "Delivery Note", "Betalingsherinnering 87992",
     "Sollecito di pagamento", "Mise en demeure", "Albarán", "Openstaande posten"],
)  # fmt: skip
def test_other_documents_that_list_our_numbers_are_no_advice(title: str) -> None:
    heads = ((50, 810, PAYER), (50, 720, title), (50, 700, "No. 778812"))
    columns = (Column("Invoice", "ref", 50), Column("Amount", "net", 540, "right"))
    pdf = draw(Look(columns, heads=heads), [row_of(item) for item in ITEMS], {"ref": "Total", "net": english(TOTAL)})
    mail = mail_with(("a.pdf", pdf), text="Our latest payment: see attachment")
    assert kind_of_decision(judge_mail(mail)) == "not_a_remittance"


def _page(items: tuple, reference: str, total: int) -> bytes:  # type: ignore[type-arg]
    columns = (Column("Invoice", "ref", 50), Column("Amount paid", "net", 540, "right"))
    rows = [row_of(item) for item in items]
    return draw(
        Look(columns, heads=heads_of(total, reference=reference)), rows, {"ref": "Total", "net": english(total)}
    )


@pytest.mark.parametrize("as_one_file", [True, False])
def test_several_payments_in_one_mail(as_one_file: bool) -> None:
    first = _page(ITEMS[:2], "TR-1001", sum(i.open for i in ITEMS[:2]))
    second = _page(ITEMS[2:], "TR-1002", ITEMS[2].open)
    files = [("a.pdf", _joined(first, second))] if as_one_file else [("a.pdf", first), ("b.pdf", second)]
    judgement = judge_mail(mail_with(*files))
    assert [p.reference for p in judgement.facts.advice.payments] == ["TR-1001", "TR-1002"]
    assert posted(judgement) == ALL


def test_one_of_several_payments_that_fails_holds_all() -> None:
    first = _page(ITEMS[:2], "TR-1001", sum(i.open for i in ITEMS[:2]))
    second = _page(ITEMS[2:], "TR-1002", ITEMS[2].open + 5)
    judgement = judge_mail(mail_with(("a.pdf", first), ("b.pdf", second)))
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


def test_a_printed_reason_makes_a_figure_a_deduction_and_none_a_discount() -> None:
    columns = (
        Column("Invoice", "ref", 50),
        Column("Gross", "gross", 240, "right"),
        Column("Deductions", "off", 330, "right"),
        Column("Net", "net", 430, "right"),
        Column("Remarks", "why", 450),
    )
    row = {"ref": "INV-2026-000101", "gross": "1,250.00", "off": "25.00", "net": "1,225.00"}
    for why, expected in (("Short shipment", (0, 2_500)), ("", (2_500, 0))):
        pdf = draw(Look(columns, heads=heads_of(122_500)), [{**row, "why": why}], {"ref": "Total", "net": "1,225.00"})
        line = judge_mail(mail_with(("a.pdf", pdf))).facts.advice.lines[0]
        assert (line.discount, line.deduction) == expected
