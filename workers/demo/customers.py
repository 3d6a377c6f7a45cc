"""The simulated customers: they get invoices, read what the robot writes to them, and react as their role says.

A customer knows its own books and what is in its mail, nothing else. Must not touch the robot or the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from random import Random

from workers.demo.characters import Habit
from workers.demo.company import Firm, Invoice
from workers.demo.letters import Letter
from workers.demo.payments import Payment, make_payments, overpaid, rest_payment
from workers.receivables.calendar import add_business_days

_PROMISED_DAYS = 10
_MEMORY = timedelta(days=40)
_SOON = timedelta(days=14)
_PAY_RUN_DAYS = (1, 3)


class Tone(Enum):
    """What a customer's answer is about."""

    DISPUTE = auto()
    PROMISE = auto()
    ABSENCE = auto()
    INSOLVENCY = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to a letter: the invoice disputed, or the day promised."""

    firm: Firm
    letter: Letter
    tone: Tone
    number: str = ""
    on: date | None = None


class Customer:
    """One customer with its own memory and its own dice."""

    def __init__(self, firm: Firm, seed: int) -> None:
        self.firm = firm
        self._dice = Random(f"{seed}:{firm.id}")
        self._invoices: dict[str, Invoice] = {}
        self._planned: dict[str, date] = {}
        self._reminded: Counter[str] = Counter()
        self._letters: list[date] = []
        self._settled: set[str] = set()
        self._deducted: dict[str, int] = {}
        self.disputed = ""
        self._once = False
        self._serial = 1

    def receive(self, invoices: Sequence[Invoice], today: date) -> None:
        """New invoices came by post; who pays without a reminder plans at once."""
        role = self.firm.character
        for invoice in invoices:
            self._invoices[invoice.number] = invoice
            if role.reminders == 0:
                takes_discount = role.habit is Habit.DISCOUNT and invoice.discount_terms
                basis = invoice.issued_on + timedelta(days=9) if takes_discount else invoice.due_on
                self._plan(invoice.number, max(basis, today + timedelta(days=3)), adrift=role.days)

    def pay(self, day: date) -> list[Payment]:
        """What leaves this customer's bank on that day; paid late rather than never."""
        due = sorted(number for number, planned in self._planned.items() if planned <= day)
        for number in due:
            del self._planned[number]
        rests = [self._rest(number, day) for number in due if number in self._deducted]
        wanted = [self._invoices[number] for number in due if number not in self._settled]
        if not wanted:
            return rests
        self._settled.update(invoice.number for invoice in wanted)
        payments = make_payments(self.firm, wanted, day, self._dice, self._serial)
        self._serial += len(payments)
        lines = (line for payment in payments for line in payment.announcement.lines)
        self._deducted |= {line.number: line.deduction for line in lines if line.deduction}
        return rests + self._with_habit(payments, day)

    def read(self, letter: Letter, today: date) -> list[Answer]:
        """Read a notice: note what is asked for, plan what is enough, and answer as the role does."""
        listed = [number for number in letter.numbers if number in self._invoices and number not in self._settled]
        self._reminded.update(listed)
        self._letters.append(today)
        self._pay_the_rest(letter, today)
        role = self.firm.character
        answers = self._answers(letter, listed, today)
        if role.reminders is not None and self._letters_lately(today) >= role.reminders:
            for number in self._owed(today):
                if number not in self._planned and number != self._held_back(number):
                    self._plan(number, today, adrift=role.days)
        return answers

    @property
    def wants_plan(self) -> bool:
        """Whether it calls the company: it was reminded of more than it can pay at once."""
        asked = [number for number in self._reminded if number not in self._settled]
        return self.firm.character.habit is Habit.PLAN and not self._once and len(asked) > 1

    def agree(self, pays: Mapping[str, date]) -> None:
        """It has a plan now, and pays each of these invoices on its day."""
        self._once = True
        self._planned |= pays

    def hear_from_agency(self, today: date) -> None:
        """An agency wrote: one kind of customer pays then, and pays us."""
        if self.firm.character.habit is Habit.LAST_MINUTE:
            for number in self._owed(today):
                self._plan(number, today, adrift=self.firm.character.days)

    def hear_of_credit(self, numbers: Sequence[str]) -> None:
        """The company granted what was deducted: nothing of it will be paid."""
        for number in numbers:
            self._deducted.pop(number, None)
            self._planned.pop(number, None)

    def hear_of_cash(self, number: str, cash: int) -> None:
        """What was paid too much pays for a part of this invoice: only the rest of it is owed."""
        invoice = self._invoices[number]
        self._invoices[number] = replace(invoice, amount=invoice.amount - cash)
        if invoice.amount == cash:
            self._settled.add(number)

    def _plan(self, number: str, basis: date, *, adrift: tuple[int, int]) -> None:
        """Pay on the next day of the firm's pay run, so that invoices leave together."""
        day = basis + timedelta(days=self._dice.randint(*adrift))
        if day.weekday() not in _PAY_RUN_DAYS and self._dice.randrange(3):
            day += timedelta(days=next(step for step in range(1, 7) if (day.weekday() + step) % 7 in _PAY_RUN_DAYS))
        self._planned[number] = add_business_days(day, 0, self.firm.country)

    def _answers(self, letter: Letter, listed: Sequence[str], today: date) -> list[Answer]:
        if self._once or not listed:
            return []
        tones = {
            Habit.DISPUTE: Tone.DISPUTE,
            Habit.PROMISE: Tone.PROMISE,
            Habit.BROKEN_PROMISE: Tone.PROMISE,
            Habit.ABSENT: Tone.ABSENCE,
            Habit.BANKRUPT: Tone.INSOLVENCY,
        }
        tone = tones.get(self.firm.character.habit)
        if tone is None:
            return []
        self._once = True
        if tone is Tone.DISPUTE:
            self.disputed = listed[0]
        return [Answer(self.firm, letter, tone, listed[0], today + timedelta(days=_PROMISED_DAYS))]

    def _owed(self, today: date) -> list[str]:
        """Whoever pays at last pays all that is due by then, listed or not."""
        due = (invoice for invoice in self._invoices.values() if invoice.due_on <= today + _SOON)
        return [invoice.number for invoice in due if invoice.number not in self._settled]

    def _letters_lately(self, today: date) -> int:
        """How often the company has written in these weeks: the third letter sounds sterner than the first."""
        return sum(today - read_on <= _MEMORY for read_on in self._letters)

    def _held_back(self, number: str) -> str:
        """The disputed invoice, until the company has asked for it once more."""
        return self.disputed if self._reminded[number] < 2 else ""

    def _pay_the_rest(self, letter: Letter, today: date) -> None:
        """The company does not accept a deduction: it asks for the rest, and gets it."""
        for number in letter.numbers:
            if number in self._deducted and number not in self._planned:
                self._plan(number, today, adrift=(2, 6))

    def _rest(self, number: str, day: date) -> Payment:
        self._serial += 1
        return rest_payment(self.firm, self._invoices[number], self._deducted.pop(number), day, self._serial)

    def _with_habit(self, payments: list[Payment], day: date) -> list[Payment]:
        """One customer errs once; others announce once what never arrives, and pay later."""
        habit = self.firm.character.habit
        if self._once or not payments[0].announced:
            return payments
        match habit:
            case Habit.OVER if self._owed(day):
                self._once = True
                return [overpaid(payments[0]), *payments[1:]]
            case Habit.UNFUNDED | Habit.RECALLED:
                self._once = True
                for line in payments[0].announcement.lines:
                    self._settled.discard(line.number)
                    if habit is Habit.RECALLED:
                        self._planned[line.number] = add_business_days(day, 8, self.firm.country)
                return [replace(payments[0], funded=False), *payments[1:]]
            case _:
                return payments
