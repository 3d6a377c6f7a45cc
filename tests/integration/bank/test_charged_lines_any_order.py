"""A line of which the bank kept charges and the advice of what was sent: the same ledger whichever comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cash_book import TERMS, CashBook, after, received
from workers.ledger.schema import applications, bank_lines
from workers.remittance.bank.statement import StatementLine

LIMITED = replace(TERMS, charges_at_most={"EUR": 100})


def charged(amount: int, charges: int, reference: str = "PAY-1") -> StatementLine:
    return replace(received(amount, reference, day=after(1)), charges=charges)


def ended(book: CashBook) -> dict[str, Any]:
    """What must not depend on the order: also what each payment that stands applies, discounts and writes off."""
    c, line = applications.c, bank_lines.c
    sums = [func.sum(column) for column in (c.cash_minor, c.discount_minor, c.writeoff_minor)]
    with book.ledger.read() as connection:
        applied = connection.execute(select(c.open_item_id, *sums).group_by(c.open_item_id).order_by(c.open_item_id))
        return {
            "applied": applied.all(),
            "lines": list(connection.scalars(select(line.outcome).order_by(line.id))),
            "payments": [p.amount_minor for p in book.payments() if p.clearing != "reversed"],
            "balances": book.balances(),
            "advices": book.advice_states(),
            "cases": book.cases(),
        }


def play(book: CashBook, order: tuple[int, ...], *steps: Callable[[], object]) -> dict[str, Any]:
    for index in order:
        steps[index]()
    book.check_laws()
    return ended(book)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("post_on", ["advice", "bank"])
def test_advice_and_charged_line_end_alike(any_book: CashBook, post_on: str, order: tuple[int, ...]) -> None:
    any_book.terms = replace(LIMITED, post_on=post_on)
    end = play(
        any_book,
        order,
        lambda: any_book.advice({"INV-1": (9800, 200, 0), "INV-2": 5000}, "PAY-1"),
        lambda: any_book.bank(charged(14750, 50)),
    )
    assert end == {
        "applied": [(1, 9800, 200, 0), (2, 5000, 0, 0)],
        "lines": ["cleared_advice"],
        "payments": [14800],
        "balances": {
            "bank": 14750, "discounts_allowed": 200, "receivables": 18000, "system_of_record": -33000, "write_offs": 50
        },
        "advices": ["cleared"],
        "cases": [],
    }  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_beyond_the_limit_it_is_for_a_person_in_both_orders(book: CashBook, order: tuple[int, ...]) -> None:
    book.terms = LIMITED
    line = charged(9899, 101)
    end = play(book, order, lambda: book.advice({"INV-1": 10000}, "PAY-1"), lambda: book.bank(line))
    assert (end["lines"], end["cases"]) == (["on_account"], ["on_account_cash"])
    assert (end["advices"], end["balances"]["remittances_in_transit"]) == (["posted"], 10000)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_charged_line_is_the_money_of_the_advice_it_names(book: CashBook, order: tuple[int, ...]) -> None:
    book.terms = LIMITED
    end = play(
        book,
        order,
        lambda: book.advice({"INV-1": 10000}, "PAY-1"),
        lambda: book.advice({"INV-2": 4950}, "PAY-2"),
        lambda: book.bank(charged(9950, 50)),
    )
    assert (book.open("INV-1"), sorted(end["advices"]), end["cases"]) == (0, ["cleared", "posted"], [])


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_a_charged_payment_that_went_back_leaves_nothing(book: CashBook, order: tuple[int, ...]) -> None:
    book.terms = LIMITED
    before = book.balances()
    line = replace(charged(9950, 50), end_to_end="E2E-1")
    back = StatementLine(after(3), -9950, "EUR", "", "", end_to_end="E2E-1", nature="return")
    steps = (lambda: book.advice({"INV-1": 10000}, "PAY-1"), lambda: book.bank(line), lambda: book.bank(back))
    end = play(book, order, *steps)
    assert (end["balances"], end["advices"], book.open("INV-1")) == (before, ["reversed"], 10000)
