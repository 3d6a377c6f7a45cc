"""Names that payers go by: proposed when a person gives cash to a customer, known once a second person approves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.cash_book import TERMS, CashBook, after, on, received
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.payer_marks import ACCOUNTS, NAMES
from workers.ledger.schema import cases, payer_names
from workers.receivables.customer import name_key
from workers.remittance.bank.payer_learning import decide_name
from workers.remittance.by_hand import apply_by_person, assign_by_person

ALIAS = "Nordwind Holding"


def assign(book: CashBook, payment: int = 1, customer: str = "C1") -> None:
    with book.ledger.write() as connection:
        assign_by_person(connection, payment, customer, TERMS, on(actor="anna"))


def decide(book: CashBook, decision: str, actor: str = "berta") -> None:
    with book.ledger.write() as connection:
        waiting = select(cases.c.id).where(cases.c.kind == "payer_name", cases.c.state != "resolved")
        case_id = connection.scalar(waiting)
        assert case_id is not None
        consequences = {CaseKind.PAYER_NAME: decide_name}
        resolution = Resolution(decision)
        now = real_now()
        resolve_case(connection, case_id, resolution, occasion=on(actor=actor), now=now, consequences=consequences)


def proposed(book: CashBook) -> int:
    with book.ledger.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(payer_names)) or 0)


def test_a_name_is_known_once_a_second_person_approves_it(any_book: CashBook) -> None:
    any_book.bank(received(4321, "thank you", ALIAS))
    assign(any_book)
    assert sorted(any_book.cases()) == ["on_account_cash", "payer_name"]
    assert any_book.bank(received(4322, "thank you", ALIAS, after(1))).outcomes == {"unidentified": 1}
    with pytest.raises(UserError, match="anna gave the cash to this customer: somebody else approves"):
        decide(any_book, "approve", "Anna ")
    decide(any_book, "approve")
    assert any_book.bank(received(4323, "thank you", "NORDWIND  HOLDING", after(2))).outcomes == {"on_account": 1}
    assert any_book.payments()[-1].account_id == 1
    with any_book.ledger.write() as connection:
        NAMES.revoke(connection, name_key(ALIAS), "C1", on(actor="anna"))
    assert any_book.bank(received(4324, "thank you", ALIAS, after(3))).outcomes == {"unidentified": 1}
    any_book.check_laws()


def test_a_known_name_alone_posts_nothing_and_contradicts_a_stranger_s_document(book: CashBook) -> None:
    book.bank(received(4321, "thank you", ALIAS))
    assign(book)
    decide(book, "approve")
    assert book.bank(received(10000, "thank you", ALIAS, after(1))).outcomes == {"on_account": 1}
    assert book.bank(received(8000, "INV-7", ALIAS, after(1))).outcomes == {"on_account": 1}
    assert (book.open("INV-1"), book.open("INV-7")) == (10000, 8000)


def test_a_refused_name_is_not_proposed_again(book: CashBook) -> None:
    book.bank(received(4321, "thank you", ALIAS), received(4322, "thank you", ALIAS))
    assign(book)
    decide(book, "refuse", "anna")
    assign(book, 2)
    assert "payer_name" not in book.cases()
    assert book.bank(received(4323, "thank you", ALIAS, after(1))).outcomes == {"unidentified": 1}


def test_one_name_is_one_customer_s(book: CashBook) -> None:
    book.bank(received(4321, "thank you", ALIAS), received(4322, "thank you", ALIAS))
    assign(book)
    decide(book, "approve")
    assign(book, 2, "C2")
    with pytest.raises(UserError, match="that is C1's already"):
        decide(book, "approve")


@pytest.mark.parametrize("payer", ["", "A. B."])
def test_names_that_tell_nothing_are_not_proposed(book: CashBook, payer: str) -> None:
    book.bank(received(10000, "INV-1 and INV-3", payer))
    assert book.payments()[0].account_id is None
    assign(book)
    assert proposed(book) == 0


def test_another_customer_s_own_name_is_not_proposed(book: CashBook) -> None:
    with book.ledger.write() as connection:
        ACCOUNTS.set_state(connection, "DE02120300000000202051", "C1", "approved", on(actor="anna"))
    book.bank(replace(received(10000, "thank you", "Bussard AG"), payer_account="DE02120300000000202051"))
    assert book.payments()[0].account_id is None
    assign(book)
    assert proposed(book) == 0


def test_applying_unidentified_cash_proposes_its_name_too(book: CashBook) -> None:
    book.bank(received(4321, "thank you", ALIAS))
    with book.ledger.write() as connection:
        apply_by_person(connection, 1, {"INV-1": 4321}, TERMS, on(actor="anna"))
    assert book.cases() == ["payer_name"]
