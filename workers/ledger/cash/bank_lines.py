"""Bank lines in the ledger: each line of each statement once, and what became of it. Must not match anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from workers.ledger.schema import bank_lines
from workers.receivables.occasion import Occasion

Outcome = Literal["cleared_advice", "applied", "on_account", "unidentified", "case"]


@dataclass(frozen=True, slots=True)
class NewBankLine:
    """A line of a bank statement; positive is received. The fingerprint tells it from every other line."""

    entity: str
    fingerprint: str
    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str
    bank_id: str = ""


@dataclass(frozen=True, slots=True)
class LineOfPayment:
    """What the bank said about a payment that lies unexplained."""

    payment_id: int
    reference: str
    payer: str
    booked_on: date


def known_fingerprints(connection: Connection, fingerprints: Iterable[str]) -> set[str]:
    """Which of these lines were imported before."""
    wanted = list(fingerprints)
    known: set[str] = set()
    for start in range(0, len(wanted), 5000):
        batch = wanted[start : start + 5000]
        known |= set(connection.scalars(select(bank_lines.c.fingerprint).where(bank_lines.c.fingerprint.in_(batch))))
    return known


def add_bank_line(connection: Connection, line: NewBankLine, occasion: Occasion) -> int:
    """Keep a line before anything is done with it; the database refuses the same line twice."""
    values = {
        "entity": line.entity,
        "fingerprint": line.fingerprint,
        "booked_on": line.booked_on,
        "amount_minor": line.amount,
        "currency": line.currency,
        "reference": line.reference,
        "payer": line.payer,
        "bank_id": line.bank_id,
        "outcome": "case",
        "imported_at": occasion.at,
    }
    return int(connection.execute(insert(bank_lines).values(values).returning(bank_lines.c.id)).scalar_one())


def settle_bank_line(connection: Connection, line_id: int, outcome: Outcome, payment_id: int | None) -> None:
    """Say what became of a line, and which payment holds its money."""
    values = {"outcome": outcome, "payment_id": payment_id}
    connection.execute(update(bank_lines).where(bank_lines.c.id == line_id).values(values))


def explain_line_of(connection: Connection, payment_id: int) -> list[int]:
    """A late advice explained the money of this payment: its line ends as if the advice had come first.

    Returns the line's id.
    """
    own = update(bank_lines).where(bank_lines.c.payment_id == payment_id).values(outcome="cleared_advice")
    return list(connection.scalars(own.returning(bank_lines.c.id)))


def lines_of_payments(connection: Connection, payment_ids: Iterable[int]) -> dict[int, LineOfPayment]:
    """The bank's words on these payments."""
    c = bank_lines.c
    query = select(c.payment_id, c.reference, c.payer, c.booked_on).where(c.payment_id.in_(list(payment_ids)))
    return {row.payment_id: LineOfPayment(*row) for row in connection.execute(query)}
