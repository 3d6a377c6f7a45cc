"""What posting an advice does to items, ledger accounts, advices and what is planned."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select

from tests.cash_book import TERMS, CashBook, after, on, received
from workers.errors import InvariantViolation
from workers.ledger.book import holds
from workers.ledger.schema import accounts, journal, messages
from workers.ledger.unit_of_work import Ledger


def test_cash_discount_and_write_off_clear_the_items_against_in_transit(book: CashBook) -> None:
    placed = book.advice({"INV-1": (9750, 200, 50), "CM-1": -2000}, "PAY-77")
    assert (placed.state, book.open("INV-1"), book.open("CM-1")) == ("posted", 0, 0)
    assert book.balances() == {
        "receivables": 5000,
        "system_of_record": -13000,
        "remittances_in_transit": 7750,
        "discounts_allowed": 200,
        "write_offs": 50,
    }
    assert book.payments()[0].confirm_by == after(7)  # five business days after a Monday
    book.check_laws()


def test_a_parents_payment_clears_its_childrens_items_with_one_entry_per_account(book: CashBook) -> None:
    child = book.customer("C2", "Adler Süd GmbH", parent="C1")
    book.item("INV-9", 3000, "C2")
    book.advice({"INV-1": 10000, "INV-9": 3000})
    assert (book.open("INV-1"), book.open("INV-9")) == (0, 0)
    with book.ledger.read() as connection:
        applied = select(journal.c.account_id).where(journal.c.kind == "payment.applied")
        assert len(set(connection.scalars(applied))) == 2
        version = connection.scalar(select(accounts.c.version).where(accounts.c.id == child))
        assert version, "what was planned for the child is stale"
    book.check_laws()


def test_what_was_planned_for_the_account_is_cancelled(book: CashBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(insert(messages).values(_planned()))
    book.advice({"INV-1": 10000})
    with book.ledger.read() as connection:
        assert list(connection.scalars(select(messages.c.state))) == ["cancelled"]


def test_an_advice_that_only_sets_off_credit_moves_no_money_and_waits_for_no_bank(book: CashBook) -> None:
    placed = book.advice({"INV-1": 2000, "CM-1": -2000})
    assert (placed.state, book.payments()[0].clearing, book.payments()[0].confirm_by) == ("cleared", "cleared", None)
    assert (book.open("INV-1"), book.open("CM-1")) == (8000, 0)
    book.check_laws()


@pytest.mark.parametrize("shares", [{"INV-1": 10001}, {"INV-1": -1}, {"CM-1": 2000}], ids=["more", "less", "credit"])
def test_a_share_that_its_item_cannot_take_posts_nothing_and_is_not_tried_again(
    book: CashBook, shares: dict[str, int]
) -> None:
    with pytest.raises(InvariantViolation, match="cannot take") as refused:
        book.advice(shares)
    assert refused.value.accounts
    assert book.payments() == []
    assert book.advice_states() == []


def test_an_item_of_another_currency_is_refused_by_the_ledger_itself(book: CashBook) -> None:
    book.item("USD-1", 10000, currency="USD")
    with pytest.raises(InvariantViolation, match="do not belong together"):
        book.advice({"USD-1": 10000})
    assert book.payments() == []


def test_an_item_is_held_by_one_unconfirmed_advice_at_a_time(book: CashBook) -> None:
    book.advice({"INV-1": 4000}, "PAY-1")
    second = book.advice({"INV-1": 6000}, "PAY-2")
    assert (second.state, book.open("INV-1")) == ("announced", 6000)
    book.bank(received(4000, "PAY-1"))
    third = book.advice({"INV-1": 5000}, "PAY-3")
    assert third.state == "posted"
    book.check_laws()


def test_with_post_on_bank_an_advice_waits_and_its_line_posts_it(ledger: Ledger) -> None:
    book = CashBook(ledger, dataclasses.replace(TERMS, post_on="bank"))
    book.customer()
    book.item("INV-1", 10000)
    placed = book.advice({"INV-1": (9800, 200, 0)}, "PAY-1")
    assert (placed.state, book.open("INV-1"), book.payments()) == ("announced", 10000, [])
    report = book.bank(received(9800, "PAY-1", "someone else"))
    assert report.outcomes == {"cleared_advice": 1}
    assert (book.open("INV-1"), book.advice_states()) == (0, ["cleared"])
    book.check_laws()


def test_the_same_advice_from_two_processes_at_once_posts_once(book: CashBook) -> None:
    def apply(_: int) -> str:
        try:
            return book.advice({"INV-1": 10000}, "PAY-1").state
        except Exception as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(apply, range(4)))
    assert outcomes.count("posted") == 1
    assert len(book.payments()) == 1
    book.check_laws()


def test_after_an_unconfirmed_advice_the_next_waits_until_a_person_lifts_the_hold(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-1")
    book.bank(day=after(9))
    book.expire(after(9))
    assert book.advice({"INV-2": 5000}, "PAY-2", after(9)).state == "announced"
    with book.ledger.write() as connection:
        (hold,) = holds.holds_in_force(connection, [1], after(9))
        holds.lift_hold(connection, hold.id, on(after(9), "anna"))
    assert book.advice({"INV-1": 10000}, "PAY-3", after(9)).state == "posted"


def _planned() -> dict[str, object]:
    return {
        "key": "k", "entity": "main", "account_id": 1, "currency": "EUR", "purpose": "dunning", "subject": "s",
        "occurrence": 1, "channel": "email", "recipient": "a@b.example", "template": "reminder", "language": "en",
        "payload": "{}", "policy_hash": "", "planned_at": on().at, "planned_on": on().business_date,
        "state": "planned", "not_before": on().at,
    }  # fmt: skip
