"""Pitfalls 6 to 9: cash that covers, cash that covers a part, cash that is taken back, and the last invoice."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.charged_book import FEE_AND_INTEREST, ChargedBook, charging
from tests.faults.hasty_book import HastyBook
from tests.open_items_file import item
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.reversals import reverse_payment
from workers.ledger.schema import episodes, payments
from workers.ledger.unit_of_work import Ledger
from workers.policy.level import Charge


def run_and_send(book: ChargedBook) -> int:
    book.plan()
    return book.send()["handed_over"]


def take_back(book: ChargedBook) -> None:
    """A person reverses the newest payment: what it had paid is open again."""
    with book.ledger.write() as connection:
        newest = connection.scalar(select(payments.c.id).order_by(payments.c.id.desc()).limit(1))
        assert newest is not None
        reverse_payment(connection, newest, Basis("chargeback", f"payment:{newest}"), book.occasion("ann"))


def test_pitfall_06_on_account_cash_that_covers_the_debt_silences_the_robot(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.pay(account, 10_000)
    for _ in range(30):
        assert run_and_send(book) == 0
        book.pass_days(1)
    assert book.states() == []


def test_pitfall_06_cash_that_comes_after_the_plan_silences_what_is_queued(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.plan()
    book.pay(account, 10_000)
    assert book.send()["handed_over"] == 0
    assert book.states() == ["cancelled"]


def test_pitfall_06_cash_that_covers_a_part_leaves_the_net_to_ask_for(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.pay(account, 6_000)
    assert run_and_send(book) == 1
    (mail,) = book.email.accepted
    assert book.notice().amount_asked == 4_000
    assert "€40.00" in mail.message.text


def test_pitfall_07_threshold_message_and_charges_use_what_is_left(book: ChargedBook) -> None:
    book.policy = charging(replace(FEE_AND_INTEREST, compensation=False))
    paid_in_part, nearly_paid = book.customer("C1", days_overdue=(10,)), book.customer("C2", days_overdue=(10,))
    book.pay(paid_in_part, {1: 6_000})
    book.pay(nearly_paid, {2: 9_500})
    assert run_and_send(book) == 1
    assert book.column("account_id") == [paid_in_part], "5.00 is below the level's minimum of 10.00"
    charges = book.notice().charges
    assert charges is not None
    assert (book.notice().total, sum(row.days for row in charges.rows if row.principal == 10_000)) == (4_000, 9)
    book.pass_days(11)
    book.plan()
    later = book.notice(2).charges
    assert later is not None
    assert {row.principal for row in later.rows} == {4_000}
    assert book.broken_laws() == []


def test_pitfall_08_a_credit_memo_closes_the_step(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.plan()
    book.item(account, "CREDIT-1", 0, amount=-10_000)
    assert book.send()["handed_over"] == 0
    assert run_and_send(book) == 0
    assert book.states() == ["cancelled"]


def test_pitfall_08_an_invoice_that_the_system_of_record_cancelled_closes_the_step(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A draft never comes in at all; one cancelled later comes with nothing open."""
    book = HastyBook(ledger)
    book.take_in(tmp_path, ["ap@c0.example"])
    cancelled = item("INV-0", customer_id="C0", customer_name="Customer 0", customer_email="ap@c0.example")
    book.take_in_rows(tmp_path, [cancelled | {"open_amount": "0.00"}])
    assert book.send()["handed_over"] == 0
    assert (book.states(), book.plan().notices) == (["cancelled"], 0)


def test_pitfall_08_a_payment_taken_back_opens_the_debt_again_at_the_level_it_had(book: ChargedBook) -> None:
    """While it was paid nothing left; afterwards the next level comes: neither the first again nor none."""
    account = book.customer(days_overdue=(20, 1))
    assert run_and_send(book) == 1
    book.pay(account, {1: 10_000})
    book.pass_days(8)
    assert run_and_send(book) == 0
    take_back(book)
    assert run_and_send(book) == 2
    assert list(zip(book.column("level"), book.column("channel"), strict=True)) == [
        (1, "email"), (2, "email"), (2, "sms"),
    ]  # fmt: skip
    assert (book.notice(2).total, book.notice(2).amount_asked) == (20_000, 10_000), "the money itself is on account"
    assert book.broken_laws() == []


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_pitfall_09_an_episode_ends_with_its_last_invoice_in_any_order(
    book: ChargedBook, order: tuple[int, ...]
) -> None:
    account = book.customer(days_overdue=(10, 12, 14))
    run_and_send(book)
    for number, paid in enumerate(order):
        assert open_episodes(book) == 1, f"{number} of 3 are paid"
        book.pay(account, {paid: 10_000})
        book.plan()
    assert open_episodes(book) == 0


def open_episodes(book: ChargedBook) -> int:
    with book.ledger.read() as connection:
        return len(connection.execute(select(episodes.c.id).where(episodes.c.closed_on.is_(None))).all())


def test_pitfall_18_an_unpaid_fee_stays_visible_and_is_asked_for_with_the_next_notice(book: ChargedBook) -> None:
    book.policy = charging(Charge("book", fee={"EUR": 250}))
    book.customer(days_overdue=(20,))
    run_and_send(book)
    book.pass_days(8)
    run_and_send(book)
    assert [charge.open for charge in book.notice(2).earlier_charges] == [250]
    assert [left for _, _, left in book.charge_items()] == [250, 250]
