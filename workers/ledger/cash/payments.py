"""Payments: posted on an advice or on a bank line, cleared, and found again. A payment is always fully accounted for.

Amount = applications + on-account + unidentified remainder, after every function here. Must not match anything; taking
a payment back is `workers.ledger.cash.reversals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from workers.errors import InvariantViolation
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.cash.applications import Basis, Funds, Share, apply_shares, lock_accounts, owners_of
from workers.ledger.schema import advices, applications, payments
from workers.receivables.occasion import Occasion

_SOURCE = "cash"
ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received or announced. ``account_id`` is the payer's account, None while nobody knows the payer."""

    entity: str
    account_id: int | None
    currency: str
    amount: int
    received_on: date
    payer_reference: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it stands in the ledger."""

    id: int
    entity: str
    account_id: int | None
    source: str
    clearing: str
    currency: str
    amount_minor: int
    on_account_minor: int
    unidentified_minor: int
    received_on: date
    payer_reference: str
    confirm_by: date | None
    created_at: datetime
    reversed_at: datetime | None


def post_advice(
    connection: Connection,
    receipt: Receipt,
    shares: Sequence[Share],
    *,
    confirm_by: date | None,
    basis: Basis,
    occasion: Occasion,
) -> int:
    """Post what an advice says against remittances in transit; the bank line clears it later. Returns the payment's id.

    What a person vouched for has no day by which it must be confirmed.
    An advice whose credit memos use up its invoices moves no money: no bank line will come, so it is cleared at once.
    """
    _lock_all(connection, receipt.account_id, shares)
    clearing = "in_transit" if receipt.amount else "cleared"
    payment_id = _add(connection, receipt, "advice", (clearing, confirm_by if receipt.amount else None), occasion)
    _apply_in_full(connection, _funds(payment_id, receipt, posting.IN_TRANSIT), shares, basis, occasion)
    return payment_id


def clear_with_bank_line(
    connection: Connection, payment_id: int, basis: Basis, occasion: Occasion, *, charges: int = 0
) -> None:
    """The bank line of a payment in transit came: in transit becomes bank, and nothing else changes.

    Of ``charges`` the bank says that it kept them: they are written off, and the payment counts in full.
    """
    payment = lock_payment(connection, payment_id)
    if payment.clearing != "in_transit":
        what = f"payment {payment_id} is {payment.clearing} and cannot be cleared"
        raise InvariantViolation(what, accounts=[payment.account_id])
    lines = _move(payment_id, payment.amount_minor - charges, posting.IN_TRANSIT, posting.BANK)
    if charges:
        lines += _move(payment_id, charges, posting.IN_TRANSIT, posting.WRITE_OFFS)
    _post(connection, payment, "payment.cleared", lines, basis=basis, occasion=occasion)
    connection.execute(update(payments).where(payments.c.id == payment_id).values(clearing="cleared", confirm_by=None))


def post_bank_payment(
    connection: Connection, receipt: Receipt, shares: Sequence[Share], basis: Basis, occasion: Occasion
) -> int:
    """Post a bank line: applied to ``shares``, else on account of a known payer, else unidentified cash."""
    _lock_all(connection, receipt.account_id, shares)
    payment_id = _add(connection, receipt, "bank", ("cleared", None), occasion)
    if shares:
        _apply_in_full(connection, _funds(payment_id, receipt, posting.BANK), shares, basis, occasion)
        return payment_id
    known = receipt.account_id is not None
    held_on, column = (
        (posting.ON_ACCOUNT, "on_account_minor") if known else (posting.UNIDENTIFIED, "unidentified_minor")
    )
    payment = lock_payment(connection, payment_id)
    lines = _move(payment_id, receipt.amount, held_on, posting.BANK)
    _post(connection, payment, "payment.received", lines, basis=basis, occasion=occasion)
    connection.execute(update(payments).where(payments.c.id == payment_id).values({column: receipt.amount}))
    if receipt.account_id is not None:
        supersede(connection, [receipt.account_id], "cash_on_account")
    return payment_id


def apply_held_cash(
    connection: Connection, found: Payment, shares: Sequence[Share], *, payer: int, basis: Basis, occasion: Occasion
) -> None:
    """An advice explains money that already lies on account or unidentified: all of it goes to the items named."""
    _lock_all(connection, found.account_id, shares)
    # Somebody may have moved the money between its being found and its being locked.
    payment = lock_payment(connection, found.id)
    held = posting.ON_ACCOUNT if payment.on_account_minor else posting.UNIDENTIFIED
    if payment.amount_minor not in (payment.on_account_minor, payment.unidentified_minor):
        what = f"payment {payment.id} is applied in part and cannot be applied as a whole"
        raise InvariantViolation(what, accounts=[payment.account_id])
    settled = {"account_id": payer, "on_account_minor": 0, "unidentified_minor": 0}
    connection.execute(update(payments).where(payments.c.id == payment.id).values(settled))
    if payment.account_id is not None:
        supersede(connection, [payment.account_id], "payment_applied")
    receipt = Receipt(payment.entity, payer, payment.currency, payment.amount_minor, payment.received_on)
    _apply_in_full(connection, _funds(payment.id, receipt, held), shares, basis, occasion)


def find_payment(connection: Connection, payment_id: int) -> Payment | None:
    """The payment of that id."""
    row = connection.execute(select(payments).where(payments.c.id == payment_id)).one_or_none()
    return Payment(**row._asdict()) if row else None


def lock_payment(connection: Connection, payment_id: int) -> Payment:
    """The payment, with its account and its own row locked: accounts are always locked before anything they own."""
    before = find_payment(connection, payment_id)
    if before is None:
        raise InvariantViolation(f"there is no payment {payment_id}")
    lock_accounts(connection, [before.account_id] if before.account_id is not None else [])
    row = connection.execute(select(payments).where(payments.c.id == payment_id).with_for_update()).one()
    return Payment(**row._asdict())


def find_in_transit(connection: Connection, entity: str, currency: str, amount: int) -> list[Payment]:
    """Payments of that amount that were posted on an advice and wait for their bank line."""
    c = payments.c
    query = select(payments).where(c.clearing == "in_transit", c.entity == entity, c.currency == currency)
    rows = connection.execute(query.where(c.amount_minor == amount).order_by(c.id))
    return [Payment(**row._asdict()) for row in rows]


def find_unconfirmed(connection: Connection, entity: str, as_of: date) -> list[Payment]:
    """Payments in transit whose bank line should have come before ``as_of``."""
    c = payments.c
    late = select(payments).where(c.clearing == "in_transit", c.entity == entity, c.confirm_by < as_of)
    return [Payment(**row._asdict()) for row in connection.execute(late.order_by(c.id))]


def find_unexplained(connection: Connection, entity: str, currency: str, amount: int) -> list[Payment]:
    """Bank payments of that amount that lie whole on account or unidentified, and that no person ever touched."""
    c = payments.c
    touched = select(applications.c.id).where(applications.c.payment_id == c.id, applications.c.actor != ROBOT)
    whole = (c.on_account_minor == amount) | (c.unidentified_minor == amount)
    query = select(payments).where(c.source == "bank", c.clearing == "cleared", c.entity == entity)
    same = query.where(c.currency == currency, c.amount_minor == amount, whole, ~touched.exists())
    return [Payment(**row._asdict()) for row in connection.execute(same.order_by(c.id))]


def find_unexplained_of(connection: Connection, entity: str, currency: str, account_id: int) -> list[Payment]:
    """Bank payments that lie whole on account of a payer, and that no person ever touched."""
    c = payments.c
    touched = select(applications.c.id).where(applications.c.payment_id == c.id, applications.c.actor != ROBOT)
    own = (c.source == "bank") & (c.clearing == "cleared") & (c.entity == entity) & (c.currency == currency)
    whole = (c.account_id == account_id) & (c.on_account_minor == c.amount_minor)
    rows = connection.execute(select(payments).where(own, whole, ~touched.exists()).order_by(c.received_on, c.id))
    return [Payment(**row._asdict()) for row in rows]


def find_gone(connection: Connection, entity: str, currency: str, amount: int) -> list[Payment]:
    """Bank payments of that amount that went back, and that no advice explains."""
    c = payments.c
    explained = select(advices.c.id).where(advices.c.payment_id == c.id)
    own = (c.source == "bank") & (c.clearing == "reversed") & (c.entity == entity) & (c.currency == currency)
    query = select(payments).where(own, c.amount_minor == amount, ~explained.exists()).order_by(c.id)
    return [Payment(**row._asdict()) for row in connection.execute(query)]


def find_applied(connection: Connection, entity: str, currency: str, amount: int) -> list[tuple[Payment, set[int]]]:
    """Bank payments of that amount that are applied, no advice having explained them; with the items they paid."""
    c = payments.c
    query = select(payments).where(c.source == "bank", c.clearing == "cleared", c.entity == entity)
    unexplained = ~select(advices.c.id).where(advices.c.payment_id == c.id).exists()
    same = query.where(c.currency == currency, c.amount_minor == amount, unexplained).order_by(c.id)
    found = [Payment(**row._asdict()) for row in connection.execute(same)]
    return [(payment, paid) for payment in found if (paid := _items_paid(connection, payment.id))]


def _items_paid(connection: Connection, payment_id: int) -> set[int]:
    c = applications.c
    total = func.sum(c.cash_minor + c.discount_minor + c.writeoff_minor)
    query = select(c.open_item_id).where(c.payment_id == payment_id).group_by(c.open_item_id).having(total != 0)
    return set(connection.scalars(query))


def items_in_transit(connection: Connection, item_ids: Sequence[int]) -> set[int]:
    """Which of these items an unconfirmed advice holds: no second one may touch them before the bank line came."""
    query = select(applications.c.open_item_id).join(payments, payments.c.id == applications.c.payment_id)
    held = query.where(payments.c.clearing == "in_transit", applications.c.open_item_id.in_(item_ids))
    return set(connection.scalars(held))


def _lock_all(connection: Connection, payer: int | None, shares: Sequence[Share]) -> None:
    """The payer's account and those of the items in one ordered go, before any of them is locked alone."""
    owners = owners_of(connection, (share.item_id for share in shares))
    lock_accounts(connection, owners | ({payer} if payer is not None else set()))


def _add(
    connection: Connection, receipt: Receipt, source: str, clearing: tuple[str, date | None], occasion: Occasion
) -> int:
    if receipt.amount < 0 or (source == "bank" and not receipt.amount):
        raise InvariantViolation(f"a payment of {receipt.amount} is none", accounts=[receipt.account_id])
    values = {
        "entity": receipt.entity,
        "account_id": receipt.account_id,
        "source": source,
        "clearing": clearing[0],
        "currency": receipt.currency,
        "amount_minor": receipt.amount,
        "received_on": receipt.received_on,
        "payer_reference": receipt.payer_reference,
        "confirm_by": clearing[1],
        "created_at": occasion.at,
    }
    return int(connection.execute(insert(payments).values(values).returning(payments.c.id)).scalar_one())


def _apply_in_full(
    connection: Connection, funds: Funds, shares: Sequence[Share], basis: Basis, occasion: Occasion
) -> None:
    """Law 1 where it is stored: what is applied is the payment, to the cent."""
    payment = lock_payment(connection, funds.payment_id)
    applied = sum(share.cash for share in shares)
    if applied != payment.amount_minor:
        what = f"{basis.evidence} applies {applied} of a payment of {payment.amount_minor}"
        raise InvariantViolation(what, accounts=[payment.account_id])
    apply_shares(connection, funds, shares, basis, occasion)


def _funds(payment_id: int, receipt: Receipt, ledger_account: str) -> Funds:
    return Funds(payment_id, receipt.entity, receipt.currency, ledger_account)


def _move(payment_id: int, amount: int, source: str, target: str) -> tuple[posting.Posting, ...]:
    return (
        posting.Posting(target, amount, payment_id=payment_id),
        posting.Posting(source, -amount, payment_id=payment_id),
    )


def _post(
    connection: Connection,
    payment: Payment,
    kind: str,
    lines: tuple[posting.Posting, ...],
    *,
    basis: Basis,
    occasion: Occasion,
) -> None:
    """One entry of a payment that touches no item, with its journal entry."""
    entry = posting.Entry(
        entity=payment.entity,
        currency=payment.currency,
        kind=kind,
        actor=occasion.actor,
        rule=basis.rule,
        evidence=basis.evidence,
        lines=lines,
        account_id=payment.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{basis.evidence}:{kind}:{payment.id}",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    data = {"payment": payment.id, "entry": entry_id, "amount_minor": payment.amount_minor, "rule": basis.rule}
    source = "" if payment.account_id is not None else _SOURCE
    journal.record(connection, kind, data, occasion, account_id=payment.account_id, source=source)
