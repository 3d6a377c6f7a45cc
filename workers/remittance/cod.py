"""Payment on delivery: a cheque or a card is registered, cleared or returned; only clearing makes it money.

Must not match bank lines; a receipt waits for its line as an advice does (`workers.remittance.bank`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import references
from workers.ledger.book.accounts import find_account
from workers.ledger.cash import cod, payments, returned, reversals
from workers.ledger.cash.applications import Basis, Share, lock_accounts, lock_items
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.cod import NewReceipt, Receipt
from workers.receivables.occasion import Occasion
from workers.remittance.terms import PostingTerms

KINDS = ("cheque", "card")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken on delivery: from whom, how, how much, and for which documents (all of what is open of each)."""

    customer_id: str
    kind: str
    number: str
    currency: str
    amount: int
    received_on: date
    documents: tuple[str, ...]


def register(connection: Connection, taken: Taken, terms: PostingTerms, occasion: Occasion) -> int:
    """Keep a cheque or a card that was taken; refused while an earlier one of the account is on hold."""
    if taken.kind not in KINDS:
        raise UserError(f"{taken.kind!r} is neither {' nor '.join(KINDS)}")
    if taken.amount <= 0 or not taken.number.strip():
        raise UserError("a receipt has a number and an amount above zero")
    account_id = account_of(connection, terms.entity, taken.customer_id)
    lock_accounts(connection, [account_id])
    held = cod.find_hold(connection, account_id)
    if held is not None:
        what = f"{held.kind} {held.number} of {taken.customer_id} came back{_because(held.reason)}"
        raise UserError(f"{what}: payment on delivery is on hold until `collectbot cod release {taken.customer_id}`")
    shares = _shares(connection, taken, account_id, terms.entity)
    number = taken.number.strip()
    new = NewReceipt(
        terms.entity, account_id, taken.kind, number, taken.currency, taken.amount, taken.received_on, shares
    )
    return cod.add_receipt(connection, new, occasion)


def clear(connection: Connection, receipt_id: int, terms: PostingTerms, occasion: Occasion) -> Receipt:
    """A person says that the cheque or card was paid: its items are settled, in transit until the bank line comes.

    Where no bank feed is configured, nothing else will ever confirm it, and it is money in the bank.
    """
    receipt = _waiting(connection, receipt_id)
    lock_amounts(connection, receipt.entity, [(receipt.currency, receipt.amount)])
    if not takes(connection, receipt):
        raise UserError(f"the items of receipt {receipt_id} have changed since it was registered")
    # Whoever says so, it is the robot that posts: a later return must be able to take it back.
    robot = replace(occasion, actor=payments.ROBOT)
    basis = Basis("cod.cleared", f"cod:{receipt_id}")
    money = payment_receipt(receipt, occasion.business_date)
    if terms.has_bank_feed:
        payment_id = payments.post_advice(
            connection, money, receipt.shares, confirm_by=None, basis=basis, occasion=robot
        )
    else:
        payment_id = payments.post_bank_payment(connection, money, receipt.shares, basis, robot)
    cod.settle_receipt(connection, receipt, "cleared", occasion, payment_id=payment_id)
    return receipt


def bounce(connection: Connection, receipt_id: int, reason: str, terms: PostingTerms, occasion: Occasion) -> Receipt:
    """The cheque or card was not paid: what it settled is open again, and the next delivery is on hold."""
    receipt = _known(connection, receipt_id)
    if receipt.state == "returned":
        raise UserError(f"receipt {receipt_id} was returned before")
    if receipt.payment_id is not None:
        basis = Basis("cod.returned", f"cod:{receipt_id}")
        payment = payments.find_payment(connection, receipt.payment_id)
        if payment is not None and payment.clearing == "in_transit":
            reversals.reverse_payment(connection, payment.id, basis, occasion)
        elif payment is not None and payment.clearing == "cleared":
            returned.return_payment(connection, payment.id, basis, occasion)
    cod.settle_receipt(connection, receipt, "returned", occasion, reason=reason)
    case = NewCase(
        kind=CaseKind.RETURNED_PAYMENT,
        subject=f"cod:{receipt_id}",
        reason=f"{receipt.kind} {receipt.number} came back{_because(reason)}: its documents are open again",
        account_id=receipt.account_id,
        currency=receipt.currency,
        amount_minor=receipt.amount,
        evidence={"cod_receipt": receipt_id, "payment": receipt.payment_id},
        suggestion="Get it replaced; then let the customer pay on delivery again: `collectbot cod release`.",
    )
    open_case(connection, case, occasion, terms.queue)
    return receipt


def account_of(connection: Connection, entity: str, customer_id: str) -> int:
    """The account of a customer that somebody named."""
    account_id = find_account(connection, entity, customer_id)
    if account_id is None:
        raise UserError(f"there is no account {customer_id} at {entity}")
    return account_id


def takes(connection: Connection, receipt: Receipt) -> bool:
    """Whether the items of a receipt still take what it pays."""
    items = lock_items(connection, (share.item_id for share in receipt.shares))
    return all(share.item_id in items and items[share.item_id].takes(share) for share in receipt.shares)


def payment_receipt(receipt: Receipt, received_on: date) -> payments.Receipt:
    """The money of a receipt as the ledger posts it."""
    return payments.Receipt(
        receipt.entity, receipt.account_id, receipt.currency, receipt.amount, received_on, receipt.number
    )


def _shares(connection: Connection, taken: Taken, account_id: int, entity: str) -> tuple[Share, ...]:
    found = references.find_by_number(connection, account_id, taken.currency, taken.documents)
    missing = [number for number in taken.documents if number not in found]
    if missing or not taken.documents:
        what = f"{', '.join(missing)} of {taken.customer_id} is not open in {taken.currency}" if missing else ""
        raise UserError(what or "name the documents that it pays: --document INV-1")
    shares = tuple(Share(item_id, still_open) for item_id, still_open in found.values())
    total = sum(share.cash for share in shares)
    if total != taken.amount:
        raise UserError(f"the documents are open with {total} minor units, the {taken.kind} is of {taken.amount}")
    return shares


def _waiting(connection: Connection, receipt_id: int) -> Receipt:
    receipt = _known(connection, receipt_id)
    if receipt.state != "registered":
        raise UserError(f"receipt {receipt_id} is {receipt.state} already")
    return receipt


def _known(connection: Connection, receipt_id: int) -> Receipt:
    receipt = cod.find_receipt(connection, receipt_id)
    if receipt is None:
        raise UserError(f"there is no receipt {receipt_id}: see `collectbot cod list`")
    return receipt


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
