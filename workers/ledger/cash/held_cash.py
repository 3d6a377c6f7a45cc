"""Held cash moved by a person: to the customer who paid it, and from there to items, in whole or in part.

A share that does not fit is refused with what would. Must not choose customers or items; the robot never comes here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from workers.errors import UserError
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.book.references import document_numbers
from workers.ledger.cash.applications import (
    AppliableItem,
    Basis,
    Funds,
    Share,
    apply_shares,
    lock_accounts,
    lock_items,
    owners_of,
)
from workers.ledger.cash.payments import Payment, find_payment, lock_payment
from workers.ledger.schema import accounts, applications, customers, open_items, payments
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion

_RULE = "person"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a person named, and whose it is."""

    id: int
    document_number: str
    customer_id: str
    parent_id: str | None

    def may_be_paid_by(self, customer_id: str) -> bool:
        """A parent may pay for its direct children, nobody for a sibling or a parent."""
        return customer_id in (self.customer_id, self.parent_id)


def find_documents(connection: Connection, entity: str, number: str) -> list[NamedDocument]:
    """The documents of that number at one of our entities, whoever owes them."""
    c = open_items.c
    columns = select(c.id, c.document_number, accounts.c.customer_id, customers.c.parent_id)
    joined = columns.join(accounts, accounts.c.id == c.account_id).join(customers)
    rows = connection.execute(joined.where(c.entity == entity, c.document_number == number).order_by(c.id))
    return [NamedDocument(*row) for row in rows]


def find_held(connection: Connection, payment_id: int) -> Payment:
    """A payment that holds cash; raises `UserError` where there is none of that number, or nothing is left of it."""
    payment = find_payment(connection, payment_id)
    if payment is None:
        raise UserError(f"there is no payment {payment_id}: `collectbot unidentified` lists the cash that waits")
    if not held_of(payment):
        raise UserError(f"payment {payment_id} holds no cash: it is {payment.clearing}, and all of it is applied")
    return payment


def held_of(payment: Payment) -> int:
    """What of a payment lies on account or unidentified."""
    return payment.on_account_minor + payment.unidentified_minor


def assign_cash(connection: Connection, payment_id: int, account_id: int, occasion: Occasion) -> Payment:
    """Unidentified cash becomes cash on account of a customer; gives the payment as it was."""
    lock_accounts(connection, [account_id])
    before = find_held(connection, lock_payment(connection, payment_id).id)
    if before.account_id is not None:
        raise UserError(f"payment {payment_id} lies on the account of a customer already")
    amount = before.unidentified_minor
    evidence = _evidence(connection, payment_id)
    entry = posting.Entry(
        entity=before.entity,
        currency=before.currency,
        kind="payment.assigned",
        actor=occasion.actor,
        rule=_RULE,
        evidence=evidence,
        lines=(
            posting.Posting(posting.UNIDENTIFIED, amount, payment_id=payment_id),
            posting.Posting(posting.ON_ACCOUNT, -amount, payment_id=payment_id),
        ),
        account_id=account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{evidence}:assigned",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    values = {"account_id": account_id, "unidentified_minor": 0, "on_account_minor": amount}
    connection.execute(update(payments).where(payments.c.id == payment_id).values(values))
    supersede(connection, [account_id], "cash_on_account")
    data = {"payment": payment_id, "entry": entry_id, "amount_minor": amount, "rule": _RULE}
    journal.record(connection, "payment.assigned", data, occasion, account_id=account_id)
    return before


def apply_cash(connection: Connection, payment_id: int, shares: Sequence[Share], occasion: Occasion) -> int:
    """Cash on account pays these items; gives what is left of it. Raises `UserError` where it does not fit."""
    payer = find_held(connection, payment_id).account_id
    assert payer is not None  # assigned before
    lock_accounts(connection, owners_of(connection, (share.item_id for share in shares)) | {payer})
    lock_payment(connection, payment_id)
    payment = find_held(connection, payment_id)
    items = lock_items(connection, (share.item_id for share in shares))
    total = sum(share.cash for share in shares)
    _refuse(connection, payment, shares, items)
    left = payment.on_account_minor - total
    connection.execute(update(payments).where(payments.c.id == payment_id).values(on_account_minor=left))
    supersede(connection, [payer], "payment_applied")
    funds = Funds(payment_id, payment.entity, payment.currency, posting.ON_ACCOUNT)
    apply_shares(connection, funds, shares, Basis(_RULE, _evidence(connection, payment_id)), occasion)
    return left


def _refuse(
    connection: Connection, payment: Payment, shares: Sequence[Share], items: Mapping[int, AppliableItem]
) -> None:
    numbers = document_numbers(connection, items)
    for share in shares:
        item, number = items[share.item_id], numbers[share.item_id]
        if item.currency != payment.currency:
            raise UserError(f"payment {payment.id} is in {payment.currency}, and {number} is in {item.currency}")
        if not item.takes(share):
            still, wanted = (to_decimal(amount, item.currency) for amount in (item.open, share.cash))
            raise UserError(f"{number} has {still} {item.currency} open and cannot take {wanted}: give it less")
    total = sum(share.cash for share in shares)
    if not 0 < total <= payment.on_account_minor:
        held, asked = (to_decimal(amount, payment.currency) for amount in (payment.on_account_minor, total))
        raise UserError(f"payment {payment.id} holds {held} {payment.currency}, and {asked} were asked for: give less")


def _evidence(connection: Connection, payment_id: int) -> str:
    """Keys the entries: a person may apply, take back and apply the same again."""
    times = connection.scalar(select(func.count()).where(applications.c.payment_id == payment_id))
    return f"payment:{payment_id}:by_hand:{int(times or 0) + 1}"
