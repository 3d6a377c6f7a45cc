"""Cash that a person assigns and applies: to the cent, within what is held and open, and out of the robot's hands."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.cash_book import DAY, TERMS, CashBook, on, received
from workers.errors import UserError
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import applications, cases, journal
from workers.ledger.unit_of_work import Ledger
from workers.remittance.by_hand import Held, apply_by_person, assign_by_person
from workers.remittance.waiting_cash import waiting_cash_report


def filled(ledger: Ledger) -> CashBook:
    """Adler (C1) with its child C2, and Condor (C3); 60.00 that is nobody's (payment 1), 30.00 on C1's account (2)."""
    book = CashBook(ledger)
    book.customer()
    book.customer("C2", "Bussard AG", parent="C1")
    book.customer("C3", "Condor SE")
    owed = (("INV-1", 10000, "C1"), ("CM-1", -2000, "C1"), ("INV-2", 5000, "C2"), ("INV-3", 5000, "C3"))
    for number, amount, owner in owed:
        book.item(number, amount, owner)
    book.bank(received(6000, "thank you", "Nobody Ltd"), received(3000, "no idea", "Adler GmbH"))
    assert book.cases() == ["unidentified_cash", "on_account_cash"]
    return book


@pytest.fixture
def any_hand(ledger: Ledger) -> CashBook:
    return filled(ledger)


@pytest.fixture
def hand(sqlite_ledger: Ledger) -> CashBook:
    return filled(sqlite_ledger)


def apply(book: CashBook, payment: int, amounts: dict[str, int], customer: str = "") -> Held:
    with book.ledger.write() as connection:
        return apply_by_person(connection, payment, amounts, TERMS, on(actor="anna"), customer_id=customer)


def assign(book: CashBook, payment: int, customer: str) -> Held:
    with book.ledger.write() as connection:
        return assign_by_person(connection, payment, customer, TERMS, on(actor="anna"))


def open_cases(book: CashBook) -> list[tuple[str, int | None]]:
    """Kind and amount of the unresolved cases about cash."""
    with book.ledger.read() as connection:
        waiting = select(cases.c.kind, cases.c.amount_minor).where(
            cases.c.state != "resolved", cases.c.kind.like("%_cash")
        )
        return [(kind, amount) for kind, amount in connection.execute(waiting.order_by(cases.c.id))]


def test_unidentified_cash_pays_a_document_and_the_rest_lies_on_account(any_hand: CashBook) -> None:
    assert apply(any_hand, 1, {"INV-3": 4000}) == Held("C3", 2000, "EUR")
    assert (any_hand.open("INV-3"), any_hand.payments()[0].on_account_minor) == (1000, 2000)
    assert open_cases(any_hand) == [("on_account_cash", 3000), ("on_account_cash", 2000)]
    assert apply(any_hand, 1, {"INV-3": 1000}) == Held("C3", 1000, "EUR")
    with any_hand.ledger.read() as connection:
        assert connection.scalars(select(applications.c.actor)).all() == ["anna", "anna"]
        by_anna = select(journal.c.kind).where(journal.c.actor == "anna", journal.c.kind.startswith("payment."))
        assert sorted(connection.scalars(by_anna)) == ["payment.applied", "payment.applied", "payment.assigned"]
    any_hand.check_laws()
    results = verify(any_hand.ledger, Replays(), on())
    assert [law for law in results if law.violations] == []


def test_cash_on_account_pays_the_payer_s_and_its_child_s_documents(any_hand: CashBook) -> None:
    assert apply(any_hand, 2, {"INV-1": 1500, "INV-2": 2500, "CM-1": -1000}) == Held("C1", 0, "EUR")
    assert [any_hand.open(number) for number in ("INV-1", "INV-2", "CM-1")] == [8500, 2500, -1000]
    assert open_cases(any_hand) == [("unidentified_cash", 6000)]
    any_hand.check_laws()


def test_assigned_cash_is_the_customer_s_and_suggests_for_the_customer(any_hand: CashBook) -> None:
    assert assign(any_hand, 1, "C3") == Held("C3", 6000, "EUR")
    assert open_cases(any_hand) == [("on_account_cash", 3000), ("on_account_cash", 6000)]
    with any_hand.ledger.read() as connection:
        assert {line["customer"] for line in waiting_cash_report(connection, DAY)} == {"C1", "C3"}
    any_hand.check_laws()


@pytest.mark.parametrize(
    ("payment", "amounts", "customer", "complaint"),
    [
        (2, {"INV-1": 3001}, "", "payment 2 holds 30.00 EUR, and 30.01 were asked for"),
        (1, {"INV-3": 5001}, "", "INV-3 has 50.00 EUR open and cannot take 50.01"),
        (2, {"INV-1": 4000, "CM-1": -2001}, "", "CM-1 has -20.00 EUR open and cannot take -20.01"),
        (2, {"CM-1": -1000}, "", "-10.00 were asked for"),
        (2, {"CM-1": 1000}, "", "cannot take 10.00"),
        (2, {"INV-3": 1000}, "", "it is of C3, for whom C1 does not pay"),
        (2, {"INV-9": 1000}, "", "there is none of that number"),
        (2, {"INV-1": 1000}, "C3", "lies on the account of customer C1, not of C3"),
        (1, {"INV-1": 1000, "INV-3": 1000}, "", "the documents named are of C1 and C3: say with --customer"),
        (1, {"INV-1": 1000}, "C2", "it is of C1, for whom C2 does not pay"),
        (9, {"INV-1": 1000}, "", "there is no payment 9"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    hand: CashBook, payment: int, amounts: dict[str, int], customer: str, complaint: str
) -> None:
    before = (hand.payments(), hand.balances(), open_cases(hand))
    with pytest.raises(UserError, match=complaint):
        apply(hand, payment, amounts, customer)
    assert (hand.payments(), hand.balances(), open_cases(hand)) == before


def test_cash_is_assigned_once_and_to_an_account_that_exists(hand: CashBook) -> None:
    with pytest.raises(UserError, match="no account of customer C9"):
        assign(hand, 1, "C9")
    with pytest.raises(UserError, match="lies on the account of customer C1 already"):
        assign(hand, 2, "C3")


def test_what_a_person_applied_can_be_taken_back_and_applied_again(hand: CashBook) -> None:
    apply(hand, 2, {"INV-1": 3000})
    with pytest.raises(UserError, match="holds no cash: it is cleared, and all of it is applied"):
        apply(hand, 2, {"INV-1": 1})
    hand.reverse(2)
    assert apply(hand, 2, {"INV-1": 3000}) == Held("C1", 0, "EUR")
    assert hand.open("INV-1") == 7000
    hand.check_laws()


def test_an_advice_leaves_cash_alone_that_a_person_applied_in_part(hand: CashBook) -> None:
    apply(hand, 2, {"INV-1": 1000})
    hand.advice({"INV-1": 3000}, "PAY-1")
    assert hand.payments()[1].on_account_minor == 2000
    hand.check_laws()
