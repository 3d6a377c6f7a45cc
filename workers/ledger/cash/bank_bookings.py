"""Bookings of the bank in the ledger: which lines were imported for one, and a sum that its details replace.

Must not choose between the shapes of a booking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workers.ledger.cash.applications import Basis
from workers.ledger.cash.bank_lines import settle_bank_line
from workers.ledger.cash.payments import lock_payment
from workers.ledger.cash.withdrawals import lies_whole, withdraw_held
from workers.ledger.schema import bank_lines
from workers.ledger.sql.batches import in_batches
from workers.receivables.occasion import Occasion

# The bank's number of the booking, its day and its currency.
Number = tuple[str, date, str]
_UNPOSTED = ("case", "outgoing")


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line that was imported for a booking; ``total`` is what the booking moved, ``reference`` the bank's words."""

    id: int
    fingerprint: str
    account: str
    amount: int
    total: int
    outcome: str
    payment_id: int | None
    payer: str
    reference: str

    @property
    def is_sum(self) -> bool:
        return self.amount == self.total


def find_booked(connection: Connection, entity: str, numbers: Iterable[str]) -> dict[Number, list[BookedLine]]:
    """The lines that stand for these bookings, oldest first; a sum that its details replaced stands no longer."""
    c = bank_lines.c
    found: dict[Number, list[BookedLine]] = defaultdict(list)
    columns = select(
        c.entry, c.booked_on, c.currency, c.id, c.fingerprint, c.account, c.amount_minor, c.entry_minor, c.outcome,
        c.payment_id, c.payer, c.reference,
    ).where(c.entity == entity, c.outcome != "itemised")  # fmt: skip
    for batch in in_batches(sorted(set(numbers))):
        for row in connection.execute(columns.where(c.entry.in_(batch)).order_by(c.id)):
            number, day, currency, *line = row
            found[number, day, currency].append(BookedLine(*line))
    return found


def lies_waiting(connection: Connection, line: BookedLine) -> bool:
    """Whether nothing was done with a line's money but keeping it; locks its payment."""
    if line.payment_id is None:
        return line.outcome in _UNPOSTED
    return lies_whole(connection, lock_payment(connection, line.payment_id))


def replace_sum(connection: Connection, line: BookedLine, occasion: Occasion) -> None:
    """The details of a waiting sum are here: its money is taken out, for each of them brings its own."""
    if line.payment_id is not None:
        basis = Basis("bank.itemised", f"bank_line:{line.id}")
        withdraw_held(connection, line.payment_id, basis, occasion)
    settle_bank_line(connection, line.id, "itemised", None)
