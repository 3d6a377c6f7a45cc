"""Charges of notices: shown, asked for, booked once with the receipt, taken back with a bounce, waived by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.charged_book import ChargedBook, charging
from workers.dunning.rate_watch import ended_rates
from workers.errors import UserError
from workers.ledger.book.aging import aging
from workers.ledger.book.charge_history import load_charge_histories
from workers.ledger.book.charges import find_charges, waive_charge
from workers.ledger.book.contacts import set_contact
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop, lift_stop
from workers.ledger.incoming.correspondence import find_sent, record_bounce
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.policy.level import Charge
from workers.receivables.interest import Days

# 100.00 EUR, late since 22 February, asked for on 3 March: 9 days at 10.27 %.
INTEREST, COMPENSATION, FEE = 25, 4_000, 250
CHARGED = INTEREST + COMPENSATION + FEE


def bounce(book: ChargedBook, number: int) -> None:
    with book.ledger.write() as connection:
        message = next(m for m in find_sent(connection, [book.column("key")[number - 1]]))
        record_bounce(connection, message, "5.1.1", book.occasion())


def test_a_notice_shows_and_asks_for_its_charges_and_books_them_when_it_left(book: ChargedBook) -> None:
    book.customer()
    book.plan()
    facts = book.notice()
    assert facts.charges is not None
    assert (facts.charges.fee, facts.charges.interest, facts.charges.compensation) == (FEE, INTEREST, COMPENSATION)
    assert facts.charges.law == "§ 288 (2), (5) BGB"
    row = facts.charges.rows[0]
    assert (row.document_number, row.first, row.days, row.percent) == ("C1-INV-1", date(2026, 2, 22), 9, "10.27")
    assert (facts.total, facts.amount_asked) == (10_000, 10_000 + CHARGED)
    assert book.charge_items() == [], "nothing is booked before the notice left"

    assert book.send()["handed_over"] == 1
    assert book.charge_items() == [("CHG-1", CHARGED, CHARGED)]
    assert book.journalled("charge.") == ["charge.booked"]
    assert book.broken_laws() == []


def test_money_that_lies_on_account_bears_no_interest(book: ChargedBook) -> None:
    """160.00 of 300.00 are with us: the oldest invoice is covered, and 40.00 of the second are not."""
    account = book.customer(days_overdue=(30, 10, 10))
    book.pay(account, 16_000, days_ago=25)
    book.plan()
    facts = book.notice()
    assert facts.charges is not None
    assert [(row.document_number, row.principal) for row in facts.charges.rows] == [
        ("C1-INV-2", 4_000), ("C1-INV-3", 10_000),
    ]  # fmt: skip
    assert (facts.charges.interest, facts.charges.compensation) == (10 + INTEREST, 2 * COMPENSATION)
    assert facts.amount_asked == 14_000 + facts.charges.total
    assert book.send()["handed_over"] == 1
    assert book.broken_laws() == []


@pytest.mark.parametrize("policy", ["claim", "inform_only"])
def test_what_is_claimed_or_told_is_never_booked(book: ChargedBook, policy: str) -> None:
    book.policy = charging(Charge(policy, fee={"EUR": 250}, interest=True))  # type: ignore[arg-type]
    book.customer()
    book.plan()
    book.send()
    asked = 10_000 + (FEE + INTEREST if policy == "claim" else 0)
    assert book.notice().amount_asked == asked
    assert (book.states(), book.charge_items()) == (["handed_over"], [])


def test_pitfall_18_each_fee_and_interest_amount_is_booked_once(book: ChargedBook) -> None:
    book.customer(days_overdue=(20,))
    for _ in range(3):
        book.plan()
        book.send()
    assert len(book.charge_items()) == 1
    book.pass_days(10)
    for _ in range(3):
        book.plan()
        book.send()
    first, second = (facts.charges for facts in (book.notice(1), book.notice(2)))
    assert first is not None
    assert second is not None
    assert second.compensation == 0, "one late payment is compensated once"
    assert second.rows[0].first == date(2026, 3, 3), "interest goes on where the first notice ended"
    whole = round(10_000 * 1027 * (first.rows[0].days + second.rows[0].days) / 3_650_000)
    assert first.interest + second.interest == whole
    assert [original for _, original, _ in book.charge_items()] == [first.total, second.total]
    assert book.broken_laws() == []


def test_two_channels_of_one_notice_book_one_charge(book: ChargedBook) -> None:
    book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    book.pass_days(8)
    book.plan()
    book.send()
    assert book.column("channel") == ["email", "email", "sms"]
    assert book.states() == ["handed_over"] * 3
    assert [name for name, _, _ in book.charge_items()] in (["CHG-1", "CHG-2"], ["CHG-1", "CHG-3"])
    bounce(book, 2)
    assert all(still for _, _, still in book.charge_items()), "the other channel gave the same notice"
    bounce(book, 3)
    assert [still > 0 for _, _, still in book.charge_items()] == [True, False]
    assert book.journalled("charge.") == ["charge.booked", "charge.booked", "charge.taken_back"]
    assert book.broken_laws() == []


def test_a_notice_that_came_back_charges_nothing_and_given_again_charges_once(book: ChargedBook) -> None:
    book.customer()
    with book.ledger.write() as connection:
        set_contact(connection, "C1", "manager", {"email": "boss@c1.example"}, book.occasion("ann"))
    book.plan()
    book.send()
    bounce(book, 1)
    assert book.charge_items() == [("CHG-1", CHARGED, 0)]
    book.plan()
    book.send()
    assert book.states() == ["bounced", "handed_over"]
    assert book.charge_items() == [("CHG-1", CHARGED, 0), ("CHG-2", CHARGED, CHARGED)]
    assert book.broken_laws() == []


def test_a_charge_that_was_paid_in_part_stays_when_its_notice_comes_back(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    book.send()
    book.pay(account, {book.charge_item_id(): 1_000})
    bounce(book, 1)
    assert book.charge_items() == [("CHG-1", CHARGED, CHARGED - 1_000)]
    assert book.broken_laws() == []


def test_an_unpaid_charge_is_asked_for_again_without_interest_on_itself(book: ChargedBook) -> None:
    book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    book.pass_days(8)
    book.plan()
    facts, first = book.notice(2), book.notice(1)
    assert facts.charges is not None
    assert first.charges is not None
    assert [(c.document_number, c.open) for c in facts.earlier_charges] == [("CHG-1", first.charges.total)]
    assert {row.document_number for row in facts.charges.rows} == {"C1-INV-1"}
    assert {row.principal for row in facts.charges.rows} == {10_000}
    assert facts.amount_asked == 10_000 + first.charges.total + facts.charges.total
    assert book.send()["handed_over"] == 2


def test_a_notice_is_not_sent_when_a_charge_it_lists_was_paid(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    book.pass_days(8)
    book.plan()
    book.pay(account, {book.charge_item_id(): 1_000})
    book.send()
    book.plan()
    book.send()
    assert book.states() == ["handed_over", "cancelled", "cancelled", "handed_over", "handed_over"]
    (earlier,) = book.notice(4).earlier_charges
    assert earlier.open == book.charge_items()[0][1] - 1_000


def test_charges_alone_make_no_notice_due_and_stay_visible(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    book.send()
    book.pay(account, {1: 10_000})
    book.pass_days(40)
    assert book.plan().notices == 0
    assert book.states() == ["handed_over"]
    with book.ledger.read() as connection:
        (line,) = aging(connection, book.today)
        (charge,) = find_charges(connection, unpaid=True)
    assert (line.charges, line.total, line.d1_30) == (CHARGED, CHARGED, 0)
    assert (charge.document_number, charge.open) == ("CHG-1", CHARGED)


def test_pitfall_16_a_held_or_stopped_account_is_charged_nothing(book: ChargedBook) -> None:
    held, stopped = book.customer("C1"), book.customer("C2")
    book.plan()
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(held, "dispute", "wrong price"), book.occasion())
        add_stop(connection, stopped, "breathing_space", book.occasion())
    book.send()
    book.plan()
    book.send()
    assert book.charge_items() == []


def test_the_days_of_a_breathing_space_bear_no_interest(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(2,))
    book.pass_days(2)
    with book.ledger.write() as connection:
        stop = add_stop(connection, account, "breathing_space", book.occasion())
    book.pass_days(10)
    with book.ledger.write() as connection:
        lift_stop(connection, stop, "it ended", book.occasion("legal"))
    book.plan()
    charges = book.notice().charges
    assert charges is not None
    assert sum(row.days for row in charges.rows) == 13 - 10, (
        "the days from the stop to the day before its last, which is also that of the notice"
    )


@pytest.mark.parametrize(("party", "fee"), [("consumer", 0), ("", 0), ("company", FEE)])
def test_a_consumers_first_reminder_asks_no_fee_whatever_the_ladder_says(
    book: ChargedBook, party: str, fee: int
) -> None:
    book.policy = charging(Charge("book", fee={"EUR": FEE}))
    book.customer(days_overdue=(20,), party=party)
    book.plan()
    assert book.notice(1).amount_asked == 10_000 + fee
    assert book.notice(1).charges is None or fee


def test_a_payment_before_the_notice_ends_a_segment_on_the_day_it_was_received(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.pay(account, {1: 4_000}, days_ago=5)
    book.plan()
    charges = book.notice().charges
    assert charges is not None
    assert [(row.principal, row.days) for row in charges.rows] == [(10_000, 14), (6_000, 5)]


def test_the_fixed_sum_is_that_of_the_debt_which_became_late(book: ChargedBook) -> None:
    """LPCDA 1998 s. 5A: 100.00 GBP for a debt of 10,000.00, although all but 500.00 was paid late."""
    book.policy = charging(Charge("book", compensation=True))
    account = book.customer(days_overdue=(), country="GB", party="company")
    item = book.item(account, "INV-GB", 20, 1_000_000, "GBP")
    book.pay(account, {item: 950_000}, days_ago=5, currency="GBP")
    book.plan()
    charges = book.notice().charges
    assert charges is not None
    assert (book.notice().total, charges.compensation) == (50_000, 10_000)


def test_a_person_waives_what_is_left_of_a_charge_once(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    book.send()
    book.pay(account, {book.charge_item_id(): 1_000})
    with book.ledger.write() as connection:
        waive_charge(connection, 1, "goodwill", book.occasion("ann"))
    assert book.charge_items() == [("CHG-1", CHARGED, 0)]
    with book.ledger.write() as connection, pytest.raises(UserError, match="nothing is left"):
        waive_charge(connection, 1, "again", book.occasion("ann"))
    with book.ledger.write() as connection, pytest.raises(UserError, match="there is no charge 9"):
        waive_charge(connection, 9, "what", book.occasion("ann"))
    assert book.journalled("charge.") == ["charge.booked", "charge.waived"]
    assert book.broken_laws() == []


def operations(book: ChargedBook) -> list[Case]:
    with book.ledger.read() as connection:
        return cases.find_unresolved(connection, kind="operations")


def test_a_rate_that_ran_out_is_one_case_and_only_where_interest_is_charged(book: ChargedBook) -> None:
    book.customer()
    book.plan()
    assert operations(book) == []
    book.pass_days((date(2026, 7, 1) - book.today).days)
    book.plan()
    book.plan()
    assert [case.occurrences for case in operations(book)] == [2]
    assert "de_basiszinssatz after 2026-06-30" in operations(book)[0].reason

    with_fee_only = charging(Charge("claim", fee={"EUR": 250}))
    assert list(ended_rates(with_fee_only, book.today)) == []


def test_a_stop_of_the_evening_freezes_the_day_it_is_in_our_own_zone(book: ChargedBook) -> None:
    """Nine in the evening in Los Angeles is tomorrow in UTC: the day of the petition bears no interest."""
    home = book.policy.robot.entities["default"]
    book.with_robot(entities={"default": replace(home, zone="America/Los_Angeles")})
    account = book.customer()
    book.offset += timedelta(hours=19)
    with book.ledger.write() as connection:
        stop_id = add_stop(connection, account, "insolvency", book.occasion())
    with book.ledger.write() as connection:
        lift_stop(connection, stop_id, "dismissed", book.occasion("legal"))
        (frozen,) = load_charge_histories(connection, [account], ["insolvency"], book.today)[account].frozen
    assert frozen == Days(date(2026, 3, 3), date(2026, 3, 3))
