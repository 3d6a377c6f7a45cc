"""Money that came and went back: unpaid cheques and debits, recalls, chargebacks. The payment ends as reversed.

Its applications are undone, its items are open again at their due dates, and the cash leaves the bank account. Must
not decide which payment came back; a robot never undoes what a person applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select, update

from workers.errors import InvariantViolation
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.cash.applications import Basis, lock_accounts
from workers.ledger.cash.payments import Payment, lock_payment
from workers.ledger.cash.reversals import has_applications, undo_applications
from workers.ledger.schema import applications, open_items, payments, postings
from workers.receivables.occasion import Occasion

_SOURCE = "cash"


def return_payment(connection: Connection, payment_id: int, basis: Basis, occasion: Occasion) -> Payment:
    """Take the money of a bank payment out of the ledger again; returns the payment as it was."""
    payer = connection.scalar(select(payments.c.account_id).where(payments.c.id == payment_id))
    lock_accounts(connection, [payer] if payer is not None else [])
    before = lock_payment(connection, payment_id)
    if before.clearing != "cleared":
        raise InvariantViolation(f"payment {payment_id} is {before.clearing} and cannot come back", accounts=[payer])
    if has_applications(connection, payment_id):
        undo_applications(connection, payment_id, basis, occasion)
    _withdraw(connection, before, basis, occasion)
    return before


def find_returned(connection: Connection, payment_ids: Iterable[int]) -> set[int]:
    """Which of these payments were taken back."""
    ids = list(payment_ids)
    query = select(payments.c.id).where(payments.c.id.in_(ids), payments.c.clearing == "reversed")
    return set(connection.scalars(query))


def _withdraw(connection: Connection, payment: Payment, basis: Basis, occasion: Occasion) -> None:
    """Whatever its entries left anywhere goes back to where the bank had it from: nothing of the payment remains."""
    c = postings.c
    left = select(c.ledger_account, func.sum(c.debit_minor)).where(c.payment_id == payment.id)
    rows = connection.execute(left.group_by(c.ledger_account).order_by(c.ledger_account)).all()
    lines = [posting.Posting(name, -int(total), payment_id=payment.id) for name, total in rows if total]
    if lines:
        _post(connection, payment, lines, basis, occasion)
    values = {"clearing": "reversed", "reversed_at": occasion.at, "on_account_minor": 0, "unidentified_minor": 0}
    connection.execute(update(payments).where(payments.c.id == payment.id).values(values))
    if payment.account_id is not None:
        supersede(connection, [payment.account_id], "payment_returned")


def _post(
    connection: Connection, payment: Payment, lines: Sequence[posting.Posting], basis: Basis, occasion: Occasion
) -> None:
    entry = posting.Entry(
        entity=payment.entity,
        currency=payment.currency,
        kind="payment.returned",
        actor=occasion.actor,
        rule=basis.rule,
        evidence=basis.evidence,
        lines=tuple(lines),
        account_id=payment.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{basis.evidence}:returned:{payment.id}",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    data = {"payment": payment.id, "entry": entry_id, "amount_minor": payment.amount_minor, "rule": basis.rule}
    source = "" if payment.account_id is not None else _SOURCE
    journal.record(connection, "payment.reversed", data, occasion, account_id=payment.account_id, source=source)


def documents_paid(connection: Connection, payment_id: int) -> frozenset[str]:
    """The numbers of the documents that a payment is applied to."""
    c = applications.c
    undone = select(c.reverses_id).where(c.reverses_id.is_not(None), c.payment_id == payment_id)
    alive = (c.payment_id == payment_id) & c.reverses_id.is_(None) & c.id.not_in(undone)
    joined = select(open_items.c.document_number).join(applications, c.open_item_id == open_items.c.id)
    return frozenset(connection.scalars(joined.where(alive)))
