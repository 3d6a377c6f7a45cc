"""Pitfall 8 with money that went back: the debt opens again at the level it had, and what was planned is stale."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.cash_book import CashBook, after, received
from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.returned import return_payment
from workers.ledger.schema import accounts, payments
from workers.ledger.unit_of_work import Ledger
from workers.remittance.bank.statement import StatementLine


def send(book: ChargedBook) -> int:
    book.plan()
    return book.send()["handed_over"]


def test_pitfall_08_a_chargeback_opens_the_debt_again_at_the_level_it_had(sqlite_ledger: Ledger) -> None:
    """While it was paid nothing left; afterwards the next level comes, asking for all: the money is gone."""
    book = ChargedBook(sqlite_ledger)
    book.policy = live_policy()  # which charges nothing
    account = book.customer(days_overdue=(20, 1))
    assert send(book) == 1
    book.pay(account, {1: 10_000})
    book.pass_days(8)
    assert send(book) == 0
    with book.ledger.write() as connection:
        newest = connection.scalar(select(payments.c.id).order_by(payments.c.id.desc()).limit(1))
        return_payment(connection, newest or 0, Basis("bank.returned", "bank_line:1"), book.occasion())
    assert send(book) == 2
    assert sorted(set(book.column("level"))) == [1, 2]
    assert (book.notice(2).total, book.notice(2).amount_asked) == (20_000, 20_000)


def test_money_on_account_that_went_back_makes_stale_what_was_planned(book: CashBook) -> None:
    book.bank(replace(received(7777, "thank you"), end_to_end="E2E-9"))
    before = version(book)
    back = StatementLine(after(1), -7777, "EUR", "", "", end_to_end="E2E-9", nature="return")
    book.bank(back, day=after(1))
    assert version(book) > before


def version(book: CashBook) -> int:
    with book.ledger.read() as connection:
        return int(connection.scalar(select(accounts.c.version).where(accounts.c.customer_id == "C1")) or 0)
