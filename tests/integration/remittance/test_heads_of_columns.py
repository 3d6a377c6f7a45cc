"""What a page calls itself and what only stands at the head of a column: "Invoice number / description" is no title."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.integration.remittance.advice_mails import BOOK, PAYER, english, judge_mail, kind_of_decision, mail_with
from tests.integration.remittance.advice_sketch import Cell, sketch

TOTAL = sum(item.open for item in BOOK.items)
ROWS: list[list[Cell]] = [[(50, i.document_number), (250, "20/10/2026"), (-540, english(i.open))] for i in BOOK.items]
FACTS: list[list[Cell]] = [
    [(50, "Warrant number:"), (200, "00481223")],
    [(50, "Issue date:"), (200, "13/11/2026")],
    [(50, "Warrant amount:"), (200, f"EUR {english(TOTAL)}")],
]
BROKEN_HEADS: list[list[Cell]] = [
    [(50, "Invoice number /"), (-540, "Net")],
    [(50, "description"), (250, "Date"), (-540, "amount")],
]
HEADS: dict[str, list[list[Cell]]] = {
    "one line": [[(50, "Invoice number / description"), (250, "Xyz"), (-540, "Amount")]],
    "broken": BROKEN_HEADS,
    "far above": [[(50, "Invoice date / number"), (-540, "Warrant")], [], [(250, "Xyz"), (-540, "Amount")]],
    "German": [[(50, "Rechnung Nr. / Text"), (-540, "Zeile")], [], [(250, "Xyz"), (-540, "Betrag")]],
}


def _kind(facts: Sequence[Sequence[Cell]], heads: Sequence[Sequence[Cell]], *, text: str = "see attachment") -> str:
    page = sketch([[(50, PAYER)], [], *facts, [], *heads, *ROWS, [], [(50, "Total"), (-540, english(TOTAL))]])
    return kind_of_decision(judge_mail(mail_with(("a.pdf", page), text=text)))


@pytest.mark.parametrize("heads", HEADS)
def test_the_head_of_a_column_is_no_title(heads: str) -> None:
    """It was taken for the name of the page, and number, day and amount of a warrant did not speak of a payment."""
    assert _kind(FACTS, HEADS[heads]) == "apply"


@pytest.mark.parametrize("title", ["Invoice", "Tax invoice", "Invoice number 4711", "Statement", "Rechnung"])
def test_a_title_on_a_line_of_its_own_still_counts(title: str) -> None:
    assert _kind([[(50, title)], *FACTS], BROKEN_HEADS) == "not_a_remittance"


def test_a_label_at_the_head_of_the_page_is_no_head_of_a_column() -> None:
    labels: list[Cell] = [(50, "Invoice number:"), (200, "Customer")]
    assert _kind([labels, [], [(50, "Payment terms"), (200, "Net 30")]], BROKEN_HEADS) == "not_a_remittance"


def test_a_request_with_the_number_of_a_cheque_is_none_either() -> None:
    asks: list[Cell] = [(50, "Amount due, please remit; your last cheque number 4711")]
    assert _kind([asks], BROKEN_HEADS) == "not_a_remittance"
