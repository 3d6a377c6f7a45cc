"""Taking payments back: by a person, for want of a bank line, and what the robot must leave alone."""

from __future__ import annotations

import dataclasses

import pytest

from tests.cash_book import TERMS, CashBook, after, received
from workers.errors import UserError
from workers.ledger.unit_of_work import Ledger


def test_a_person_takes_a_payment_in_transit_back_altogether(book: CashBook) -> None:
    before = book.balances()
    book.advice({"INV-1": (9750, 200, 50), "CM-1": -2000}, "PAY-1")
    book.reverse(1)
    assert (book.open("INV-1"), book.open("CM-1"), book.balances()) == (10000, -2000, before)
    assert (book.payments()[0].clearing, book.advice_states()) == ("reversed", ["reversed"])
    book.check_laws()


def test_money_in_the_bank_stays_on_account_when_a_person_takes_it_back(book: CashBook) -> None:
    book.advice({"INV-1": (9800, 200, 0)}, "PAY-1")
    book.bank(received(9800, "PAY-1"))
    book.reverse(1)
    assert (book.open("INV-1"), book.balances()["on_account_cash"], book.balances()["bank"]) == (10000, -9800, 9800)
    assert "discounts_allowed" not in book.balances()
    assert (book.payments()[0].clearing, book.cases()) == ("cleared", ["on_account_cash"])
    book.check_laws()


@pytest.mark.parametrize("reference", ["INV-1", "thank you"])
def test_bank_payments_are_taken_back_too(book: CashBook, reference: str) -> None:
    book.bank(received(10000, reference))
    if reference != "INV-1":
        book.advice({"INV-1": 10000}, "PAY-1")
    book.reverse(1)
    assert (book.open("INV-1"), book.balances()["on_account_cash"]) == (10000, -10000)
    book.check_laws()


def test_what_a_person_put_on_account_the_robot_leaves_there(book: CashBook) -> None:
    book.bank(received(10000, "INV-1"))
    book.reverse(1)
    assert book.advice({"INV-1": 10000}, "PAY-1").state == "posted"
    assert book.balances()["on_account_cash"] == -10000


@pytest.mark.parametrize("cleared", [False, True])
def test_nothing_is_taken_back_twice(book: CashBook, cleared: bool) -> None:
    book.advice({"INV-1": 10000}, "PAY-1")
    if cleared:
        book.bank(received(10000, "PAY-1"))
    book.reverse(1)
    with pytest.raises(UserError, match=r"reversed before|nothing to reverse"):
        book.reverse(1)
    with pytest.raises(UserError, match="there is no payment 99"):
        book.reverse(99)
    book.check_laws()


def test_without_its_bank_line_a_payment_is_reversed_and_a_person_hears_of_it(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-1")
    book.bank(day=after(8))
    assert book.expire(after(7)) == []
    assert book.expire(after(8)) == [1]
    assert (book.open("INV-1"), book.advice_states(), book.cases()) == (10000, ["reversed"], ["advice_unconfirmed"])
    assert book.expire(after(9)) == []
    book.check_laws()


def test_a_silent_bank_feed_or_none_at_all_reverses_nothing(book: CashBook, ledger: Ledger) -> None:
    book.advice({"INV-1": 10000}, "PAY-1")
    assert book.expire(after(30)) == []
    book.bank(day=after(7))
    assert book.expire(after(30)) == []
    book.bank(day=after(30))
    without_feed = CashBook(ledger, dataclasses.replace(TERMS, has_bank_feed=False))
    assert without_feed.expire(after(30)) == []


def test_a_late_line_still_finds_its_reversed_advice(book: CashBook) -> None:
    book.advice({"INV-1": (9800, 200, 0)}, "PAY-1")
    book.bank(day=after(8))
    book.expire(after(8))
    assert book.bank(received(9800, "PAY-1", day=after(9)), day=after(9)).outcomes == {"cleared_advice": 1}
    assert (book.open("INV-1"), book.advice_states()) == (0, ["cleared"])
    book.check_laws()


def test_a_line_for_an_advice_that_a_person_locked_is_not_applied_to_its_items(book: CashBook) -> None:
    book.advice({"INV-1": (9800, 200, 0)}, "PAY-1")
    book.reverse(1)
    assert book.bank(received(9800, "PAY-1")).outcomes == {"on_account": 1}
    assert (book.open("INV-1"), book.advice_states()) == (10000, ["reversed"])


def test_what_a_person_applied_the_robot_never_reverses(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-1", actor="anna")
    book.bank(day=after(8))
    assert book.expire(after(8)) == []
    assert (book.open("INV-1"), book.cases()) == (0, ["advice_unconfirmed"])
    with pytest.raises(UserError, match="only a person reverses it"):
        book.reverse(1, actor="robot")


def test_an_announced_advice_does_not_hold_dunning_back_for_ever(ledger: Ledger) -> None:
    book = CashBook(ledger, dataclasses.replace(TERMS, post_on="bank"))
    book.customer()
    book.item("INV-1", 10000)
    book.advice({"INV-1": 10000}, "PAY-1")
    book.bank(day=after(8))
    book.expire(after(8))
    assert (book.advice_states(), book.cases()) == (["case"], ["advice_unconfirmed"])
    assert book.bank(received(10000, "PAY-1", day=after(9)), day=after(9)).outcomes == {"cleared_advice": 1}
    assert (book.open("INV-1"), book.cases()) == (0, [])
