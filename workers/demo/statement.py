"""The bank's daily statement: what was booked on the last business days, as a plain CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workers.demo.payments import Payment
from workers.receivables.calendar import add_business_days
from workers.receivables.money import to_decimal

_HEADER = ("date", "amount", "currency", "reference", "payer", "bank_id")


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that arrived."""

    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str


class Bank:
    """The company's bank: payments arrive a business day after they left, and are on the statement of the day after."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._lines: list[BankLine] = []
        self._printed = 0

    def receive(self, payment: Payment) -> None:
        """Book a payment, if there is any money behind it."""
        if payment.funded:
            booked_on = add_business_days(payment.paid_on, 1, self._country)
            line = BankLine(
                booked_on, payment.amount, payment.firm.currency, payment.bank_reference, payment.bank_payer
            )
            self._lines.append(line)

    def print_statement(self, folder: Path, day: date) -> Path:
        """The statement that is there on the morning of ``day``: everything booked before it and not yet printed."""
        ready = [line for line in self._lines if line.booked_on < day]
        self._lines = [line for line in self._lines if line.booked_on >= day]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"statement-{day}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            writer.writerows(self._row(line) for line in self._in_order(ready))
        return path

    def _in_order(self, lines: Sequence[BankLine]) -> list[BankLine]:
        return sorted(lines, key=lambda line: (line.booked_on, line.reference, line.amount))

    def _row(self, line: BankLine) -> tuple[str, ...]:
        self._printed += 1
        amount = str(to_decimal(line.amount, line.currency))
        return (line.booked_on.isoformat(), amount, line.currency, line.reference, line.payer, f"B{self._printed:05d}")
