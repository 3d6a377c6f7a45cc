"""Taking the money of a bank payment out of the ledger: it went back, or another payment stands in its place.

The payment ends as reversed, and nothing of it remains anywhere. Must not decide when, nor undo applications.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, func, select, update

from workers.errors import InvariantViolation
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.payments import Payment, lock_payment
from workers.ledger.cash.reversals import has_applications
from workers.ledger.schema import payments, postings
from workers.receivables.occasion import Occasion

_SOURCE = "cash"
Kind = Literal["payment.returned", "payment.withdrawn"]


def withdraw_held(connection: Connection, payment_id: int, basis: Basis, occasion: Occasion) -> Payment:
    """Take out a payment of which nothing is applied; gives it as it was."""
    before = lock_payment(connection, payment_id)
    if not lies_whole(connection, before):
        what = f"payment {payment_id} is applied or went back, and is not withdrawn"
        raise InvariantViolation(what, accounts=[before.account_id])
    withdraw(connection, before, "payment.withdrawn", basis, occasion)
    return before


def lies_whole(connection: Connection, payment: Payment) -> bool:
    """Whether all of a bank payment lies on account or unidentified, nothing of it applied."""
    held = payment.on_account_minor + payment.unidentified_minor
    came = payment.source == "bank" and payment.clearing == "cleared"
    return came and held == payment.amount_minor and not has_applications(connection, payment.id)


def withdraw(connection: Connection, payment: Payment, kind: Kind, basis: Basis, occasion: Occasion) -> None:
    """Whatever its entries left anywhere goes back to where the bank had it from."""
    c = postings.c
    left = select(c.ledger_account, func.sum(c.debit_minor)).where(c.payment_id == payment.id)
    rows = connection.execute(left.group_by(c.ledger_account).order_by(c.ledger_account)).all()
    lines = [posting.Posting(name, -int(total), payment_id=payment.id) for name, total in rows if total]
    if lines:
        _post(connection, payment, (kind, lines), basis, occasion)
    values = {"clearing": "reversed", "reversed_at": occasion.at, "on_account_minor": 0, "unidentified_minor": 0}
    connection.execute(update(payments).where(payments.c.id == payment.id).values(values))
    if payment.account_id is not None:
        supersede(connection, [payment.account_id], kind.replace(".", "_"))


def _post(
    connection: Connection,
    payment: Payment,
    said: tuple[Kind, Sequence[posting.Posting]],
    basis: Basis,
    occasion: Occasion,
) -> None:
    kind, lines = said
    entry = posting.Entry(
        entity=payment.entity,
        currency=payment.currency,
        kind=kind,
        actor=occasion.actor,
        rule=basis.rule,
        evidence=basis.evidence,
        lines=tuple(lines),
        account_id=payment.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{basis.evidence}:{kind.removeprefix('payment.')}:{payment.id}",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    data = {"payment": payment.id, "entry": entry_id, "amount_minor": payment.amount_minor, "rule": basis.rule}
    source = "" if payment.account_id is not None else _SOURCE
    journal.record(connection, "payment.reversed", data, occasion, account_id=payment.account_id, source=source)
