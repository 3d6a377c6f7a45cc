"""Bank lines in the ledger: each line of each statement once, and what became of it. Must not match anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, insert, select, update

from workers.ledger.schema import accounts, bank_lines, payments
from workers.ledger.sql.batches import in_batches
from workers.receivables.occasion import Occasion

Outcome = Literal["cleared_advice", "applied", "on_account", "unidentified", "returned", "outgoing", "case", "itemised"]


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
    account: str = ""
    value_on: date | None = None
    end_to_end: str = ""
    payer_account: str = ""
    structured: str = ""
    type_code: str = ""
    nature: str = "payment"
    return_reason: str = ""
    charges_minor: int = 0
    entry: str = ""
    entry_minor: int = 0


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A bank line as it was imported, and the payment that holds its money."""

    id: int
    payment_id: int | None
    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str
    end_to_end: str
    payer_account: str
    structured: str
    bank_id: str
    outcome: str
    nature: str
    return_reason: str = ""
    charges: int = 0


def known_fingerprints(connection: Connection, fingerprints: Iterable[str]) -> set[str]:
    """Which of these lines were imported before."""
    known: set[str] = set()
    for batch in in_batches(list(fingerprints)):
        known |= set(connection.scalars(select(bank_lines.c.fingerprint).where(bank_lines.c.fingerprint.in_(batch))))
    return known


def add_bank_line(connection: Connection, line: NewBankLine, occasion: Occasion) -> int:
    """Keep a line before anything is done with it; the database refuses the same line twice."""
    values = {**asdict(line), "amount_minor": line.amount, "outcome": "case", "imported_at": occasion.at}
    del values["amount"]
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


def mark_returned(connection: Connection, payment_id: int) -> None:
    """The money of this payment went back: so ends the line that brought it."""
    own = (bank_lines.c.payment_id == payment_id) & (bank_lines.c.amount_minor > 0)
    connection.execute(update(bank_lines).where(own).values(outcome="returned"))


def payment_of(connection: Connection, line_id: int) -> int | None:
    """The payment that holds the money of a line."""
    return connection.scalar(select(bank_lines.c.payment_id).where(bank_lines.c.id == line_id))


def return_reason_of(connection: Connection, line_id: int) -> str:
    """Why the money of a line went back, in the bank's words."""
    return connection.scalar(select(bank_lines.c.return_reason).where(bank_lines.c.id == line_id)) or ""


def lines_of_payments(connection: Connection, payment_ids: Iterable[int]) -> dict[int, KeptLine]:
    """The bank's words on the money of these payments."""
    c = bank_lines.c
    query = _kept().where(c.payment_id.in_(list(payment_ids)), c.amount_minor > 0).order_by(c.id)
    return {row.payment_id: KeptLine(*row) for row in connection.execute(query)}


def find_lines(
    connection: Connection, entity: str, money: tuple[str, int], days: tuple[date, date], nature: str | None = None
) -> list[KeptLine]:
    """Lines of that (currency, amount) booked between two days, oldest first."""
    c = bank_lines.c
    same = (c.entity == entity) & (c.currency == money[0]) & (c.amount_minor == money[1])
    query = _kept().where(same, c.booked_on.between(*days)).order_by(c.booked_on, c.id)
    return [KeptLine(*row) for row in connection.execute(query if nature is None else query.where(c.nature == nature))]


def find_charged(connection: Connection, entity: str, money: tuple[str, int], at_most: int) -> list[tuple[int, int]]:
    """(payment, amount that came) of lines that had this (currency, amount) before the bank kept its charges."""
    c = bank_lines.c
    near = c.amount_minor.between(money[1] - at_most, money[1] - 1) & (c.amount_minor > 0)
    same = (c.entity == entity) & (c.currency == money[0]) & near & (c.amount_minor + c.charges_minor == money[1])
    query = select(c.payment_id, c.amount_minor).where(same, c.payment_id.is_not(None)).order_by(c.id)
    return [(int(payment_id), int(amount)) for payment_id, amount in connection.execute(query)]


def paid_before(connection: Connection, entity: str, payer_account: str) -> dict[str, int]:
    """For which customers money from this bank account was applied or explained before, and how often."""
    c = bank_lines.c
    paid = (c.entity == entity) & (c.payer_account == payer_account) & c.outcome.in_(("applied", "cleared_advice"))
    joined = bank_lines.join(payments, payments.c.id == c.payment_id)
    query = select(accounts.c.customer_id, func.count()).select_from(
        joined.join(accounts, accounts.c.id == payments.c.account_id)
    )
    rows = connection.execute(query.where(paid).group_by(accounts.c.customer_id))
    return {customer_id: int(count) for customer_id, count in rows}


def _kept() -> Select[Any]:
    c = bank_lines.c
    return select(
        c.id, c.payment_id, c.booked_on, c.amount_minor, c.currency, c.reference, c.payer, c.end_to_end,
        c.payer_account, c.structured, c.bank_id, c.outcome, c.nature, c.return_reason,
        c.charges_minor,
    )  # fmt: skip
