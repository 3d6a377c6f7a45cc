"""Pitfall 8 where nothing else is overdue: what was settled and is open again keeps its level and its interval."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from tests.charged_book import ChargedBook
from tests.faults.hasty_book import HastyBook
from tests.integration.pitfalls.test_pitfalls_of_cash import open_episodes, run_and_send
from tests.open_items_file import item
from workers.ledger.book.accounts import supersede
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.returned import return_payment
from workers.ledger.history.load import load_histories
from workers.ledger.schema import messages, payments
from workers.ledger.unit_of_work import Ledger


def levels_sent(book: HastyBook | ChargedBook) -> list[int]:
    """The level of each notice that left, over whatever channels."""
    query = select(messages.c.level, messages.c.handed_over_on).where(messages.c.handed_over_on.is_not(None))
    with book.ledger.read() as connection:
        return [level for level, _ in connection.execute(query.distinct().order_by(messages.c.handed_over_on))]


def charge_back(book: ChargedBook) -> None:
    """The bank takes the newest payment back: its money is gone, and what it had paid is open again."""
    with book.ledger.write() as connection:
        newest = connection.scalars(select(payments.c.id).order_by(payments.c.id.desc()).limit(1)).one()
        return_payment(connection, newest, Basis("chargeback", f"payment:{newest}"), book.occasion())


def test_pitfall_08_the_only_debt_paid_and_taken_back_keeps_its_level_and_its_interval(book: ChargedBook) -> None:
    """The ladder had begun afresh: a first reminder two days after the second."""
    account = book.customer(days_overdue=(20,))
    run_and_send(book)
    book.pass_days(8)
    run_and_send(book)
    book.pay(account, {1: 10_000})
    book.pass_days(2)
    assert (run_and_send(book), open_episodes(book)) == (0, 0)
    charge_back(book)
    assert open_episodes(book) == 1
    book.pay(account, {1: 10_000})
    book.pass_days(3)
    assert (run_and_send(book), open_episodes(book)) == (0, 0), "it may end and go on again"
    charge_back(book)
    assert run_and_send(book) == 0, "the interval of the third level runs since the second"
    book.pass_days(7)
    run_and_send(book)
    assert levels_sent(book) == [1, 2, 3]
    assert book.journalled("dunning.episode_goes_on") == ["dunning.episode_goes_on"] * 2
    assert book.broken_laws() == []


def test_pitfall_08_debt_that_a_report_left_out_by_mistake_keeps_its_level(ledger: Ledger, tmp_path: Path) -> None:
    book = HastyBook(ledger)
    row = item("INV-0", customer_id="C0", customer_name="Customer 0", customer_email="ap@c0.example")
    book.take_in(tmp_path, ["ap@c0.example"])
    book.send()
    book.take_in_rows(tmp_path, [row | {"open_amount": "0.00"}])
    book.pass_days(1)
    book.plan()
    book.take_in_rows(tmp_path, [row], days_overdue=11)
    assert book.plan().notices == 0
    book.pass_days(7)
    book.plan()
    assert sorted(set(book.column("level"))) == [1, 2]


def test_another_episode_that_has_begun_meanwhile_goes_on(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    run_and_send(book)
    book.pay(account, {1: 10_000})
    book.plan()
    book.item(account, "INV-NEW", 5)
    with book.ledger.write() as connection:
        supersede(connection, [account], "a new invoice")
    run_and_send(book)
    charge_back(book)
    assert (open_episodes(book), book.journalled("dunning.episode_goes_on")) == (1, [])


def test_an_episode_that_went_on_and_ended_is_known_as_it_was(book: ChargedBook) -> None:
    """What was sent in it counted all the time, so that `explain --at` sees what the runs saw."""
    account = book.customer(days_overdue=(20,))
    run_and_send(book)
    for _ in range(2):
        book.pay(account, {1: 10_000})
        book.plan()
        book.pass_days(1)
        charge_back(book)
    known = book.occasion().at
    book.pay(account, {1: 10_000})
    book.pass_days(1)
    book.plan()
    with book.ledger.read() as connection:
        (history,) = load_histories(connection, [account])
    assert [row.number for row in history.sent_at(known).episodes] == [1]
    assert [row.level for row in history.sent_at(known).notices] == [1]
    assert history.sent_at(book.occasion().at + timedelta(seconds=1)).episodes == []
