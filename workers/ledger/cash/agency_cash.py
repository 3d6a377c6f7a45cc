"""Money that collection agencies pass on, and what they earn: posted by double entry. Must not decide any of it.

Commission is an expense against what we owe the agency. An agency that remits net keeps its commission: that part of a
debtor's payment is set off against what we owe, so that the debt falls by the gross.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from workers.errors import InvariantViolation
from workers.ledger import journal, posting
from workers.ledger.cash.applications import Basis, Funds, Share, apply_shares, lock_accounts, owners_of
from workers.ledger.cash.payments import Payment, find_payment, lock_payment
from workers.ledger.cash.reversals import undo_applications
from workers.ledger.schema import bank_lines, payments
from workers.receivables.occasion import Occasion
from workers.receivables.reference import canonical, keys_in

_SOURCE = "cash"


@dataclass(frozen=True, slots=True)
class Commission:
    """What an agency earned (negative: what it no longer earns); without an account where it is of many."""

    entity: str
    account_id: int | None
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class SetOff:
    """The commission that an agency kept of what debtors paid it."""

    entity: str
    currency: str
    amount: int
    received_on: date
    reference: str


def post_commission(connection: Connection, earned: Commission, evidence: str, occasion: Occasion) -> int:
    """An expense, and a debt of ours to the agency; returns the entry's id."""
    entry = posting.Entry(
        entity=earned.entity,
        currency=earned.currency,
        kind="agency.commission",
        actor=occasion.actor,
        rule="agency.commission",
        evidence=evidence,
        lines=(
            posting.Posting(posting.AGENCY_COMMISSION, earned.amount),
            posting.Posting(posting.AGENCY_PAYABLE, -earned.amount),
        ),
        account_id=earned.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{evidence}:commission",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    data = {"entry": entry_id, "amount_minor": earned.amount, "evidence": evidence}
    source = "" if earned.account_id is not None else _SOURCE
    journal.record(connection, "agency.commission", data, occasion, account_id=earned.account_id, source=source)
    return entry_id


def reverse_commission(
    connection: Connection, entry_id: int, earned: Commission, evidence: str, occasion: Occasion
) -> None:
    """The agency has earned nothing after all."""
    mirror = posting.Entry(
        entity=earned.entity,
        currency=earned.currency,
        kind="agency.commission_reversed",
        actor=occasion.actor,
        rule="agency.commission",
        evidence=evidence,
        lines=(),
        account_id=earned.account_id,
        policy_hash=occasion.policy_hash,
    )
    reversal_id = posting.reverse(connection, entry_id, mirror, occasion.at, occasion.business_date)
    data = {"entry": reversal_id, "reverses": entry_id, "evidence": evidence}
    journal.record(connection, "agency.commission_reversed", data, occasion, source=_SOURCE)


def find_remitted(connection: Connection, entity: str, money: tuple[str, int], reference: str) -> list[Payment]:
    """Bank payments of that (currency, amount), not applied to anything, whose line names the agency's transfer."""
    c, line = payments.c, bank_lines.c
    whole = (c.on_account_minor == money[1]) | (c.unidentified_minor == money[1])
    query = (
        select(c.id, line.reference, line.end_to_end, line.structured)
        .join(bank_lines, line.payment_id == c.id)
        .where(c.source == "bank", c.clearing == "cleared", c.entity == entity, c.currency == money[0])
        .where(c.amount_minor == money[1], whole, line.amount_minor > 0)
        .order_by(c.id)
    )
    wanted = canonical(reference)
    named = [
        row.id
        for row in connection.execute(query)
        if wanted and wanted in keys_in(" ".join((row.reference, row.end_to_end, row.structured)))
    ]
    found = (find_payment(connection, payment_id) for payment_id in named)
    return [payment for payment in found if payment is not None]


def apply_remitted(
    connection: Connection, found: Payment, shares: Sequence[Share], basis: Basis, occasion: Occasion
) -> None:
    """All of a bank payment goes to the items of one or more debtors, none of whom is its payer."""
    owners = owners_of(connection, (share.item_id for share in shares))
    lock_accounts(connection, owners | ({found.account_id} if found.account_id is not None else set()))
    payment = lock_payment(connection, found.id)
    held = posting.ON_ACCOUNT if payment.on_account_minor else posting.UNIDENTIFIED
    lies_whole = payment.amount_minor in (payment.on_account_minor, payment.unidentified_minor)
    if not lies_whole or payment.amount_minor != sum(share.cash for share in shares):
        what = f"payment {payment.id} does not lie whole for {basis.evidence}"
        raise InvariantViolation(what, accounts=sorted(owners))
    settled = {"on_account_minor": 0, "unidentified_minor": 0}
    connection.execute(update(payments).where(payments.c.id == payment.id).values(settled))
    apply_shares(connection, Funds(payment.id, payment.entity, payment.currency, held), shares, basis, occasion)


def set_off(connection: Connection, kept: SetOff, shares: Sequence[Share], basis: Basis, occasion: Occasion) -> int:
    """The debtors paid this part too: the agency kept it for what we owe it. Returns the payment's id."""
    if kept.amount <= 0 or kept.amount != sum(share.cash for share in shares):
        raise InvariantViolation(f"{basis.evidence} sets off {kept.amount}, and its shares are another sum")
    lock_accounts(connection, owners_of(connection, (share.item_id for share in shares)))
    values = {
        "entity": kept.entity,
        "source": "advice",
        "clearing": "cleared",
        "currency": kept.currency,
        "amount_minor": kept.amount,
        "received_on": kept.received_on,
        "payer_reference": kept.reference,
        "created_at": occasion.at,
    }
    payment_id = int(connection.execute(insert(payments).values(values).returning(payments.c.id)).scalar_one())
    funds = Funds(payment_id, kept.entity, kept.currency, posting.AGENCY_PAYABLE)
    apply_shares(connection, funds, shares, basis, occasion)
    return payment_id


def undo_set_off(connection: Connection, payment_id: int, basis: Basis, occasion: Occasion) -> None:
    """What the agency kept is owed to it again, and by the debtors to us."""
    undo_applications(connection, payment_id, basis, occasion)
    gone = update(payments).where(payments.c.id == payment_id)
    connection.execute(gone.values(clearing="reversed", reversed_at=occasion.at))
