"""Layouts that are no plain table: cards, tables side by side, amounts stacked, charges behind a subtotal."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.bench.csv_book import CsvBook
from tests.integration.remittance.advice_mails import (
    BOOK,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)

ITEMS = BOOK.items
TOTAL = sum(item.open for item in ITEMS)
ALL = {item.document_number: item.open for item in ITEMS}
Cell = tuple[float, str]


def _at(*cells: Cell) -> list[Cell]:
    return list(cells)


def _pdf(lines: Sequence[Sequence[Cell]], *, total: int = TOTAL, gap: float = 14) -> bytes:
    """Cells at places of a line: to the right of a positive place, ending at a negative one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for x, y, text in heads_of(total):
        canvas.drawString(x, y, text)
    for number, line in enumerate(lines):
        for place, text in line:
            y = 640 - number * gap
            canvas.drawString(place, y, text) if place > 0 else canvas.drawRightString(-place, y, text)
    canvas.save()
    return out.getvalue()


def _cards() -> list[list[Cell]]:
    return [
        line
        for item in ITEMS
        for line in (
            _at((50, f"Invoice: {item.document_number}"), (250, "Gross:"), (-400, english(item.open))),
            _at((250, "Discount:"), (-400, "0.00")),
            _at((250, "Net:"), (-400, english(item.open))),
            _at(),
        )
    ]


def _side_by_side() -> list[list[Cell]]:
    first, second, third = ((item.document_number, english(item.open)) for item in ITEMS)
    return [
        [(50, "Invoice"), (-260, "Amount paid"), (310, "Invoice"), (-520, "Amount paid")],
        [(50, first[0]), (-260, first[1]), (310, second[0]), (-520, second[1])],
        [(50, third[0]), (-260, third[1])],
        [(310, "Total"), (-520, english(TOTAL))],
    ]


def _stacked() -> list[list[Cell]]:
    rows = [
        line
        for item in ITEMS
        for line in (
            _at((50, item.document_number), (200, "01.10.2026"), (-540, english(item.open))),
            _at((-540, english(item.open))),
        )
    ]
    titles: list[list[Cell]] = [[(50, "Your invoice"), (200, "Date"), (-540, "Gross amount")], [(-540, "Net amount")]]
    return [*titles, *rows, [(50, "Sum total"), (-540, english(TOTAL))]]


def _whole_figures() -> list[list[Cell]]:
    titles: list[Cell] = [(50, "Invoice"), (-540, "Amount paid")]
    return [titles, [(50, "INV-2026-000101"), (-540, "1250")]]


LAYOUTS: dict[str, Callable[[], list[list[Cell]]]] = {
    "cards": _cards,
    "side by side": _side_by_side,
    "stacked": _stacked,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_odd_layout_is_applied(name: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _pdf(LAYOUTS[name](), gap=11))))
    assert posted(judgement) == ALL, judgement.decision


def test_bare_whole_figures_count_under_a_money_title() -> None:
    assert posted(judge_mail(mail_with(("a.pdf", _pdf(_whole_figures(), total=125_000))))) == {
        "INV-2026-000101": 125_000
    }


@pytest.mark.parametrize(
    "addition",
    [" dated 01/10/2026", " / PO-00001", " (PO-00001)", " v. 01.10.2026"],
    ids=["date", "order", "bracket", "vom"],
)
def test_a_reference_with_an_addition_is_found(addition: str) -> None:
    rows: list[list[Cell]] = [[(50, i.document_number + addition), (-540, english(i.open))] for i in ITEMS]
    assert posted(judge_mail(mail_with(("a.pdf", _pdf([[(50, "Invoice"), (-540, "Paid")], *rows]))))) == ALL


def _list(*more: list[Cell]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[(50, item.document_number), (-540, english(item.open))] for item in ITEMS]
    return [[(50, "Invoice"), (-540, "Amount")], *rows, *more]


def test_charges_behind_a_subtotal_are_taken_off() -> None:
    lines = _list(
        [(50, "Sub-total"), (-540, english(TOTAL))],
        [(50, "Less bank charges"), (-540, "-15.00")],
        [(50, "Net payment"), (-540, english(TOTAL - 1_500))],
    )
    judgement = judge_mail(mail_with(("a.pdf", _pdf(lines, total=TOTAL - 1_500))))
    assert (kind_of_decision(judgement), posted(judgement)) == ("short_payment", {})


def test_a_table_of_chargebacks_lowers_what_is_paid() -> None:
    lines = _list(
        [],
        [(50, "Chargeback"), (130, "Reason"), (300, "Invoice"), (-540, "Amount")],
        [(50, "CB-1009"), (130, "Late delivery"), (300, "INV-2026-000101"), (-540, "-25.00")],
        [(50, "Total paid"), (-540, english(TOTAL - 2_500))],
    )
    judgement = judge_mail(mail_with(("a.pdf", _pdf(lines, total=TOTAL - 2_500))))
    assert kind_of_decision(judgement) == "short_payment"
    assert posted(judgement) == {**ALL, "INV-2026-000101": 122_500}


def test_an_unsettled_order_of_the_same_number_is_not_our_invoice() -> None:
    book = CsvBook(BOOK.customers, tuple(item._replace(document_number=str(7_000 + item.id)) for item in ITEMS))
    rows: list[list[Cell]] = [
        [(50, f"Order {item.document_number}"), (-540, english(item.open))] for item in book.items
    ]
    judgement = judge_mail(mail_with(("a.pdf", _pdf([[(50, "Invoice"), (-540, "Paid")], *rows]))), book)
    assert kind_of_decision(judgement) == "unknown_reference"
