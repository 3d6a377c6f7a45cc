"""Money that came and went back: unpaid cheques and debits, recalls, chargebacks. The payment ends as reversed.

Its applications are undone, its items are open again at their due dates, and the cash leaves the bank account. Must
not decide which payment came back; a robot never undoes what a person applied.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from workers.errors import InvariantViolation
from workers.ledger.cash.applications import Basis, lock_accounts
from workers.ledger.cash.payments import Payment, lock_payment
from workers.ledger.cash.reversals import has_applications, undo_applications
from workers.ledger.cash.withdrawals import withdraw
from workers.ledger.schema import applications, open_items, payments
from workers.receivables.occasion import Occasion


def return_payment(connection: Connection, payment_id: int, basis: Basis, occasion: Occasion) -> Payment:
    """Take the money of a bank payment out of the ledger again; returns the payment as it was."""
    payer = connection.scalar(select(payments.c.account_id).where(payments.c.id == payment_id))
    lock_accounts(connection, [payer] if payer is not None else [])
    before = lock_payment(connection, payment_id)
    if before.clearing != "cleared":
        raise InvariantViolation(f"payment {payment_id} is {before.clearing} and cannot come back", accounts=[payer])
    if has_applications(connection, payment_id):
        undo_applications(connection, payment_id, basis, occasion)
    withdraw(connection, before, "payment.returned", basis, occasion)
    return before


def find_returned(connection: Connection, payment_ids: Iterable[int]) -> set[int]:
    """Which of these payments were taken back."""
    ids = list(payment_ids)
    query = select(payments.c.id).where(payments.c.id.in_(ids), payments.c.clearing == "reversed")
    return set(connection.scalars(query))


def documents_paid(connection: Connection, payment_id: int) -> frozenset[str]:
    """The numbers of the documents that a payment is applied to."""
    c = applications.c
    undone = select(c.reverses_id).where(c.reverses_id.is_not(None), c.payment_id == payment_id)
    alive = (c.payment_id == payment_id) & c.reverses_id.is_(None) & c.id.not_in(undone)
    joined = select(open_items.c.document_number).join(applications, c.open_item_id == open_items.c.id)
    return frozenset(connection.scalars(joined.where(alive)))
