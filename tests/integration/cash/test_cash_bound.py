"""The most cash that a day applies on advices without a person."""

from __future__ import annotations

import dataclasses

import pytest

from tests.cash_book import TERMS, CashBook, after, on, received
from workers.exception_queue.cases import open_case
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.policy.robot import CashBound
from workers.remittance.approval import cash_bound_consequence
from workers.remittance.daily_bound import bound_case

TIGHT = dataclasses.replace(TERMS, bound=CashBound(at_least={"EUR": 11000}, multiple=2))


@pytest.fixture
def tight(book: CashBook) -> CashBook:
    book.terms = TIGHT
    return book


def decide(book: CashBook, decision: str) -> None:
    """A person resolves the case of the day."""
    with book.ledger.write() as connection:
        case_id = open_case(connection, bound_case(TIGHT, "EUR", "too much", on()), on(), TIGHT.queue)
        anna = on(actor="anna")
        consequences = {CaseKind.BOUNDS_EXCEEDED: cash_bound_consequence(lambda _entity: TIGHT)}
        resolve_case(connection, case_id, Resolution(decision), occasion=anna, now=anna.at, consequences=consequences)


def test_what_goes_over_the_bound_waits_for_a_person(tight: CashBook) -> None:
    assert tight.advice({"INV-1": 10000}, "PAY-1").state == "posted"
    over = tight.advice({"INV-2": 5000}, "PAY-2")
    assert (over.state, over.kind) == ("announced", "bounds_exceeded")
    assert over.reason == "150.00 EUR on 2026-03-02, at most 110.00 EUR goes without a person"
    assert tight.advice({"INV-2": 1000}, "PAY-3").state == "posted"


def test_the_bound_is_of_one_day_and_grows_with_the_days_before(tight: CashBook) -> None:
    tight.advice({"INV-1": 10000}, "PAY-1")
    tight.item("INV-3", 20000)
    assert tight.advice({"INV-3": 20000}, "PAY-2", after(1)).state == "posted"


def test_approval_posts_what_waited_as_the_robot(tight: CashBook) -> None:
    tight.advice({"INV-1": 10000}, "PAY-1")
    tight.advice({"INV-2": 5000}, "PAY-2")
    decide(tight, "approve")
    assert (tight.advice_states(), tight.open("INV-2")) == (["posted", "posted"], 0)
    tight.bank(day=after(8))
    assert len(tight.expire(after(8))) == 2


def test_refusal_leaves_the_advice_to_its_bank_line(tight: CashBook) -> None:
    tight.advice({"INV-1": 10000}, "PAY-1")
    tight.advice({"INV-2": 5000}, "PAY-2")
    decide(tight, "refuse")
    assert tight.advice_states() == ["posted", "announced"]
    tight.bank(received(5000, "PAY-2"))
    assert (tight.advice_states(), tight.open("INV-2")) == (["posted", "cleared"], 0)


def test_approval_leaves_what_the_book_no_longer_takes(tight: CashBook) -> None:
    tight.advice({"INV-1": 10000}, "PAY-1")
    tight.advice({"INV-2": 5000}, "PAY-2")
    tight.bank(received(5000, "INV-2", "somebody", after(-9)))
    decide(tight, "approve")
    assert tight.advice_states() == ["posted", "announced"]


def test_a_currency_without_a_bound_has_none(book: CashBook) -> None:
    book.terms = dataclasses.replace(TERMS, bound=CashBound(at_least={"USD": 1}))
    assert book.advice({"INV-1": 10000}, "PAY-1").state == "posted"
