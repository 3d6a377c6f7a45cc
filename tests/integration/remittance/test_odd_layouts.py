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
    book_of,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from workers.policy.cash_application import ReadingLimits
from workers.remittance.readers.pdf import read_pdf

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


def test_days_are_nobodys_documents() -> None:
    """A list without titles of a payer whose numbers nobody knows: its first column holds days."""
    numbers = ["XA045171F", "XA045174J", "XA045175K"]
    rows: list[list[Cell]] = [
        [(50, f"0{day}/13/2026"), (150, number), (300, "Goods as ordered"), (-540, english(1_000 * day))]
        for day, number in enumerate(numbers, 1)
    ]
    page = _pdf(rows, total=6_000)
    judgement = judge_mail(mail_with(("a.pdf", page), sender="ap@wanderer.example"))
    assert [line.reference for line in judgement.facts.advice.lines] == numbers


def test_a_page_may_begin_with_what_the_page_before_paid() -> None:
    """Below a carried sum, numbers with a word before them under a title nobody knows were no rows."""
    book = book_of(("100000000070497", 125_000), ("100000000070508", 48_250), ("100000000070520", 9_999))
    titles: list[Cell] = [(50, "Kind"), (120, "Zzz"), (-400, "Gross amount"), (-540, "Amount paid")]
    rows: list[list[Cell]] = [
        [(50, "RE"), (120, f"{word}{i.document_number}"), (-400, english(i.open)), (-540, english(i.open))]
        for word, i in zip(("", "RNr. ", "RNr. "), book.items, strict=True)
    ]
    carried: list[Cell] = [(50, "Übertrag von Seite"), (-540, english(125_000))]
    page = _pdf([titles, rows[0], [], [], titles, carried, *rows[1:]])
    judgement = judge_mail(mail_with(("a.pdf", page)), book)
    assert posted(judgement) == {i.document_number: i.open for i in book.items}
    assert [line.gross for line in judgement.facts.advice.lines] == [i.open for i in book.items]


def test_a_number_in_two_columns_is_read_in_its_own() -> None:
    """Its pieces were picked up wherever on the row they stand, and made one number of both."""
    titles: list[Cell] = [(50, "Invoice"), (200, "PO number"), (-540, "Amount paid")]
    rows: list[list[Cell]] = [[(50, item.document_number), (-540, english(item.open))] for item in ITEMS]
    unknown: list[Cell] = [(50, "XB- 17036"), (200, "XB- 17036"), (-540, "50.00")]
    judgement = judge_mail(mail_with(("a.pdf", _pdf([titles, *rows, unknown], total=TOTAL + 5_000))))
    assert [line.reference for line in judgement.facts.advice.lines] == [*ALL, "XB- 17036"]


def test_sentences_with_several_amounts_are_no_table() -> None:
    """Read as columns, the billed amount and the discount of a sentence were lost behind the paid one."""
    first, second, last = ITEMS
    rows: list[list[Cell]] = []
    for item in (first, second):
        sentence = f"Bill {item.document_number} over {english(item.open)} EUR less 2.00 EUR discount"
        rows.append([(50, f"{sentence}, paid {english(item.open - 200)} EUR")])
    rows.append([(50, f"Bill {last.document_number} over {english(last.open)} EUR")])
    judgement = judge_mail(mail_with(("a.pdf", _pdf(rows, total=TOTAL - 400))))
    told = [(line.gross, line.discount) for line in judgement.facts.advice.lines]
    assert told == [(first.open, 200), (second.open, 200), (None, None)]


def test_a_blank_that_is_printed_over_parts_no_word() -> None:
    """Browsers leave one where a number could break: ``INV-2026- 000101`` is read as it is seen."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for x, start in ((50, "INV-2026- "), (50 + canvas.stringWidth("INV-2026-", "Helvetica", 12), "000101")):
        canvas.drawString(x, 700, start)
    canvas.save()
    (page,) = read_pdf("a.pdf", out.getvalue(), ReadingLimits(max_scanned_pages=0)).pages
    assert [word.text for word in page.words] == ["INV-2026-000101"]


@pytest.mark.parametrize("other", ["", "7"])
def test_amounts_broken_inside_narrow_cells_are_applied(other: str) -> None:
    """Both engines make them whole; where the digits below are others, nothing closes."""
    rows: list[list[Cell]] = [[(50, "Invoice"), (-540, "Amount paid")]]
    for item in ITEMS:
        printed = english(item.open)
        rows += [[(50, item.document_number), (-540, printed[:-1])], [(-540, other or printed[-1])]]
    judgement = judge_mail(mail_with(("a.pdf", _pdf(rows, gap=11))))
    assert posted(judgement) == ({} if other else ALL), judgement.decision


def test_an_unsettled_order_of_the_same_number_is_not_our_invoice() -> None:
    book = CsvBook(BOOK.customers, tuple(item._replace(document_number=str(7_000 + item.id)) for item in ITEMS))
    rows: list[list[Cell]] = [
        [(50, f"Order {item.document_number}"), (-540, english(item.open))] for item in book.items
    ]
    judgement = judge_mail(mail_with(("a.pdf", _pdf([[(50, "Invoice"), (-540, "Paid")], *rows]))), book)
    assert kind_of_decision(judgement) == "unknown_reference"
