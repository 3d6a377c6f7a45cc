"""The fee for a payment that came back: an open item of our own, once. Must not decide whether it is due."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from workers.ledger import journal, posting
from workers.ledger.book.charges import add_charge_item
from workers.ledger.posting import FEES_AND_INTEREST, RECEIVABLES, Entry, Posting
from workers.ledger.schema import charges
from workers.receivables.charge import ChargeItem
from workers.receivables.occasion import Occasion

_RULE = "bank.return_fee"


def book_return_fee(connection: Connection, payment_id: int, item: ChargeItem, occasion: Occasion) -> int | None:
    """Post the fee as an item; gives the charge, or None where this payment was charged for before.

    The caller holds the account's lock.
    """
    if connection.scalar(select(charges.c.id).where(charges.c.payment_id == payment_id)) is not None:
        return None
    item_id = add_charge_item(connection, item, occasion)
    entry = Entry(
        entity=item.entity,
        currency=item.currency,
        kind="charge.booked",
        actor=occasion.actor,
        rule=_RULE,
        evidence=f"payment:{payment_id}",
        lines=(Posting(RECEIVABLES, item.amount, item_id), Posting(FEES_AND_INTEREST, -item.amount)),
        account_id=item.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"payment:{payment_id}:return_fee",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    row = {
        "account_id": item.account_id,
        "open_item_id": item_id,
        "payment_id": payment_id,
        "level": 0,
        "occurrence": 0,
        "entry_id": entry_id,
        "fee_minor": item.amount,
        "interest_minor": 0,
        "compensation_minor": 0,
        "booked_on": occasion.business_date,
    }
    charge_id = int(connection.execute(insert(charges).values(row).returning(charges.c.id)).scalar_one())
    data = {"charge": charge_id, "payment": payment_id, "item": item_id, "entry": entry_id, "fee": item.amount}
    journal.record(connection, "charge.booked", data, occasion, account_id=item.account_id)
    return charge_id
