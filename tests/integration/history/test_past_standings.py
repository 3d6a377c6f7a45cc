"""The history of a book gives of every past moment what the ledger gave at that moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.past_book import PastBook
from workers.ledger.book import consents, contacts, stops
from workers.ledger.book.holds import NewHold, add_hold, lift_hold
from workers.ledger.cash.applications import Share
from workers.ledger.history.load import load_histories
from workers.ledger.queue import parked
from workers.ledger.unit_of_work import Ledger

Step = Callable[[PastBook], None]
FIXED = 20


@pytest.fixture
def book(ledger: Ledger) -> PastBook:
    book = PastBook(ledger)
    book.customer("C1", days_overdue=(12, 2))
    book.customer("C2", days_overdue=(40,))
    return book


def hold_and_lift(book: PastBook) -> None:
    with book.ledger.write() as connection:
        held = add_hold(connection, NewHold(1, "hold", "r"), book.occasion())
    book.remember()
    with book.ledger.write() as connection:
        lift_hold(connection, held, book.occasion())


def dispute_a_part(book: PastBook) -> None:
    with book.ledger.write() as connection:
        part = NewHold(1, "dispute", "r", open_item_id=1, amount_minor=2_500, currency="EUR")
        add_hold(connection, part, book.occasion())


def promise(book: PastBook) -> None:
    with book.ledger.write() as connection:
        last = book.today + timedelta(days=3)
        add_hold(connection, NewHold(2, "promise", "r", open_item_id=3, expires_on=last), book.occasion())


def stop_and_lift(book: PastBook) -> None:
    with book.ledger.write() as connection:
        stop = stops.add_stop(connection, 1, "insolvency", book.occasion())
    book.remember()
    with book.ledger.write() as connection:
        stops.lift_stop(connection, stop, "withdrawn", book.occasion("anna"))


def park_and_let_go(book: PastBook) -> None:
    with book.ledger.write() as connection:
        parked.park(connection, [2], "a broken law", book.occasion())
    book.remember()
    with book.ledger.write() as connection:
        parked.unpark(connection, [2], "handled", book.occasion())


def lose_and_find_an_address(book: PastBook) -> None:
    with book.ledger.write() as connection:
        contacts.mark_invalid(connection, "email", "ap@c1.example", "550", book.occasion())
    book.remember()
    with book.ledger.write() as connection:
        contacts.set_contact(connection, "C1", "manager", {"email": "boss@c1.example"}, book.occasion())


def opt_out_and_in(book: PastBook) -> None:
    with book.ledger.write() as connection:
        number = connection.exec_driver_sql("SELECT phone FROM contacts WHERE customer_id = 'C2'").scalar_one()
        said = {"wording": "STOP", "evidence": "sms 1"}
        consents.record_opt_out(connection, "sms", number, occasion=book.occasion(), **said)
    book.remember()
    with book.ledger.write() as connection:
        consents.record_opt_in(connection, "sms", number, occasion=book.occasion(), **said)


def pay_and_take_back(book: PastBook) -> None:
    paid = book.advice(1, 1, 4_000)
    book.remember()
    book.reversed(paid)


def pay_and_clear(book: PastBook) -> None:
    paid = book.advice(1, 2, 10_000)
    book.remember()
    book.cleared(paid)


def pay_on_account(book: PastBook) -> None:
    book.bank(2, [], 3_000)


def pay_everything(book: PastBook) -> None:
    book.bank(2, [Share(3, 10_000)], 10_000)


def new_invoice(book: PastBook) -> None:
    book.item(2, "C2-INV-9", days_overdue=5, amount=7_700)


STEPS: tuple[Step, ...] = (
    PastBook.run_day, hold_and_lift, dispute_a_part, promise, stop_and_lift, park_and_let_go,
    lose_and_find_an_address, opt_out_and_in, pay_and_take_back, pay_and_clear, pay_on_account, new_invoice,
    PastBook.run_day, pay_everything, PastBook.run_day,
)  # fmt: skip


def test_every_past_moment_is_rebuilt_as_it_was(book: PastBook) -> None:
    """A day a step: whatever a run could have seen at any moment, history gives again."""
    for step in STEPS:
        step(book)
        book.remember()
        book.pass_days(4)
    book.remember()
    for moment, standings in book.remembered:
        assert book.standings_at(moment) == standings, f"at {moment[0]}"
    assert len(book.remembered) > len(STEPS)


def test_a_notice_counts_from_the_moment_it_was_handed_over(book: PastBook) -> None:
    before = book.now()
    book.plan()
    planned = book.now()
    book.send()
    states = [[n[2] for n in book.standings_at(at)[0]["notices"]] for at in (before, planned, book.now())]
    assert states == [[], ["planned"], ["handed_over"]]


def test_a_message_that_a_payment_cancelled_was_alive_before(book: PastBook) -> None:
    book.plan()
    planned = book.now()
    book.bank(1, [Share(1, 10_000)], 10_000)
    assert [len(book.standings_at(at)[0]["notices"]) for at in (planned, book.now())] == [1, 0]


@pytest.mark.parametrize("accounts", [1, 40])
def test_a_batch_of_histories_takes_a_fixed_number_of_queries(sqlite_ledger: Ledger, accounts: int) -> None:
    book = PastBook(sqlite_ledger)
    for number in range(accounts):
        book.customer(f"C{number}", days_overdue=(12, 3))
    book.run_day()
    asked: list[str] = []
    event.listen(book.ledger.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with book.ledger.read() as connection:
        assert len(load_histories(connection, list(range(1, accounts + 1)))) == accounts
    assert len(asked) <= FIXED
