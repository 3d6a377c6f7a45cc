"""One bank line for several advices and several lines for one: the same ledger in any order, and no sum by chance."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from tests.cash_book import CashBook, after, received


def steps_of(book: CashBook, kind: str) -> dict[str, Callable[[], object]]:
    if kind == "one line":
        return {
            "a": lambda: book.advice({"INV-1": (9800, 200, 0)}, "PAY-1"),
            "b": lambda: book.advice({"INV-2": 5000}, "PAY-2", after(1)),
            "line": lambda: book.bank(received(14800, "PAY-1 PAY-2", day=after(1))),
        }
    return {
        "advice": lambda: book.advice({"INV-1": (9800, 200, 0), "INV-2": 5000}, "PAY-1"),
        "x": lambda: book.bank(received(6000, "PAY-1 part", day=after(1))),
        "y": lambda: book.bank(received(8800, "PAY-1 rest", day=after(2))),
    }


@pytest.mark.parametrize("kind", ["one line", "two lines"])
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_sums_end_alike_in_any_order(book: CashBook, kind: str, order: tuple[int, ...]) -> None:
    steps = list(steps_of(book, kind).values())
    for index in order:
        steps[index]()
    assert (book.open("INV-1"), book.open("INV-2")) == (0, 0)
    balances = book.balances()
    assert (balances["bank"], balances["discounts_allowed"]) == (14800, 200)
    assert not {"remittances_in_transit", "on_account_cash", "unidentified_cash"} & set(balances)
    assert (set(book.advice_states()), book.cases()) == ({"cleared"}, [])
    book.check_laws()


def test_a_sum_that_fits_in_two_ways_waits_for_a_person(book: CashBook) -> None:
    book.item("INV-9", 5000)
    book.advice({"INV-1": 10000}, "PAY-1")
    book.advice({"INV-2": 5000}, "PAY-2")
    book.advice({"INV-9": 5000}, "PAY-3")
    assert book.bank(received(15000, "thank you")).outcomes == {"on_account": 1}
    assert book.balances()["on_account_cash"] == -15000
    book.check_laws()


def test_advices_of_two_payers_make_no_sum(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-1")
    book.advice({"INV-7": 8000}, "PAY-2", payer="C2")
    assert book.bank(received(18000, "PAY-1 PAY-2")).outcomes == {"on_account": 1}
    assert book.advice_states() == ["posted", "posted"]


def test_several_documents_that_together_are_the_line_are_paid(any_book: CashBook) -> None:
    assert any_book.bank(received(15000, "INV-1, INV-2")).outcomes == {"applied": 1}
    assert (any_book.open("INV-1"), any_book.open("INV-2")) == (0, 0)
    any_book.check_laws()


@pytest.mark.parametrize(
    ("amount", "reference", "payer"),
    [
        (15001, "INV-1, INV-2", "Adler GmbH"),
        (18000, "INV-1, INV-7", "Adler GmbH"),
        (15000, "INV-1, INV-2", "Bussard AG"),
    ],
)
def test_several_documents_that_do_not_fit_are_not(book: CashBook, amount: int, reference: str, payer: str) -> None:
    book.bank(received(amount, reference, payer))
    assert book.open("INV-1") == 10000
