"""Credits whose sign stands in brackets of their own, in a column of sides, or in the heading of their table."""

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

# The credit's number is like any other: nothing but its place tells what it is.
OPEN = {"INV-2026-000101": 1_121_000, "INV-2026-000108": 48_400, "INV-2026-000115": 9_680, "INV-2026-000777": -233_709}
CREDIT = "INV-2026-000777"
BOOK = book_of(*OPEN.items())
TOTAL = sum(OPEN.values())
Cells = Sequence[tuple[float, str]]
TITLES: Cells = ((50, "Invoice"), (200, "Date"), (-540, "Amount paid"))


def _page(lines: Sequence[Cells], total: int = TOTAL) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    heads = ("Remittance advice", "Payment reference: TR-5588", f"Payment amount: {english(total)} EUR")
    for number, text in enumerate((PAYER, *heads, "Payment date: 13/11/2026")):
        canvas.drawString(50, 800 - 14 * number, text)
    for number, line in enumerate(lines):
        for place, text in line:
            y = 700 - 14 * number
            canvas.drawString(place, y, text) if place > 0 else canvas.drawRightString(-place, y, text)
    canvas.save()
    return out.getvalue()


def _row(number: str, amount: str) -> Cells:
    return ((50, number), (200, "01/10/2026"), (-540, amount))


def _french(cents: int) -> str:
    return english(cents).replace(",", " ").replace(".", ",")


@pytest.mark.parametrize("money", [english, _french])
def test_amounts_in_angle_brackets_are_below_zero(money) -> None:  # type: ignore[no-untyped-def]
    rows = [_row(name, money(cents) if cents > 0 else f"<{money(-cents)}>") for name, cents in OPEN.items()]
    judgement = judge_mail(mail_with(("a.pdf", _page([TITLES, *rows]))), BOOK)
    assert posted(judgement) == OPEN, judgement.decision


def test_brackets_may_hold_the_currency_too() -> None:
    rows = [_row(n, f"EUR {english(c)}" if c > 0 else f"(EUR {english(-c)})") for n, c in OPEN.items()]
    judgement = judge_mail(mail_with(("a.pdf", _page([TITLES, *rows]))), BOOK)
    assert posted(judgement) == OPEN, judgement.decision


@pytest.mark.parametrize(
    "marks", [("S", "H"), ("H", "S"), ("D", "C"), ("C", "D"), ("Soll", "Haben"), ("DR", "CR"), ("Debe", "Haber")]
)
def test_either_side_may_be_the_paid_one(marks: tuple[str, str]) -> None:
    """To the payer an invoice that it pays is a debit, to us it was one: what adds up to the payment tells."""
    titles = ((50, "Invoice"), (200, "Date"), (400, "Side"), (-540, "Amount"))
    rows = [(*_row(name, english(abs(cents))), (400, marks[cents < 0])) for name, cents in OPEN.items()]
    judgement = judge_mail(mail_with(("a.pdf", _page([titles, *rows]))), BOOK)
    assert posted(judgement) == OPEN, judgement.decision


@pytest.mark.parametrize(
    "heading", ["Settled against this payment", "Verrekend met", "Offset", "Verrechnet", "Compensé"]
)
def test_a_table_of_set_offs_is_taken_off(heading: str) -> None:
    paid = [_row(name, english(cents)) for name, cents in OPEN.items() if cents > 0]
    lines = [TITLES, *paid, (), ((50, heading),), TITLES, _row(CREDIT, english(233_709))]
    judgement = judge_mail(mail_with(("a.pdf", _page(lines))), BOOK)
    assert posted(judgement) == OPEN, judgement.decision


@pytest.mark.parametrize("heading", ["Offset", "Further invoices"])
def test_a_second_table_that_does_not_close_is_a_case(heading: str) -> None:
    paid = [_row(name, english(cents)) for name, cents in OPEN.items() if cents > 0]
    lines = [TITLES, *paid, (), ((50, heading),), TITLES, _row(CREDIT, english(233_709))]
    judgement = judge_mail(mail_with(("a.pdf", _page(lines, TOTAL + 5))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
