"""Items that take two lines under two lines of titles: the payer's number above ours, the gross above the net."""

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

OPEN = {"90011184": 121_000, "90011190": 48_400, "90011207": 9_680, "90011311": -2_200}
BOOK = book_of(*OPEN.items(), terms="3/30 net 60")
DISCOUNTED = "90011184"
Cells = Sequence[tuple[float, str]]
TITLES: tuple[Cells, Cells] = (
    ((50, "Belegnummer"), (150, "Belegdatum"), (-320, "Bruttobetrag"), (350, "Wrg")),
    ((50, "Referenz"), (150, "Text"), (-320, "Skonto/Abzug"), (-540, "Nettobetrag")),
)


def _net(number: str) -> int:
    return OPEN[number] - (round(OPEN[number] * 0.03) if number == DISCOUNTED else 0)


def _item(place: int, number: str, *, ours_below: bool, zeros: bool) -> tuple[Cells, Cells]:
    own, taken = f"51990000{place:02}", OPEN[number] - _net(number)
    upper, lower = (own, number) if ours_below else (number, own)
    first = ((50, upper), (150, "08.10.2026"), (-320, english(OPEN[number])), (350, "EUR"))
    second = ((50, lower), (150, "Ware"), (-320, english(taken)), (-540, english(_net(number))))
    return first, second if taken or zeros else (second[0], second[-1])


def _page(*, ours_below: bool, per_page: int = 9, off: int = 0, zeros: bool = True, foot: str = "") -> bytes:
    total = sum(map(_net, OPEN)) + off
    heads = (
        "Zahlungsavis",
        "Zahlungsreferenz: TR-5588",
        "Zahlungsdatum: 13.11.2026",
        f"Zahlbetrag: {english(total)} EUR",
    )
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for row, text in enumerate((PAYER, *heads)):
        canvas.drawString(50, 800 - 14 * row, text)
    y = 700.0
    for place, number in enumerate(OPEN):
        if place and place % per_page == 0:
            canvas.drawString(50, y, f"{foot} {place // per_page}" if foot else "")
            canvas.showPage()
            canvas.setFont("Helvetica", 9)
            y = 800.0
        lines = _item(place, number, ours_below=ours_below, zeros=zeros)
        for line in (*TITLES, *lines) if place % per_page == 0 else lines:
            for x, text in line:
                canvas.drawString(x, y, text) if x > 0 else canvas.drawRightString(-x, y, text)
            y -= 12
    canvas.drawString(50, y, "Summe")
    canvas.drawRightString(540, y, english(total))
    canvas.drawString(50, y - 12, f"{foot} {len(OPEN) // per_page}" if foot else "")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("ours_below", [True, False])
@pytest.mark.parametrize("per_page", [9, 2])
def test_items_of_two_lines_are_read_in_pairs(ours_below: bool, per_page: int) -> None:
    judgement = judge_mail(mail_with(("a.pdf", _page(ours_below=ours_below, per_page=per_page))), BOOK)
    assert posted(judgement) == {number: _net(number) for number in OPEN}, judgement.decision
    line = next(each for each in judgement.facts.advice.lines if each.reference == DISCOUNTED)
    assert (line.gross, line.discount) == (OPEN[DISCOUNTED], OPEN[DISCOUNTED] - _net(DISCOUNTED))


@pytest.mark.parametrize("foot", ["", "Sitz der Gesellschaft: Stuttgart, HRB 21487"])
def test_discounts_of_a_few_items_are_read_and_the_foot_of_each_page_is_no_item(foot: str) -> None:
    content = _page(ours_below=True, per_page=2, zeros=False, foot=foot)
    judgement = judge_mail(mail_with(("a.pdf", content)), BOOK)
    assert posted(judgement) == {number: _net(number) for number in OPEN}, judgement.decision
    assert judgement.decision.allocations[0][0].discount == OPEN[DISCOUNTED] - _net(DISCOUNTED)


def test_pairs_that_are_off_by_a_cent_apply_nothing() -> None:
    judgement = judge_mail(mail_with(("a.pdf", _page(ours_below=True, off=1))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
