"""Vouchers with the payee's and the file's copy of one list: every line counts once, wherever a page ends."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import BOOK, PAYER, english, judge_mail, kind_of_decision, mail_with
from tests.integration.remittance.advice_sketch import Cell, sketch

TOTAL = sum(item.open for item in BOOK.items)
TITLES: list[Cell] = [(50, "Invoice"), (250, "Date"), (-540, "Amount")]
CUT: list[list[Cell]] = [[], [], [(50, "- - - - - - - - - - - -")], []]
ROWS = [(item.document_number, item.open) for item in BOOK.items]
UNKNOWN = [*ROWS[:2], ("INV-2026-000999", ROWS[2][1])]
CASES = {
    "applied": (ROWS, TOTAL, "apply"),
    "off by five": (ROWS, TOTAL + 500, "total_mismatch"),
    "an unknown number": (UNKNOWN, TOTAL, "unknown_reference"),
    "on account": ([*ROWS, ("On account", 5_000)], TOTAL + 5_000, "over_payment"),
    "charges": ([*ROWS, ("Bank charges", -1_000)], TOTAL - 1_000, "short_payment"),
}


def _stub(copy: str, rows: list[tuple[str, int]], total: int) -> list[list[Cell]]:
    listed: list[list[Cell]] = [[(50, number), (250, "20/10/2026"), (-540, english(net))] for number, net in rows]
    cheque: list[Cell] = [(50, "Cheque number 481223"), (250, "Cheque date 13/11/2026")]
    amount: list[Cell] = [(-540, f"Cheque amount EUR {english(total)}")]
    return [[(50, PAYER), (400, copy)], cheque, amount, [], TITLES, *listed, [(50, "Total"), (-540, english(total))]]


def _pages(ends: str, rows: list[tuple[str, int]], total: int) -> list[list[list[Cell]]]:
    ours, theirs = (_stub(copy, rows, total) for copy in ("Payee's copy", "File copy"))
    match ends:
        case "one page":
            return [[*ours, *CUT, *theirs]]
        case "between":
            return [ours, theirs]
        case "within, titles again":
            return [[*ours, *CUT, *theirs[:6]], [TITLES, *theirs[6:]]]
        case _:
            return [[*ours, *CUT, *theirs[:6]], theirs[6:]]


@pytest.mark.parametrize("ends", ["one page", "between", "within, titles again", "within"])
@pytest.mark.parametrize("name", CASES)
def test_two_copies_are_one_list(name: str, ends: str) -> None:
    """Every line counted twice when a page ended within the second copy, or when the list did not add up."""
    rows, total, kind = CASES[name]
    judgement = judge_mail(mail_with(("a.pdf", sketch(*_pages(ends, rows, total)))))
    assert kind_of_decision(judgement) == kind
    assert [(line.reference, line.net) for line in judgement.facts.advice.lines if line.reference] == [
        (number, net) for number, net in rows if number[-1].isdigit()
    ]


def test_a_document_that_is_listed_twice_in_one_list_stays_so() -> None:
    rows = [ROWS[0], ROWS[0]]
    judgement = judge_mail(mail_with(("a.pdf", sketch(_stub("Our copy", rows, 2 * ROWS[0][1])))))
    assert kind_of_decision(judgement) == "over_payment"
    assert len(judgement.facts.advice.lines) == 2
