"""Cheques and cards taken on delivery: no cash before they are cleared, and a hold after one came back."""

from __future__ import annotations

import dataclasses

import pytest

from tests.cash_book import DAY, TERMS, CashBook, after, on, received
from workers.errors import UserError
from workers.ledger.cash import cod
from workers.remittance.bank.statement import StatementLine
from workers.remittance.cod import Taken, bounce, clear, register

CHEQUE = Taken("C1", "cheque", "900123", "EUR", 10000, DAY, ("INV-1",))


def take(book: CashBook, taken: Taken = CHEQUE) -> int:
    with book.ledger.write() as connection:
        return register(connection, taken, TERMS, on(actor="driver"))


def states(book: CashBook) -> list[str]:
    with book.ledger.read() as connection:
        return [receipt.state for receipt in cod.find_receipts(connection)]


def test_a_cheque_that_is_not_cleared_is_no_cash(book: CashBook) -> None:
    before = book.balances()
    take(book)
    assert (book.open("INV-1"), book.balances(), book.payments(), states(book)) == (10000, before, [], ["registered"])


def test_its_bank_line_clears_a_cheque(book: CashBook) -> None:
    take(book)
    assert book.bank(received(10000, "LOCKBOX CHECK 900123", "", after(4))).outcomes == {"cleared_advice": 1}
    assert (book.open("INV-1"), states(book), book.balances()["bank"]) == (0, ["cleared"], 10000)
    book.check_laws()


def test_a_person_clears_a_cheque_and_its_line_brings_nothing_twice(any_book: CashBook) -> None:
    receipt_id = take(any_book)
    with any_book.ledger.write() as connection:
        clear(connection, receipt_id, TERMS, on(actor="anna"))
    assert (any_book.open("INV-1"), any_book.balances()["remittances_in_transit"]) == (0, 10000)
    any_book.bank(day=after(30))
    assert any_book.expire(after(30)) == []
    any_book.bank(received(10000, "CHECK 900123", "", after(3)))
    assert (any_book.balances()["bank"], len(any_book.payments()), states(any_book)) == (10000, 1, ["cleared"])
    assert "remittances_in_transit" not in any_book.balances()
    any_book.check_laws()


def test_without_a_bank_feed_a_cleared_cheque_is_in_the_bank(book: CashBook) -> None:
    receipt_id = take(book)
    with book.ledger.write() as connection:
        clear(connection, receipt_id, dataclasses.replace(TERMS, has_bank_feed=False), on(actor="anna"))
    assert book.balances()["bank"] == 10000
    book.bank(received(10000, "CHECK 900123", "", after(3)))
    assert (book.balances()["bank"], book.cases()) == (10000, [])
    book.check_laws()


@pytest.mark.parametrize("cleared_by", ["nobody", "a person", "the bank"])
def test_a_cheque_that_came_back_opens_its_item_and_holds_the_next(book: CashBook, cleared_by: str) -> None:
    before = book.balances()
    receipt_id = take(book)
    if cleared_by == "the bank":
        book.bank(received(10000, "CHECK 900123", "", after(1)))
    with book.ledger.write() as connection:
        if cleared_by == "a person":
            clear(connection, receipt_id, TERMS, on(actor="anna"))
        bounce(connection, receipt_id, "insufficient funds", TERMS, on(actor="anna"))
    assert (book.open("INV-1"), book.balances(), states(book)) == (10000, before, ["returned"])
    assert book.cases() == ["returned_payment"]
    with pytest.raises(
        UserError, match=r"cheque 900123 of C1 came back \(insufficient funds\): payment on delivery is on"
    ):
        take(book, dataclasses.replace(CHEQUE, number="900124"))
    book.check_laws()


def test_the_bank_says_that_a_cheque_came_back(any_book: CashBook) -> None:
    take(any_book)
    any_book.bank(received(10000, "CHECK 900123", "", after(1)))
    line = StatementLine(after(5), -10000, "EUR", "RETURNED CHK SER 900123 NSF", "", nature="return")
    assert any_book.bank(line, day=after(5)).outcomes == {"returned": 1}
    assert (any_book.open("INV-1"), states(any_book)) == (10000, ["returned"])


def test_a_person_releases_the_hold(book: CashBook) -> None:
    receipt_id = take(book)
    with book.ledger.write() as connection:
        bounce(connection, receipt_id, "NSF", TERMS, on(actor="anna"))
        account_id = cod.find_receipts(connection)[0].account_id
        assert cod.release_hold(connection, account_id, on(actor="anna")) == 1
    assert take(book, dataclasses.replace(CHEQUE, number="900124")) == 2


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kind": "cash"}, "'cash' is neither cheque nor card"),
        ({"amount": 9999}, "the documents are open with 10000 minor units"),
        ({"documents": ("INV-99",)}, "INV-99 of C1 is not open in EUR"),
        ({"documents": ()}, "name the documents that it pays"),
        ({"customer_id": "C99"}, "there is no account C99"),
        ({"number": " "}, "a receipt has a number"),
    ],
)
def test_a_receipt_that_cannot_be_right_is_refused(book: CashBook, changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        take(book, dataclasses.replace(CHEQUE, **changes))  # type: ignore[arg-type]
