"""Several payments in one list, each with its number and amount, with groups and their sums, titles only once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.integration.remittance.advice_mails import PAYER, book_of, english, judge_mail, kind_of_decision, mail_with
from tests.integration.remittance.advice_sketch import Cell, sketch
from workers.remittance.run import Judgement

PAID = [
    ("INV-2026-000101", 125_000),
    ("INV-2026-000108", 48_250),
    ("INV-2026-000115", 9_999),
    ("INV-2026-000122", 60_031),
    ("INV-2026-000130", 31_000),
]
BOOK = book_of(*PAID)
TOTAL = sum(cents for _, cents in PAID)
TITLES: list[Cell] = [(50, "Invoice"), (250, "Date"), (-540, "Amount")]
Groups = Sequence[tuple[str, list[tuple[str, int]]]]
FIRST: Groups = [("110 PUBLIC WORKS", PAID[:2]), ("220 SCHOOLS", PAID[2:3])]
SECOND: Groups = [("110 PUBLIC WORKS", PAID[3:4]), ("330 PARKS", PAID[4:])]


def _facts(look: str, number: str, total: int) -> list[list[Cell]]:
    amount = english(total)
    match look:
        case "one line":
            return [
                [(50, f"Warrant number {number}"), (220, "Issue date 13/11/2026"), (-540, f"Warrant amount {amount}")]
            ]
        case "labels":
            date: list[Cell] = [(50, "Issue date:"), (200, "13/11/2026")]
            return [[(50, "Warrant number:"), (200, number)], date, [(50, "Warrant amount:"), (200, f"EUR {amount}")]]
        case _:
            day: Cell = (220, "Payment date: 13/11/2026")
            return [[(50, f"Payment number: {number}"), day, (-540, f"Payment amount: EUR {amount}")]]


def _payment(look: str, number: str, groups: Groups, sums: str, off: int = 0) -> list[list[Cell]]:
    lines = _facts(look, number, sum(cents for _, rows in groups for _, cents in rows) + off)
    for name, rows in groups:
        listed: list[list[Cell]] = [[(50, own), (250, "20/10/2026"), (-540, english(cents))] for own, cents in rows]
        total: list[Cell] = [(50, sums), (-540, english(sum(cents for _, cents in rows)))]
        lines += [[(50, f"AGENCY {name}")], *listed, total]
    return lines


def _judge(*lines: Sequence[Cell]) -> Judgement:
    return judge_mail(mail_with(("a.pdf", sketch([[(50, PAYER)], [(50, "Remittance advice")], [], *lines]))), BOOK)


@pytest.mark.parametrize("sums", ["AGENCY TOTAL", "Subtotal"])
@pytest.mark.parametrize("look", ["one line", "labels", "payment"])
def test_payments_under_one_head_are_read_apart(look: str, sums: str) -> None:
    """Their numbers and amounts were rows of the table, or all amounts stated one payment."""
    first, second = _payment(look, "00481223", FIRST, sums), _payment(look, "00481224", SECOND, sums)
    judgement = _judge(TITLES, *first, [], *second, [], [(50, "All payments"), (-540, english(TOTAL))])
    assert kind_of_decision(judgement) == "apply", judgement.decision
    payments = judgement.facts.advice.payments
    assert [(p.reference, str(p.date), p.currency, len(p.lines)) for p in payments] == [
        ("00481223", "2026-11-13", "EUR", 3),
        ("00481224", "2026-11-13", "EUR", 2),
    ]


def test_one_of_them_that_is_off_holds_both() -> None:
    first, second = (
        _payment("payment", n, g, "Subtotal", off) for n, g, off in (("4811", FIRST, 0), ("4812", SECOND, 1))
    )
    judgement = _judge(TITLES, *first, *second)
    assert kind_of_decision(judgement) == "total_mismatch"
    assert len(judgement.facts.advice.payments) == 2


def test_a_payment_whose_facts_are_missing_is_not_left_out() -> None:
    rest: list[list[Cell]] = [[(50, PAID[4][0]), (250, "20/10/2026"), (-540, english(PAID[4][1]))]]
    first, second = _payment("payment", "4811", FIRST, "Subtotal"), _payment("payment", "4812", SECOND[:1], "Subtotal")
    assert kind_of_decision(_judge(TITLES, *rest, *first, *second)) != "apply"
