"""The fee for a payment that came back: once, only for the reasons and payers of the policy, and like any charge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.cash_book import TERMS, CashBook, after, on
from tests.integration.bank.conftest import filled
from tests.integration.bank.test_returned_payments import decide, paid, went_back
from workers.ledger.book.charge_history import unpaid_charges
from workers.ledger.book.charges import find_charges, waive_charge
from workers.ledger.book.stops import add_stop
from workers.ledger.schema import customers, entries, journal
from workers.ledger.unit_of_work import Ledger
from workers.policy.bank_files import ReturnFee

FEE = ReturnFee({"EUR": 450}, ("no_funds",))
BACK = went_back(10000, "return", end_to_end="DD-12")


@pytest.fixture
def charging(ledger: Ledger) -> CashBook:
    """The book on each database, of companies that are charged 4.50 for a payment without funds."""
    return charging_book(ledger)


@pytest.fixture
def one(sqlite_ledger: Ledger) -> CashBook:
    return charging_book(sqlite_ledger)


def charging_book(ledger: Ledger, party: str = "company") -> CashBook:
    book = filled(ledger)
    book.terms = replace(TERMS, return_fee=FEE)
    with ledger.write() as connection:
        connection.execute(update(customers).values(party=party))
    return book


def fees(book: CashBook) -> list[tuple[str, str, int]]:
    """(customer, number, open) of all charges."""
    with book.ledger.read() as connection:
        return [(c.customer_id, c.document_number, c.open) for c in find_charges(connection)]


def test_a_return_without_funds_is_charged_once(charging: CashBook) -> None:
    charging.bank(paid(10000, "INV-1", "DD-12"))
    charging.bank(BACK)
    charging.bank(BACK)
    assert fees(charging) == [("C1", "RET-1", 450)]
    assert (charging.open("INV-1"), charging.balances()["fees_and_interest"]) == (10000, -450)
    with charging.ledger.read() as connection:
        (booked,) = connection.execute(
            select(entries.c.rule, entries.c.evidence).where(entries.c.kind == "charge.booked")
        )
        assert tuple(booked) == ("bank.return_fee", "payment:1")
        assert connection.scalars(select(journal.c.kind).where(journal.c.kind == "charge.booked")).all() == [
            "charge.booked"
        ]
        # The next notice asks for it, like for any charge.
        assert [row.document_number for rows in unpaid_charges(connection, [1]).values() for row in rows] == ["RET-1"]
    charging.check_laws()


def test_a_return_that_came_before_its_payment_is_charged_alike(charging: CashBook) -> None:
    charging.bank(went_back(10000, end_to_end="DD-12", days=0))
    assert fees(charging) == []
    charging.bank(paid(10000, "INV-1", "DD-12"))
    assert fees(charging) == [("C1", "RET-1", 450)]


def test_a_person_who_says_which_payment_came_back_charges_for_it(one: CashBook) -> None:
    one.bank(paid(10000, "thank you"), paid(10000, "thanks again"))
    one.bank(went_back(10000, payer="Adler GmbH"))
    assert fees(one) == []
    decide(one, "it was payment 2", case_id=3)
    assert fees(one) == [("C1", "RET-2", 450)]


@pytest.mark.parametrize("reason", ["MD01", "AM05", "AC04", ""])
def test_other_reasons_cost_nothing(one: CashBook, reason: str) -> None:
    one.bank(paid(10000, "INV-1", "DD-12"))
    one.bank(replace(BACK, return_reason=reason))
    assert (one.open("INV-1"), fees(one)) == (10000, [])


@pytest.mark.parametrize("party", ["consumer", ""])
def test_nobody_who_may_be_a_consumer_is_charged(sqlite_ledger: Ledger, party: str) -> None:
    book = charging_book(sqlite_ledger, party)
    book.bank(paid(10000, "INV-1", "DD-12"))
    book.bank(BACK)
    assert (book.open("INV-1"), fees(book)) == (10000, [])


def test_without_a_fee_in_the_policy_or_the_currency_nobody_is_charged(one: CashBook) -> None:
    for fee in (None, ReturnFee({"USD": 450}, ("no_funds",))):
        one.terms = replace(TERMS, return_fee=fee)
        one.bank(paid(10000, "INV-1", "DD-12"))
        one.bank(BACK)
    assert fees(one) == []


def test_an_account_under_a_stop_is_not_charged(one: CashBook) -> None:
    one.bank(paid(10000, "INV-1", "DD-12"))
    with one.ledger.write() as connection:
        add_stop(connection, 1, "insolvency", on(after(1), "anna"))
    one.bank(BACK)
    assert (one.open("INV-1"), fees(one)) == (10000, [])


def test_nobody_s_payment_is_nobody_s_fee(one: CashBook) -> None:
    one.bank(paid(4321, "no idea", "DD-12", payer="Nobody Ltd"))
    one.bank(went_back(4321, "return", end_to_end="DD-12"))
    assert (one.payments()[0].clearing, fees(one)) == ("reversed", [])


def test_a_fee_can_be_paid_and_waived_like_any_charge(one: CashBook) -> None:
    one.bank(paid(10000, "INV-1", "DD-12"))
    one.bank(BACK)
    one.bank(paid(450, "RET-1", days=5), day=after(5))
    assert fees(one) == [("C1", "RET-1", 0)]
    one.bank(paid(5000, "INV-2", "DD-13", days=6), day=after(6))
    one.bank(went_back(5000, end_to_end="DD-13", days=7), day=after(7))
    with one.ledger.write() as connection:
        charge = find_charges(connection, unpaid=True)[0]
        waive_charge(connection, charge.id, "the bank erred", on(after(8), "anna"))
    assert [left for *_, left in fees(one)] == [0, 0]
    one.check_laws()
