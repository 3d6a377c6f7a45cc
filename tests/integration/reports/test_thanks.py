"""F18: thanks, once for each payment that arrived and was applied; none for money that nobody can place."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import update

from tests.courteous_book import CourteousBook
from workers.ledger.book.stops import add_stop
from workers.ledger.schema import messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.courtesy import ThankYou


@pytest.fixture
def book(ledger: Ledger) -> CourteousBook:
    return CourteousBook(ledger)


def paid(book: CourteousBook, actor: str = "robot") -> tuple[int, int]:
    """A customer who has paid an item; returns the account and the payment."""
    account = book.customer(days_overdue=())
    return account, book.pay(account, 10_000, book.item(account, "INV-1", 3), actor=actor)


@pytest.mark.parametrize("actor", ["robot", "anna"])
def test_thanks_are_said_once_whoever_applied_the_payment(book: CourteousBook, actor: str) -> None:
    _, payment = paid(book, actor)
    assert len(book.thank()) == 1
    assert book.send()["handed_over"] == 1
    (mail,) = (prepared.message for prepared in book.email.accepted)
    assert mail.recipient == "ap@c1.example"
    assert "€100.00" in mail.text
    assert "INV-1" in mail.text
    assert book.column("subject") == [f"payment {payment}"]
    for _ in range(3):
        assert book.thank() == []
        book.pass_days(1)


def test_unless_switched_on_nobody_is_thanked(book: CourteousBook) -> None:
    book.with_robot(thank_you=ThankYou())
    paid(book)
    assert book.thank() == []


def test_none_for_cash_that_nobody_can_place_or_that_pays_for_nothing_yet(book: CourteousBook) -> None:
    account = book.customer(days_overdue=(3,))
    book.pay(None, 7_700)
    book.pay(account, 5_000)
    assert book.thank() == []


def test_an_advice_is_no_receipt_until_its_bank_line_came(book: CourteousBook) -> None:
    account = book.customer(days_overdue=())
    payment = book.announce(account, 10_000, book.item(account, "INV-1", 3))
    assert book.thank() == []
    book.pass_days(8)
    book.clear(payment)
    assert len(book.thank()) == 1


def test_what_was_paid_long_ago_is_not_thanked_for(book: CourteousBook) -> None:
    paid(book)
    book.pass_days(6)
    assert book.thank() == []


@pytest.mark.parametrize("planned", [False, True])
def test_none_under_a_stop(book: CourteousBook, planned: bool) -> None:
    account, _ = paid(book)
    assert len(book.thank() if planned else [1]) == 1
    with book.ledger.write() as connection:
        add_stop(connection, account, "deceased", book.occasion("anna"))
    if planned:
        assert book.send()["cancelled"] == 1
    assert book.thank() == []
    assert book.email.accepted == []


def test_a_payment_taken_back_before_its_thanks_left_cancels_them(book: CourteousBook) -> None:
    account, payment = paid(book)
    book.thank()
    book.take_back(payment)
    assert book.send()["cancelled"] == 1
    assert book.column("reason") == ["the payment was taken back"]
    assert book.thank() == []
    assert account


def test_two_processes_say_thanks_once(book: CourteousBook) -> None:
    for number in range(5):
        account = book.customer(f"C{number}", days_overdue=())
        book.pay(account, 10_000, book.item(account, f"INV-{number}", 3))
    made: list[int] = []
    runs = [Thread(target=lambda: made.extend(book.thank())) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(made) == 5
    assert book.column("state") == ["planned"] * 5


def test_thanks_that_came_back_are_not_said_again(book: CourteousBook) -> None:

    paid(book)
    book.thank()
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(state="bounced"))
    assert book.thank() == []
