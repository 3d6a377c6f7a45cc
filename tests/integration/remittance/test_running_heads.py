"""The payment's facts at the head of every page are no rows of the list that they stand above."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import PAID_ON, book_of, english, judge_mail, mail_with, posted

BOOK = book_of(*((f"INV-2026-0001{place:02}", 100_000 + 1_115 * place) for place in range(9)))
TOTAL = sum(item.open for item in BOOK.items)
ROWS_PER_PAGE = 4
Cells = Sequence[tuple[float, str]]
TITLES = ((50, "Invoice"), (170, "Date"), (-400, "Gross"), (-470, "Discount"), (-540, "Amount paid"))
NAMED = ((50, "Payee:"), (170, "00790508 OUR NAME LTD")), ((50, "Payment Number:"), (170, "20000"))
WITH_AMOUNT = ((50, "00790508"), (170, PAID_ON), (260, "20000"), (-540, english(TOTAL)))
IN_COLUMNS = ((50, "00790508 OUR NAME LTD"), (170, PAID_ON), (440, "20000"))
HEADS: dict[str, tuple[Sequence[Cells], Sequence[Cells]]] = {
    "the same line": ((WITH_AMOUNT,), (WITH_AMOUNT,)),
    "the same under other titles": (
        (((50, "Vendor"), (170, "Payment date"), (260, "Payment no"), (-540, "Payment amount")), WITH_AMOUNT),
        (((50, "Vendor"), (170, "Payment date"), (260, "Payment no"), (-540, "Payment amount")), WITH_AMOUNT),
    ),
    "in the columns of the list": (NAMED, (IN_COLUMNS,)),
}


def _page(heads: tuple[Sequence[Cells], Sequence[Cells]], *, carried: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    facts = [((50, f"Payment date: {PAID_ON}"),), ((50, f"Payment amount: EUR {english(TOTAL)}"),)]
    lines: list[Cells] = [((50, "Remittance Advice"),), *facts, *heads[0], TITLES]
    paid = 0
    for number, item in enumerate(BOOK.items):
        if number and number % ROWS_PER_PAGE == 0:
            _draw(canvas, [*lines, ((50, "Carried forward"), (-540, english(paid)))] if carried else lines)
            lines = [*heads[1], TITLES]
        paid += item.open
        cells = ((50, item.document_number), (170, "20/10/2026"), (-400, english(item.open)))
        lines.append((*cells, (-540, english(item.open))))
    _draw(canvas, [*lines, ((50, "Total"), (-540, english(TOTAL)))])
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, lines: Sequence[Cells]) -> None:
    canvas.setFont("Helvetica", 9)
    for number, line in enumerate(lines):
        for x, text in line:
            y = 800 - 14 * number
            canvas.drawString(x, y, text) if x > 0 else canvas.drawRightString(-x, y, text)
    canvas.showPage()


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("name", HEADS)
def test_facts_that_stand_on_every_page_are_no_rows(name: str, carried: bool) -> None:
    """The vendor number of the head became an item that fits no document."""
    judgement = judge_mail(mail_with(("a.pdf", _page(HEADS[name], carried=carried))), BOOK)
    assert [line.reference for line in judgement.facts.advice.lines] == [i.document_number for i in BOOK.items]
    assert posted(judgement) == {item.document_number: item.open for item in BOOK.items}
