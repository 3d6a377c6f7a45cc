"""A number without decimals beside the label of a reference is no amount, in a spreadsheet as in print."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook

from tests.integration.remittance.advice_mails import PAID_ON, book_of, english, heads_of, judge_mail, mail_with, posted
from tests.integration.remittance.advice_pages import Column, Look, draw

BOOK = book_of(("40001101", 125_050), ("40001108", 48_200), ("40001115", 9_999))
TOTAL = sum(item.open for item in BOOK.items)
ALL = {item.document_number: item.open for item in BOOK.items}
Cells = list[str | int | float]


def _rows(label: str, number: str | int, *, reference_first: bool) -> list[Cells]:
    titles: Cells = ["Invoice", "Date", "Amount paid"] if reference_first else ["Date", "Invoice", "Amount paid"]
    day: Cells = ["20/10/2026"]
    own: list[Cells] = [[int(item.document_number)] for item in BOOK.items]
    items = [
        [*(first + day if reference_first else day + first), item.open / 100]
        for first, item in zip(own, BOOK.items, strict=True)
    ]
    head: list[Cells] = [["Remittance advice"], [label, number], ["Payment date", PAID_ON], ["Total paid", TOTAL / 100]]
    return [*head, titles, *items, ["Total", "", TOTAL / 100]]


def _workbook(rows: list[Cells]) -> tuple[str, bytes]:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(out)
    return "a.xlsx", out.getvalue()


def _flat(rows: list[Cells]) -> tuple[str, bytes]:
    lines = (";".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows)
    return "a.csv", "\n".join(lines).encode()


@pytest.mark.parametrize("reference_first", [True, False])
@pytest.mark.parametrize("number", ["0000286823", 286823])
@pytest.mark.parametrize("label", ["BACS reference", "Vendor account", "Zahlungsnummer"])
def test_a_number_above_a_list_of_amounts_gets_no_cents(label: str, number: str | int, reference_first: bool) -> None:
    """It was a second amount of the payment, and so were the documents' numbers below a sum."""
    rows = _rows(label, number, reference_first=reference_first)
    for file in (_workbook(rows), _flat(rows)):
        assert posted(judge_mail(mail_with(file), BOOK)) == ALL, file[0]


@pytest.mark.parametrize("label", ["Payment number", "BACS reference", "Cheque no."])
def test_a_grouped_number_of_a_payment_is_no_amount(label: str) -> None:
    rows = [{"ref": item.document_number, "net": english(item.open)} for item in BOOK.items]
    heads = [(x, y, text) for x, y, text in heads_of(TOTAL) if "reference" not in text]
    look = Look(
        (Column("Invoice", "ref", 50), Column("Amount paid", "net", 540, "right")),
        heads=[*heads, (50, 664, label), (200, 664, "286,823")],
    )
    mail = mail_with(("a.pdf", draw(look, rows, {"ref": "Total", "net": english(TOTAL)})))
    assert posted(judge_mail(mail, BOOK)) == ALL


def test_an_amount_of_a_currency_without_decimals_is_one_behind_any_label_of_a_payment() -> None:
    book = book_of(("40001101", 12_505_000), currency="JPY")
    (item,) = (each._replace(open=125_050, original=125_050) for each in book.items)
    look = Look(
        (Column("Invoice", "ref", 50), Column("Date", "date", 170), Column("Amount paid", "net", 540, "right")),
        heads=[(50, 720, "Remittance Advice in JPY"), (50, 664, "Payment"), (200, 664, "125,050")],
    )
    mail = mail_with(("a.pdf", draw(look, [{"ref": item.document_number, "net": "125,050"}])))
    payment = judge_mail(mail, replace(book, items=(item,))).facts.advice.payments[0]
    assert (payment.amount, payment.stated) == (125_050, True)
