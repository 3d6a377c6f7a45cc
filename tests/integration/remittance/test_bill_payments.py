"""Bill payments as ledger programs print them: titles on two lines, a last row called Amount, two currencies."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import (
    PAYER,
    book_of,
    english,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from workers.remittance.run import Judgement

OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "INV-2026-000122": 60_031}


def _printed(rows: dict[str, int], total: int, head: str = "", *, discounts: bool = False) -> Judgement:
    """Each row says its amount three times and its discount; the sum below stands in the last column."""
    lines = [
        PAYER,
        "Bill Payment",
        head,
        "Date          Description              Orig.         Amt.    Discount     Applied",
        "                                        Amt.          Due                    Amt.",
    ]
    off = 100 if discounts else 0
    for number, cents in rows.items():
        figures = "".join(f"{english(figure):>13}" for figure in (cents + off, cents + off, off, cents))
        lines.append(f"08/17/2026    Bill #{number:<16}{figures[4:]}")
    lines.append(f"              Amount{english(total):>63}")
    return judge_mail(mail_with(("a.txt", "\n".join(lines).encode())), book_of(*OPEN.items()))


def test_titles_broken_over_two_lines_are_one_header() -> None:
    assert posted(_printed(OPEN, sum(OPEN.values()))) == OPEN


def test_each_column_is_what_its_whole_title_says() -> None:
    judgement = _printed(OPEN, sum(OPEN.values()), discounts=True)
    lines = judgement.facts.advice.lines
    assert [(line.gross, line.discount, line.net) for line in lines] == [(c + 100, 100, c) for c in OPEN.values()]


@pytest.mark.parametrize("rows", [OPEN, {"INV-2026-000101": 125_000}], ids=["three rows", "one row"])
def test_a_last_row_called_amount_states_the_payment(rows: dict[str, int]) -> None:
    """One row repeats its amount; that is no statement against the sum below it."""
    judgement = _printed(rows, sum(rows.values()) + 900)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
    assert [payment.amount for payment in judgement.facts.advice.payments] == [sum(rows.values()) + 900]


@pytest.mark.parametrize(("currency", "kind"), [("GBP", "currency_mismatch"), ("EUR", "apply")])
def test_the_payments_currency_is_the_one_beside_its_amount(currency: str, kind: str) -> None:
    """A letterhead names another one: false application k09-0012 of the benchmark."""
    total = sum(OPEN.values())
    head = f"share capital 150,000.00 EUR\nWe have sent you a transfer of {english(total)} {currency} today."
    judgement = _printed(OPEN, total, head)
    assert (kind_of_decision(judgement), bool(posted(judgement))) == (kind, kind == "apply")


def test_a_payment_stated_in_two_currencies_is_a_case() -> None:
    total = english(sum(OPEN.values()))
    judgement = _printed(OPEN, sum(OPEN.values()), f"Total paid: {total} EUR\nTotal paid: {total} GBP")
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
