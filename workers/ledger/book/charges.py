"""Charges in the book: posted when their notice was handed over, taken back when it came back, waived by a person.

A fee for a payment that came back is posted with its return, and stands among them.

A charge is an open item of our own system, so that it can be paid, matched, exported and seen like any other; it never
makes a notice due and bears no interest. Must not compute amounts: the notice's payload holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from workers.errors import UserError
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.book.item_keys import add_item_keys
from workers.ledger.posting import FEES_AND_INTEREST, RECEIVABLES, Entry, Posting
from workers.ledger.schema import accounts, charge_parts, charges, messages, open_items
from workers.receivables.charge import OUR_SYSTEM, ChargeItem, NoticeCharges
from workers.receivables.notice import NoticeFacts
from workers.receivables.occasion import Occasion
from workers.receivables.reference import canonical

# How a payload says so without being read: most notices charge nothing.
_BOOKS = '"policy":"book"'
_GIVEN = ("handed_over", "delivered")
_RULE = "charge_of_notice"


@dataclass(frozen=True, slots=True)
class BookedCharge:
    """A charge as it stands in the book; ``open`` is what is unpaid of it. Level 0 is no notice's."""

    id: int
    account_id: int
    customer_id: str
    document_number: str
    currency: str
    level: int
    fee: int
    interest: int
    compensation: int
    open: int
    booked_on: date
    taken_back: bool


def books(payload: str) -> bool:
    """Whether a notice of this payload may book a charge."""
    return _BOOKS in payload


def book_charge(connection: Connection, message_id: int, occasion: Occasion) -> dict[str, Any] | None:
    """Post the charge of a notice that was handed over, with the receipt; what it did, for the journal.

    None where another message of the same notice booked it. The caller holds the account's lock and journals.
    """
    notice = connection.execute(select(messages).where(messages.c.id == message_id)).one()
    if notice.purpose != "dunning" or not books(notice.payload):
        return None
    facts = NoticeFacts.from_json(notice.payload)
    if facts.charges is None or not facts.charges.is_booked or _stands(connection, notice):
        return None
    number = f"CHG-{message_id}"
    item_id = _add_item(connection, notice, facts, number, occasion)
    entry_id = _post(connection, notice, (item_id, facts.charges.total), occasion)
    charge_id = _add_charge(connection, notice, facts.charges, (item_id, entry_id), occasion)
    law = {"law": facts.charges.law, "rule_pack": facts.charges.rule_pack}
    amounts = {"fee": facts.charges.fee, "interest": facts.charges.interest, "compensation": facts.charges.compensation}
    return {"charge": charge_id, "message": message_id, "item": item_id, "entry": entry_id, **amounts} | law


def take_back_charge(connection: Connection, message_id: int, occasion: Occasion) -> bool:
    """Reverse the charge of a notice that came back over every channel; one that was paid in part proves the notice.

    The caller has superseded the account.
    """
    notice = connection.execute(select(messages).where(messages.c.id == message_id)).one()
    found = connection.execute(_standing_charge(notice)).one_or_none()
    if found is None or _given_otherwise(connection, notice):
        return False
    item = connection.execute(select(open_items).where(open_items.c.id == found.open_item_id)).one()
    if item.open_minor != item.original_minor:
        return False
    reversal = _entry(notice, occasion, "charge.taken_back", "notice_came_back", ())
    entry_id = posting.reverse(connection, found.entry_id, reversal, occasion.at, occasion.business_date)
    connection.execute(update(charges).where(charges.c.id == found.id).values(taken_back_at=occasion.at))
    data = {"charge": found.id, "message": message_id, "entry": entry_id}
    journal.record(connection, "charge.taken_back", data, occasion, account_id=found.account_id)
    return True


def waive_charge(connection: Connection, charge_id: int, reason: str, occasion: Occasion) -> BookedCharge:
    """Forgive what is unpaid of a charge; raises `UserError` when there is none, or nothing is left of it."""
    if not reason.strip():
        raise UserError("a charge is waived with a reason")
    account_id = connection.scalar(select(charges.c.account_id).where(charges.c.id == charge_id))
    if account_id is None:
        raise UserError(f"there is no charge {charge_id}: `collectbot charge list` shows all")
    supersede(connection, [account_id], "charge_waived")
    charge = find_charges(connection, charge_id=charge_id)[0]
    if not charge.open:
        raise UserError(f"nothing is left of charge {charge_id}: it was paid, taken back or waived before")
    row = connection.execute(
        select(charges, open_items.c.entity).join(open_items).where(charges.c.id == charge_id)
    ).one()
    lines = (Posting(FEES_AND_INTEREST, charge.open), Posting(RECEIVABLES, -charge.open, row.open_item_id))
    entry = Entry(
        entity=row.entity,
        currency=charge.currency,
        kind="charge.waived",
        actor=occasion.actor,
        rule="waived_by_person",
        evidence=f"charge:{charge_id}",
        lines=lines,
        account_id=account_id,
        policy_hash=occasion.policy_hash,
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    data = {"charge": charge_id, "entry": entry_id, "amount_minor": charge.open, "reason": reason}
    journal.record(connection, "charge.waived", data, occasion, account_id=account_id)
    return charge


def find_charges(
    connection: Connection, *, charge_id: int | None = None, account_id: int | None = None, unpaid: bool = False
) -> list[BookedCharge]:
    """Charges, oldest first: one, those of an account, or all; ``unpaid`` leaves out what is settled."""
    c, item = charges.c, open_items.c
    joined = charges.join(open_items, item.id == c.open_item_id).join(accounts, accounts.c.id == c.account_id)
    columns: tuple[Any, ...] = (
        c.id, c.account_id, accounts.c.customer_id, item.document_number, item.currency, c.level, c.fee_minor,
        c.interest_minor, c.compensation_minor, item.open_minor, c.booked_on, c.taken_back_at.is_not(None),
    )  # fmt: skip
    query = select(*columns).select_from(joined).order_by(c.id)
    if charge_id is not None:
        query = query.where(c.id == charge_id)
    if account_id is not None:
        query = query.where(c.account_id == account_id)
    if unpaid:
        query = query.where(item.open_minor != 0)
    return [BookedCharge(*row) for row in connection.execute(query)]


def add_charge_item(connection: Connection, item: ChargeItem, occasion: Occasion) -> int:
    """The charge as an open item; its entry raises the open amount from zero."""
    row = {
        "account_id": item.account_id,
        "entity": item.entity,
        "system": OUR_SYSTEM,
        "document_type": "invoice",
        "document_number": item.number,
        "issue_date": occasion.business_date,
        "due_date": item.due_on,
        "currency": item.currency,
        "original_minor": item.amount,
        "open_minor": 0,
        "reported_open_minor": 0,
        "canonical_key": canonical(item.number),
    }
    item_id = int(connection.execute(insert(open_items).values(row).returning(open_items.c.id)).scalar_one())
    add_item_keys(connection, [(item_id, item.account_id, item.number, "")])
    return item_id


def _standing_charge(notice: Row[Any]) -> Any:
    c = charges.c
    same = (c.episode_id == notice.episode_id) & (c.subject == notice.subject) & (c.occurrence == notice.occurrence)
    return select(charges).where(same, c.taken_back_at.is_(None))


def _stands(connection: Connection, notice: Row[Any]) -> bool:
    return connection.execute(_standing_charge(notice)).one_or_none() is not None


def _given_otherwise(connection: Connection, notice: Row[Any]) -> bool:
    """Whether the same notice reached the customer over another channel."""
    c = messages.c
    same = (c.episode_id == notice.episode_id) & (c.subject == notice.subject) & (c.occurrence == notice.occurrence)
    other = select(c.id).where(same, c.id != notice.id, c.state.in_(_GIVEN), c.purpose == notice.purpose)
    return connection.scalar(other.limit(1)) is not None


def _add_item(connection: Connection, notice: Row[Any], facts: NoticeFacts, number: str, occasion: Occasion) -> int:
    assert facts.charges is not None  # asked before
    due = facts.deadline_from(occasion.business_date)
    item = ChargeItem(notice.account_id, notice.entity, number, facts.currency, facts.charges.total, due)
    return add_charge_item(connection, item, occasion)


def _post(connection: Connection, notice: Row[Any], raised: tuple[int, int], occasion: Occasion) -> int:
    item_id, amount = raised
    lines = (Posting(RECEIVABLES, amount, item_id), Posting(FEES_AND_INTEREST, -amount))
    entry = _entry(notice, occasion, "charge.booked", _RULE, lines)
    return posting.post(connection, entry, occasion.at, occasion.business_date)


def _entry(notice: Row[Any], occasion: Occasion, kind: str, rule: str, lines: Sequence[Posting]) -> Entry:
    return Entry(
        entity=notice.entity,
        currency=notice.currency,
        kind=kind,
        actor=occasion.actor,
        rule=rule,
        evidence=f"message:{notice.id}",
        lines=tuple(lines),
        account_id=notice.account_id,
        policy_hash=notice.policy_hash,
    )


def _add_charge(
    connection: Connection, notice: Row[Any], charged: NoticeCharges, ids: tuple[int, int], occasion: Occasion
) -> int:
    item_id, entry_id = ids
    row = {
        "account_id": notice.account_id,
        "open_item_id": item_id,
        "message_id": notice.id,
        "episode_id": notice.episode_id,
        "level": notice.level,
        "subject": notice.subject,
        "occurrence": notice.occurrence,
        "entry_id": entry_id,
        "fee_minor": charged.fee,
        "interest_minor": charged.interest,
        "compensation_minor": charged.compensation,
        "booked_on": occasion.business_date,
    }
    charge_id = int(connection.execute(insert(charges).values(row).returning(charges.c.id)).scalar_one())
    parts = [
        {
            "charge_id": charge_id,
            "open_item_id": part.item_id,
            "interest_minor": part.interest,
            "interest_until": part.interest_until,
            "compensation_minor": part.compensation,
        }
        for part in charged.parts
    ]
    if parts:
        connection.execute(insert(charge_parts), parts)
    return charge_id
