"""Simulated customers play their roles, and the company of a seed is always the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from workers.demo.characters import Character, Habit
from workers.demo.company import Firm, Invoice, found_company
from workers.demo.customers import Customer, Tone
from workers.demo.letters import Letter
from workers.demo.payments import Payment

START = date(2026, 1, 5)
COMPANY = found_company(7, START, 120)
INVOICES = (
    Invoice("INV-2026-10001", "C1", "", START, date(2026, 1, 19), "EUR", 100_000),
    Invoice("INV-2026-10002", "C1", "", START, date(2026, 1, 20), "EUR", 50_000, "2/10 net 30"),
)
LETTER = Letter("<1@us.example>", "ap@firm.example", "Reminder", "INV-2026-10001 is overdue, as is INV-2026-10002.")


def _customer(character: Character) -> Customer:
    customer = Customer(replace(_german_firm(), character=character), seed=1)
    customer.receive(INVOICES, START)
    return customer


def _german_firm() -> Firm:
    return next(firm for firm in COMPANY.firms if firm.country == "DE")


def _payments(customer: Customer, days: int, letters: tuple[date, ...] = ()) -> list[Payment]:
    made: list[Payment] = []
    for day in (START + timedelta(days=offset) for offset in range(days)):
        if day in letters:
            customer.read(LETTER, day)
        made += customer.pay(day)
    return made


def test_the_company_of_a_seed_is_always_the_same_and_complete() -> None:
    assert found_company(7, START, 120) == COMPANY
    assert found_company(8, START, 120) != COMPANY
    assert (len(COMPANY.firms), len(COMPANY.invoices)) == (60, 400)
    assert {firm.currency for firm in COMPANY.firms} == {"EUR", "USD"}
    assert {firm.language for firm in COMPANY.firms} == {"en", "de"}
    assert {firm.character.habit for firm in COMPANY.firms} == set(Habit)
    assert len({invoice.number for invoice in COMPANY.invoices}) == 400
    assert len({firm.domain for firm in COMPANY.firms}) == 60


def test_a_punctual_customer_pays_everything_without_a_letter() -> None:
    payments = _payments(_customer(Character(0, (-3, 1), 0)), 30)
    assert sorted(payment.amount for payment in payments) == [50_000, 100_000]
    assert all(payment.bank_reference.startswith("INV-") for payment in payments)


def test_a_late_customer_waits_for_its_second_letter() -> None:
    role = Character(2, (1, 3), 100)
    letters = (date(2026, 1, 23), date(2026, 2, 3))
    assert _payments(_customer(role), 60, letters[:1]) == []
    payments = _payments(_customer(role), 60, letters)
    assert sum(payment.amount for payment in payments) == 150_000
    assert all(payment.announced and payment.paid_on > letters[1] for payment in payments)


def test_a_silent_customer_never_pays() -> None:
    letters = (date(2026, 1, 23), date(2026, 2, 3), date(2026, 2, 17))
    assert _payments(_customer(Character(None, (0, 0), 0, Habit.SILENT)), 90, letters) == []


def test_a_discount_is_taken_within_its_terms_only() -> None:
    payments = _payments(_customer(Character(0, (-2, 0), 100, Habit.DISCOUNT)), 30)
    lines = {line.number: line.discount for payment in payments for line in payment.announcement.lines}
    assert lines == {"INV-2026-10001": 0, "INV-2026-10002": 1_000}


def test_a_disputed_invoice_is_held_back_until_it_is_asked_for_again() -> None:
    customer = _customer(Character(1, (1, 2), 100, Habit.DISPUTE))
    (answer,) = customer.read(LETTER, date(2026, 1, 23))
    assert (answer.tone, answer.number, customer.disputed) == (Tone.DISPUTE, "INV-2026-10001", "INV-2026-10001")
    assert sum(p.amount for p in _payments(customer, 40)) == 50_000
    customer.read(LETTER, date(2026, 2, 20))
    assert sum(p.amount for p in _payments(customer, 70)) == 100_000


def test_an_announcement_without_money_is_paid_after_the_next_letter() -> None:
    customer = _customer(Character(1, (1, 2), 100, Habit.UNFUNDED))
    customer.read(LETTER, date(2026, 1, 23))
    (announced,) = _payments(customer, 30)
    assert not announced.funded
    customer.read(LETTER, date(2026, 2, 10))
    assert [payment.funded for payment in _payments(customer, 60)] == [True]


def test_who_has_a_plan_pays_each_invoice_on_its_day() -> None:
    customer = _customer(Character(2, (2, 4), 0, Habit.PLAN))
    read_on = date(2026, 2, 2)
    assert _payments(customer, 35, letters=(read_on,)) == []
    assert customer.wants_plan, "two invoices are more than it can pay at once"
    agreed = {"INV-2026-10001": date(2026, 2, 12), "INV-2026-10002": date(2026, 3, 10)}
    customer.agree(agreed)
    assert not customer.wants_plan
    paid = [(p.announcement.lines[0].number, p.paid_on) for p in _payments(customer, 80)]
    assert paid == list(agreed.items())
