"""The world around the robot: customers, their mail servers, the bank, the system of record, agencies and a crook.

It reaches the robot only by mails and files, and learns of it only from what the robot sent. Must not touch the ledger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from workers.demo.characters import Habit
from workers.demo.company import Company, Firm, Invoice
from workers.demo.customers import Customer
from workers.demo.erp import SystemOfRecord
from workers.demo.letters import Letter, Post
from workers.demo.looks import LOOKS
from workers.demo.mail import advice_mail, answer_mail, bounce_mail, phishing_mail
from workers.demo.payments import Payment, make_payments
from workers.demo.statement import Bank
from workers.receivables.arrangement import Arrangement
from workers.receivables.calendar import previous_business_day

_PHISHING_DAY = 11
_SECOND_COPY_AFTER = timedelta(days=1)
# The bank needs time to bring what a plan promised for its day.
_BEFORE_DUE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Morning:
    """What lies on the company's own servers when a day begins."""

    open_items: Path
    statement: Path
    issued: int


class World:
    """Everybody but the robot and the company's specialist."""

    def __init__(self, company: Company, home: Path, seed: int, start: date) -> None:
        self.company = company
        self.post = Post(home)
        self.erp = SystemOfRecord(company)
        self.bank = Bank("GB")
        self.payments: list[Payment] = []
        self.mails_sent: Counter[str] = Counter()
        self._feeds = home / "feeds"
        self._papers = home / "remittances"
        self._papers.mkdir(parents=True, exist_ok=True)
        self._start = start
        self._customers = {firm.id: Customer(firm, seed) for firm in company.firms}
        self._mailboxes = {firm.email: firm for firm in company.firms}
        self._second_copies: list[tuple[date, Payment]] = []
        self._copied = False
        self._placed: set[str] = set()
        self._deductions: dict[str, list[tuple[str, int]]] = defaultdict(list)

    def begin_day(self, day: date) -> Morning:
        """New invoices go out, and the night's files are written."""
        issued = self.erp.issue(day)
        for firm_id, customer in self._customers.items():
            own = [invoice for invoice in issued if invoice.customer_id == firm_id]
            customer.receive(own, day)
        open_items = self.erp.export(self._feeds / "open-items", day, issued)
        return Morning(open_items, self.bank.print_statement(self._feeds / "bank", day), len(issued))

    def do_business(self, at: datetime) -> None:
        """Customers pay and announce what they pay; a crook tries his luck once."""
        day = at.date()
        for customer in self._customers.values():
            for payment in customer.pay(day):
                self._send_money(payment, at)
        for due, payment in [copy for copy in self._second_copies if copy[0] <= day]:
            self._second_copies.remove((due, payment))
            self._send_advice(payment, at, "second copies")
        if day >= self._start + timedelta(days=_PHISHING_DAY) and not self.mails_sent["phishing"]:
            self._phish(at)

    def read_mail(self, at: datetime) -> list[Letter]:
        """Everybody reads what the robot sent since the last look; returns the letters."""
        letters = self.post.new_letters()
        for letter in letters:
            firm = self._mailboxes.get(letter.to)
            if firm is not None:
                self._read(firm, letter, at)
            elif letter.to in {other.known_email for other in self.company.firms}:
                self.post.deliver(bounce_mail(letter, at))
                self.mails_sent["bounces"] += 1
        for file in self.post.new_agency_files():
            for row in file.rows:
                self._collect(row, at.date())
        return letters

    def firm(self, customer_id: str) -> Firm:
        """What anybody can look up about a customer."""
        return self._customers[customer_id].firm

    def invoice(self, number: str) -> Invoice:
        """The company's own copy of an invoice."""
        return next(invoice for invoice in self.company.invoices if invoice.number == number)

    def ask_for_address(self, customer_id: str) -> str:
        """Somebody calls the customer and asks where to write to."""
        return self.firm(customer_id).email

    def disputed_by(self, customer_id: str) -> str:
        """Somebody calls the customer: which invoice is it about?"""
        customer = self._customers.get(customer_id)
        return customer.disputed if customer else ""

    def discuss_deductions(self, customer_id: str, *, granted: bool) -> None:
        """Somebody calls the customer about what it deducted since the last call; what is granted is credited."""
        deducted = self._deductions.pop(customer_id, [])
        if granted:
            for number, amount in deducted:
                self.erp.credit(number, amount)
            self._customers[customer_id].hear_of_credit([number for number, _ in deducted])

    def tell_of_cash(self, customer_id: str, number: str, cash: int) -> None:
        """Somebody calls the customer: what it paid too much was set against an invoice."""
        self._customers[customer_id].hear_of_cash(number, cash)

    def calls_of(self, day: date) -> list[Payment]:
        """Payments that their payers called back by telephone the day after."""
        recalled = (p for p in self.payments if not p.funded and p.firm.character.habit is Habit.RECALLED)
        return [payment for payment in recalled if payment.paid_on + timedelta(days=1) <= day]

    def who_wants_plans(self) -> list[str]:
        """Customers that called because they cannot pay all that is due at once."""
        return [number for number, customer in self._customers.items() if customer.wants_plan]

    def agree_on_plan(self, plan: Arrangement) -> None:
        """The customer pays an invoice for each instalment, the largest first: so it is never behind."""
        firm = self.firm(plan.customer_id)
        largest_first = sorted(plan.items, key=lambda item: (-item.amount, item.id))
        days = [previous_business_day(part.due_on - _BEFORE_DUE, firm.country) for part in plan.instalments]
        pays = {item.document_number: day for item, day in zip(largest_first, days, strict=True)}
        self._customers[firm.id].agree(pays)

    def trace(self, amount: int, currency: str, received_on: date) -> Payment | None:
        """The bank finds out who paid an amount, and the payer says what for."""
        fitting = (p for p in self.payments if (p.amount, p.firm.currency) == (amount, currency) and p.funded)
        return next((payment for payment in fitting if 0 <= (received_on - payment.paid_on).days < 10), None)

    def _read(self, firm: Firm, letter: Letter, at: datetime) -> None:
        for answer in self._customers[firm.id].read(letter, at.date()):
            self.post.deliver(answer_mail(answer, at))
            self.mails_sent[answer.tone.name.lower()] += 1

    def _collect(self, row: dict[str, str], day: date) -> None:
        """An agency writes to the debtors of a file, once each."""
        number = row["document_number"]
        if row["record"] == "place" and number not in self._placed:
            self._placed.add(number)
            self._customers[row["creditor_reference"]].hear_from_agency(day)

    def _send_money(self, payment: Payment, at: datetime) -> None:
        self.payments.append(payment)
        self.bank.receive(payment)
        lines = payment.announcement.lines
        self._deductions[payment.firm.id] += [(line.number, line.deduction) for line in lines if line.deduction]
        if payment.announced:
            self._send_advice(payment, at, "advices")
            if payment.firm.character.habit is Habit.TWICE and not self._copied:
                self._copied = True
                self._second_copies.append((at.date() + _SECOND_COPY_AFTER, payment))

    def _send_advice(self, payment: Payment, at: datetime, kind: str) -> None:
        dressed = LOOKS[payment.firm.look % len(LOOKS)](payment.announcement)
        for file in dressed.files:
            (self._papers / file.name).write_bytes(file.content)
        self.post.deliver(advice_mail(payment.firm, payment.announcement.reference, dressed, at))
        self.mails_sent[kind] += 1

    def _phish(self, at: datetime) -> None:
        victim = next(firm for firm in self.company.firms if firm.character.habit is Habit.NONE)
        owed = [invoice for invoice in self.company.invoices if invoice.customer_id == victim.id][:1]
        customer = replace(victim, look=0)
        forged = make_payments(customer, owed, at.date(), _loaded_dice(), 666)[0]
        self.post.deliver(phishing_mail(victim, LOOKS[0](forged.announcement), at))
        self.mails_sent["phishing"] += 1


def _loaded_dice() -> Random:
    """A crook's throws: always the same."""
    return Random(0)
