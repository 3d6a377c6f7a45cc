"""Laws 1, 2, 10 and 11: each is counted, holds for what our own code writes, and names what was tampered with."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from tests.integration.ledger.law_book import add, faults, hear, tamper
from tests.open_items_file import TODAY, item, occasion, take_in
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_advice, post_bank_payment
from workers.ledger.cash.reversals import reverse_payment
from workers.ledger.schema import advices, applications, entries, open_items, payments, postings
from workers.ledger.unit_of_work import Ledger

KIM = dataclasses.replace(occasion(), actor="kim")


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> Ledger:
    """Two invoices, one applied by the robot from the bank, one by Kim in transit, and cash on account."""
    take_in(ledger, tmp_path, item(), item("INV-2"), item("INV-3", currency="USD"))
    with ledger.write() as connection:
        receipt = Receipt("north", 1, "EUR", 4000, TODAY)
        post_bank_payment(connection, receipt, [Share(1, 4000, 100)], Basis("r", "bank_line:1"), occasion())
        later = TODAY + timedelta(days=5)
        receipt = Receipt("north", 1, "EUR", 3000, TODAY)
        post_advice(connection, receipt, [Share(2, 3000)], confirm_by=later, basis=Basis("r", "advice:1"), occasion=KIM)
        receipt = Receipt("north", 1, "EUR", 700, TODAY)
        post_bank_payment(connection, receipt, [], Basis("r", "bank_line:2"), occasion())
    return ledger


def test_the_laws_hold_for_what_our_own_code_writes(book: Ledger) -> None:
    with book.write() as connection:
        reverse_payment(connection, 1, Basis("r", "kim"), KIM)
        reverse_payment(connection, 2, Basis("r", "kim"), KIM)
    assert [(n, hear(book, n).checked, faults(book, n)) for n in (1, 2, 10, 11)] == [
        (1, 3, []), (2, 3, []), (10, 8, []), (11, 3, []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"amount_minor": 4001}, "cleared: 4001, accounted for 4000"),
        ({"on_account_minor": 1}, "cleared: 4000, accounted for 4001"),
        ({"clearing": "reversed"}, "reversed: 4000, accounted for 4000"),
    ],
)
def test_law_1_names_a_payment_that_does_not_add_up(book: Ledger, values: dict[str, object], what: str) -> None:
    tamper(book, payments, 1, **values)
    assert ("payment 1", what) in faults(book, 1)


def test_law_1_names_cash_that_its_postings_do_not_hold(book: Ledger) -> None:
    tamper(book, payments, 3, on_account_minor=0, unidentified_minor=700)
    assert faults(book, 1) == [
        ("payment 3", "cleared, but posted: 700 on account, 0 unidentified, 0 in transit"),
    ]


def test_law_1_names_a_payment_that_is_cleared_in_name_only(book: Ledger) -> None:
    tamper(book, payments, 2, clearing="cleared")
    assert faults(book, 1) == [
        ("payment 2", "cleared, but posted: 0 on account, 0 unidentified, 3000 in transit"),
    ]


def test_law_2_names_an_open_amount_without_its_posting(book: Ledger) -> None:
    tamper(book, open_items, 2, open_minor=6000)
    assert faults(book, 2) == [("item 2 (INV-2)", "6000 open of 10000, posted 7000")]


def test_law_10_names_an_entry_that_does_not_balance_and_one_without_lines(book: Ledger) -> None:
    with book.write() as connection:
        connection.execute(update(postings).where(postings.c.entry_id == 1, postings.c.line == 1).values(debit_minor=1))
        row = connection.execute(select(entries).where(entries.c.id == 1)).one()._asdict()
        connection.execute(insert(entries).values(row | {"id": 99, "dedupe_key": None}))
    assert faults(book, 10) == [("entry 1", "is out of balance by -9999"), ("entry 99", "has no lines")]


def _other_currency(book: Ledger) -> None:
    tamper(book, entries, 1, currency="CHF")


def _other_entity(book: Ledger) -> None:
    tamper(book, entries, 1, entity="south")


@pytest.mark.parametrize("strange", [_other_currency, _other_entity])
def test_law_10_names_an_entry_that_touches_a_stranger(book: Ledger, strange: Callable[[Ledger], None]) -> None:
    strange(book)
    assert [subject for subject, _ in faults(book, 10)] == ["entry 1", "entry 1"]


def test_law_11_names_an_allocation_that_the_robot_took_from_a_person(book: Ledger) -> None:
    with book.write() as connection:
        reverse_payment(connection, 2, Basis("r", "kim"), KIM)
        connection.execute(update(applications).where(applications.c.reverses_id == 2).values(actor="robot"))
    assert faults(book, 11) == [("application 2 of payment 2", "made by kim, taken back by the robot")]


def test_law_11_names_an_advice_that_was_posted_again_after_a_person_locked_it(book: Ledger) -> None:
    add(book, advices, entity="north", state="posted", locked=True, policy_hash="p", decided_at=occasion().at)
    assert faults(book, 11) == [("advice 1", "locked by a person, and posted again")]


def test_a_law_with_nothing_to_check_says_so(ledger: Ledger) -> None:
    assert hear(ledger, 1).verdict == "not exercised"


def test_a_law_that_holds_and_one_that_does_not_read_differently(book: Ledger) -> None:
    assert hear(book, 2).verdict == "3 checked, 0 violations"
    tamper(book, open_items, 2, open_minor=6000)
    assert hear(book, 2).verdict == "3 checked, 1 violation"
