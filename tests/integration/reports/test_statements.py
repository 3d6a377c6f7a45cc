"""F18: statements of account, once a month per account and currency, rolling, and to nobody who is to be left alone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pdfplumber
import pytest
from sqlalchemy import insert, update

from tests.courteous_book import CourteousBook
from workers.ledger.book.consents import record_opt_out
from workers.ledger.book.movements import load_figures
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Share
from workers.ledger.cash.payments import apply_held_cash, find_payment
from workers.ledger.laws import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.outgoing.run_gates import approve_ladder
from workers.ledger.schema import contacts, stops
from workers.ledger.unit_of_work import Ledger
from workers.policy.courtesy import Statements
from workers.policy.pauses import Pause

APRIL = date(2026, 4, 1)  # a Wednesday
MARCH = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def book(ledger: Ledger) -> CourteousBook:
    return CourteousBook(ledger)


def owing(book: CourteousBook, number: str = "C1", **columns: Any) -> int:
    """A customer who owes since March; today is the first of April."""
    account = book.customer(number, days_overdue=(10,), **columns)
    if book.today < APRIL:
        book.go_to(APRIL)
    return account


def test_a_statement_goes_once_to_the_first_reachable_person_with_its_figures(book: CourteousBook) -> None:
    account = book.customer(days_overdue=(10, 5))
    book.pass_days(3)
    paid = book.item(account, "INV-X", 3, 5_000)
    book.pay(account, 4_900, paid, discount=100)
    book.go_to(APRIL)
    assert len(book.state()) == 1
    assert book.send()["handed_over"] == 1
    (mail,) = (prepared.message for prepared in book.email.accepted)
    assert (mail.recipient, mail.reply_to) == ("ap@c1.example", book.policy.robot.company.reply_to)
    assert "[BW-C1]" in mail.subject
    assert "€200.00" in mail.text
    (sheet,) = mail.attachments
    assert sheet.name == "statement-2026-03-EUR.pdf"
    with pdfplumber.open(io.BytesIO(sheet.content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    for word in ("Balance at the beginning €0.00", "PAY-7", "-€49.00", "-€1.00", "Balance at the end €200.00"):
        assert word in text
    assert book.column("purpose") == ["statement"]
    assert book.column("subject") == ["statement 2026-03"]


def test_statements_are_due_on_or_after_their_day_and_once_a_month(book: CourteousBook) -> None:
    book.with_robot(statements=Statements(day_of_month=5))
    owing(book)
    assert book.state() == []
    book.go_to(date(2026, 4, 7))
    assert len(book.state()) == 1
    assert book.state() == []
    book.go_to(date(2026, 4, 8))
    assert book.state() == []
    book.go_to(date(2026, 5, 6))
    assert len(book.state()) == 1
    assert book.column("subject") == ["statement 2026-03", "statement 2026-04"]


def test_nothing_is_stated_where_nothing_is_open_and_nothing_moved(book: CourteousBook) -> None:
    account = book.customer(days_overdue=())
    item = book.item(account, "INV-1", 1)
    book.pay(account, 10_000, item)
    book.go_to(APRIL)
    assert len(book.state()) == 1  # it moved in March
    book.go_to(date(2026, 5, 1))
    assert book.state() == []


def test_absent_is_off(book: CourteousBook) -> None:
    book.with_robot(statements=None)
    owing(book)
    assert book.state() == []


@pytest.mark.parametrize("when", ["before the run", "before it leaves"])
def test_no_statement_leaves_under_a_stop(book: CourteousBook, when: str) -> None:
    account = owing(book)
    if when == "before it leaves":
        assert len(book.state()) == 1
    with book.ledger.write() as connection:
        add_stop(connection, account, "attorney", book.occasion("anna"))
    if when == "before the run":
        assert book.state() == []
    else:
        assert book.send()["cancelled"] == 1
        assert book.column("reason") == ["stop: attorney"]
    assert book.email.accepted == []


def test_shadow_is_silent_and_approve_waits_for_its_ladder(book: CourteousBook) -> None:
    owing(book)
    segments = book.policy.robot.segments
    book.with_robot(segments=tuple(replace(segment, mode="shadow") for segment in segments))
    assert book.state() == []
    book.go_to(date(2026, 5, 4))
    book.with_robot(segments=tuple(replace(segment, mode="approve") for segment in segments))
    assert book.state() == []
    with book.ledger.write() as connection:
        ladder = book.policy.ladders[segments[-1].ladder]
        approve_ladder(connection, segments[-1].name, ladder.hash, book.occasion("anna"))
    book.go_to(date(2026, 6, 2))
    assert len(book.state()) == 1


def test_who_opted_out_is_passed_over_also_after_the_run(book: CourteousBook) -> None:
    owing(book)
    with book.ledger.write() as connection:
        manager = {"customer_id": "C1", "role": "manager", "email": "boss@c1.example"}
        connection.execute(insert(contacts).values(manager))
        record_opt_out(connection, "email", "ap@c1.example", wording="no", evidence="1", occasion=book.occasion())
    assert len(book.state()) == 1
    assert book.column("recipient") == ["boss@c1.example"]
    with book.ledger.write() as connection:
        record_opt_out(connection, "email", "boss@c1.example", wording="no", evidence="2", occasion=book.occasion())
    assert book.send()["cancelled"] == 1


def test_a_changed_address_gets_no_statement_meant_for_the_old_one(book: CourteousBook) -> None:
    owing(book)
    book.state()
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email="new@c1.example"))
    assert book.send()["cancelled"] == 1


def test_a_statement_keeps_the_cap_and_counts_towards_it(book: CourteousBook) -> None:
    rules = book.policy.robot.contact_rules
    book.with_robot(contact_rules=replace(rules, cap=replace(rules.cap, messages=1)))
    account = owing(book)
    book.state()
    assert book.send()["handed_over"] == 1
    item = book.item(account, "INV-9", 0)
    book.pay(account, 10_000, item)
    assert len(book.thank()) == 1
    assert book.send()["deferred"] == 1
    assert len(book.email.accepted) == 1


def test_a_statement_waits_for_its_window_and_for_the_end_of_a_pause(book: CourteousBook) -> None:
    owing(book)
    book.state()
    book.with_robot(pauses=(Pause(APRIL, date(2026, 4, 2), "stocktaking"),))
    assert book.send()["deferred"] == 1
    book.with_robot(pauses=())
    book.go_to(date(2026, 4, 4))  # a Saturday
    assert book.send()["deferred"] == 1
    book.go_to(date(2026, 4, 7))
    assert book.send()["handed_over"] == 1


def test_two_processes_make_one_statement(book: CourteousBook) -> None:
    for number in range(5):
        book.customer(f"C{number}")
    owing(book, "C5")
    made: list[int] = []
    runs = [Thread(target=lambda: made.extend(book.state())) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(made) == 6
    assert book.column("state") == ["planned"] * 6


def test_the_laws_hold_over_courtesies_and_law_4_sees_one_under_a_stop(book: CourteousBook) -> None:
    account = owing(book)
    book.state()
    book.plan()
    book.send()
    by_number = {law.n: law for law in verify(book.ledger, Replays(), book.occasion())}
    assert [law.violations for law in by_number.values() if law.n in (3, 4, 5, 7) and law.violations] == []
    with book.ledger.write() as connection:
        add_stop(connection, account, "attorney", book.occasion("anna"))
        connection.execute(update(stops).values(created_at=book.occasion().at - timedelta(hours=1)))
    fourth = next(law for law in verify(book.ledger, Replays(), book.occasion()) if law.n == 4)
    statement = book.column("purpose").index("statement") + 1
    assert f"message {statement}" in {violation.subject for violation in fourth.violations}


def test_a_parents_cash_that_pays_a_childs_item_is_the_parents(book: CourteousBook) -> None:
    parent, child = book.customer("P", days_overdue=()), book.customer("K", days_overdue=())
    item = book.item(child, "KID-1", 1, 4_000)
    book.pay(parent, 4_000)
    book.pass_days(1)
    with book.ledger.write() as connection:
        held = find_payment(connection, 1)
        assert held is not None
        apply_held_cash(
            connection, held, [Share(item, 4_000)], payer=parent, basis=book.basis(), occasion=book.occasion()
        )
    with book.ledger.read() as connection:
        figures = load_figures(connection, [parent, child], *MARCH)
    kinds = {key[0]: [(m.kind, m.amount) for m in own.movements] for key, own in figures.items()}
    assert kinds[parent] == [("payment", -4_000), ("passed_on", 4_000)]
    assert kinds[child] == [("invoice", 4_000), ("payment", -4_000)]
    book.take_back(held.id)
    with book.ledger.read() as connection:
        figures = load_figures(connection, [parent, child], *MARCH)
    assert {key[0]: (own.closing, own.on_account) for key, own in figures.items()} == {
        parent: (-4_000, 4_000),
        child: (4_000, 0),
    }
