"""Accounts that payers pay from: proposed where it would have helped, approved by a person, and only then believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.cash_book import CashBook, after, on, received
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.payer_marks import ACCOUNTS
from workers.ledger.schema import cases, journal
from workers.remittance.bank.payer_learning import decide_account
from workers.remittance.bank.statement import StatementLine

IBAN = "DE02120300000000202051"


def from_account(amount: int, reference: str = "thank you", payer: str = "A. Dler", days: int = 0) -> StatementLine:
    return replace(received(amount, reference, payer, after(days)), payer_account=IBAN)


def decide(book: CashBook, decision: str) -> None:
    with book.ledger.write() as connection:
        waiting = select(cases.c.id).where(cases.c.kind == "payer_account", cases.c.state != "resolved")
        case_id = connection.scalar(waiting)
        assert case_id is not None
        resolve_case(
            connection,
            case_id,
            Resolution(decision),
            occasion=on(actor="anna"),
            now=real_now(),
            consequences={CaseKind.PAYER_ACCOUNT: decide_account},
        )


def approve(book: CashBook) -> None:
    with book.ledger.write() as connection:
        ACCOUNTS.set_state(connection, IBAN, "C1", "approved", on(actor="anna"))


def test_an_account_is_proposed_only_where_it_would_have_helped(book: CashBook) -> None:
    book.bank(from_account(10000, "INV-1"))
    assert book.cases() == []
    book.bank(from_account(5000, days=1))
    assert (book.open("INV-2"), sorted(book.cases())) == (5000, ["payer_account", "unidentified_cash"])
    book.bank(from_account(5001, days=2))
    assert book.cases().count("payer_account") == 1


def test_an_approved_account_names_the_payer(any_book: CashBook) -> None:
    any_book.bank(from_account(10000, "INV-1"))
    any_book.bank(from_account(4999, days=1))
    decide(any_book, "approve")
    assert any_book.bank(from_account(5000, days=2)).outcomes == {"applied": 1}
    assert any_book.open("INV-2") == 0
    any_book.check_laws()


def test_a_refused_account_is_not_proposed_again(book: CashBook) -> None:
    book.bank(from_account(10000, "INV-1"))
    book.bank(from_account(4999, days=1))
    decide(book, "refuse")
    assert book.bank(from_account(5000, days=2)).outcomes == {"unidentified": 1}
    assert "payer_account" not in book.cases()


@pytest.mark.parametrize(
    ("amount", "reference", "payer", "outcome"),
    [
        (10000, "thank you", "A. Dler", "applied"),
        (15000, "thank you", "A. Dler", "applied"),
        (9999, "thank you", "A. Dler", "on_account"),
        (10000, "thank you", "Bussard AG", "unidentified"),
        (8000, "INV-7", "A. Dler", "on_account"),
        (5000, "INV-1", "A. Dler", "on_account"),
    ],
)
def test_a_known_payer_pays_exactly_one_thing_or_on_account(
    book: CashBook, amount: int, reference: str, payer: str, outcome: str
) -> None:
    approve(book)
    assert book.bank(from_account(amount, reference, payer, days=1)).outcomes == {outcome: 1}
    book.check_laws()


def test_an_amount_that_two_items_have_is_nobodys(book: CashBook) -> None:
    book.item("INV-9", 5000)
    approve(book)
    assert book.bank(from_account(5000, days=1)).outcomes == {"on_account": 1}


def test_an_announced_payment_keeps_the_balance_from_being_guessed(book: CashBook) -> None:
    approve(book)
    book.advice({"INV-2": 4000}, "PAY-1")
    assert book.bank(from_account(10000, days=1)).outcomes == {"on_account": 1}


def test_a_revoked_account_is_nobody_s_again_and_is_not_proposed(any_book: CashBook) -> None:
    approve(any_book)
    assert any_book.bank(from_account(9999, days=1)).outcomes == {"on_account": 1}
    with any_book.ledger.write() as connection:
        ACCOUNTS.revoke(connection, IBAN, "C1", on(actor="berta"))
        kinds = connection.scalars(select(journal.c.kind).where(journal.c.actor == "berta")).all()
    assert kinds == ["payer_account.revoked"]
    assert any_book.bank(from_account(5000, days=2)).outcomes == {"unidentified": 1}
    assert "payer_account" not in any_book.cases()
    with any_book.ledger.write() as connection, pytest.raises(UserError, match="nobody approved that for customer C1"):
        ACCOUNTS.revoke(connection, IBAN, "C1", on(actor="berta"))
    any_book.check_laws()
