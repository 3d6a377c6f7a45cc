"""A number without decimals beside the label of a reference is no amount, in a spreadsheet as in print."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from tests.integration.remittance.advice_mails import PAID_ON, book_of, english, heads_of, judge_mail, mail_with, posted
from tests.integration.remittance.advice_pages import Column, Look, draw
from workers.remittance.document import Document, Layout
from workers.remittance.formats.fields import find_fields
from workers.remittance.formats.layout import lines_of

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


@pytest.mark.parametrize(("label", "amounts"), [("Payment", [173_250]), ("Payment no", [])])
def test_a_whole_amount_stays_one_behind_the_word_payment(label: str, amounts: list[int]) -> None:
    """A currency without decimals prints all its amounts like that."""
    layout = Layout()
    layout.add_grid([[(label, 1), ("173,250", 1)]])
    fields = find_fields(lines_of(Document("a", "text", (layout.page(),)), 0), frozenset(), day_first=True)
    assert [stated.minor for stated in fields.amounts] == amounts
