"""The seven situations that were run on Tryton 8.2, with what the robot must do instead."""

from __future__ import annotations

from itertools import pairwise

from tests.charged_book import ChargedBook
from workers.ledger.book.holds import NewHold, add_hold


def run_and_send(book: ChargedBook) -> None:
    book.plan()
    book.send()


def test_situation_1_the_same_step_twice_is_one_mail(book: ChargedBook) -> None:
    book.customer()
    for _ in range(2):
        run_and_send(book)
    assert len(book.email.accepted) == 1


def test_situation_2_a_hold_between_plan_and_send_is_no_mail(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(account, "hold", "a call is pending"), book.occasion("ann"))
    book.send()
    assert (book.email.accepted, book.states()) == ([], ["cancelled"])


def test_situation_3_paid_in_full_between_plan_and_send_is_no_mail(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    book.pay(account, {1: 10_000})
    book.send()
    assert (book.email.accepted, book.states()) == ([], ["cancelled"])


def test_situation_4_a_first_run_on_a_debt_of_100_days_keeps_the_intervals(book: ChargedBook) -> None:
    """Run daily: not three levels on three days, but each after the interval of its own."""
    book.customer(days_overdue=(100,))
    for _ in range(20):
        run_and_send(book)
        book.pass_days(1)
    mails = [n for n, channel in enumerate(book.column("channel")) if channel == "email"]
    days, levels = book.column("handed_over_on"), book.column("level")
    assert [levels[n] for n in mails] == [1, 2, 3]
    assert [(days[b] - days[a]).days for a, b in pairwise(mails)] == [7, 10]


def test_situation_5_cash_on_account_for_a_part_asks_for_the_rest(book: ChargedBook) -> None:
    account = book.customer()
    book.pay(account, 6_000)
    run_and_send(book)
    (mail,) = book.email.accepted
    assert "€40.00" in mail.message.text
    assert book.notice().amount_asked == 4_000


def test_situation_6_cash_on_account_for_all_is_no_mail(book: ChargedBook) -> None:
    account = book.customer()
    book.pay(account, 10_000)
    run_and_send(book)
    assert (book.email.accepted, book.states()) == ([], [])


def test_situation_7_five_overdue_invoices_are_one_mail_that_lists_five(book: ChargedBook) -> None:
    book.customer(days_overdue=(4, 8, 12, 16, 20))
    run_and_send(book)
    (mail,) = book.email.accepted
    assert all(f"C1-INV-{number}" in mail.message.text for number in range(1, 6))
    assert book.notice().amount_asked == 50_000
