"""Lists whose cells run into one another: an unknown number is cut where the known ones are."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import book_of, english, heads_of, judge_mail, mail_with

OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "INV-2026-000122": 60_031}
PRINTED = (*OPEN, "XB-2031-77")
FIGURES = (*OPEN.values(), 5_000)


def _lines_of(cell: str, printed: Sequence[str] = PRINTED) -> list[str]:
    """The references of a fixed-width list in which one row names a document that we do not know."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Courier", 9)
    rows = [cell.format(n) + f"{english(c):>20}" for n, c in zip(printed, FIGURES, strict=True)]
    head = [text for _, _, text in heads_of(sum(FIGURES))]
    for number, text in enumerate([*head, *rows]):
        canvas.drawString(40, 800 - 13 * number, text)
    canvas.save()
    judgement = judge_mail(mail_with(("a.pdf", out.getvalue())), book_of(*OPEN.items()))
    return [line.reference for line in judgement.facts.advice.payments[0].lines]


@pytest.mark.parametrize(
    "cell",
    ["20.10.2026 RE 4500012 {:<16}", "20.10.2026 RE 4500012 {:>16}", "{:<16} 20.10.2026", "{:<16} 4500012 "],
    ids=["left", "right", "a day behind", "their number behind"],
)
def test_an_unknown_number_is_cut_where_the_known_ones_are(cell: str) -> None:
    assert _lines_of(cell) == list(PRINTED)


def test_an_unknown_number_above_the_known_ones_is_in_their_list() -> None:
    """The list began at the first number we knew; what stood above it was left out."""
    strangers_first = ("XB-2031-7701", *OPEN)
    assert _lines_of("20.10.2026 RE 4500012 {:<16}", strangers_first) == list(strangers_first)
