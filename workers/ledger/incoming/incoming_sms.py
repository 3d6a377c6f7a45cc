"""Texts as they came in: stored before they are understood, once each, and settled once. Holds personal data.

Must not read a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from workers.ledger import journal
from workers.ledger.incoming.raw_messages import STREAM, Settlement
from workers.ledger.schema import accounts, contacts, customers, incoming_sms, messages
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class IncomingSms:
    """A text as the provider gave it; ``answered_by_provider`` names the keyword to which it has replied by itself."""

    reference: str
    sender: str
    recipient: str
    body: str
    answered_by_provider: str = ""


@dataclass(frozen=True, slots=True)
class Texter:
    """A customer of whom a contact has the number, and its account at one of our entities."""

    account_id: int
    entity: str
    customer_id: str
    language: str


def store_sms(connection: Connection, sms: IncomingSms, at: datetime) -> int | None:
    """Keep a text; None when it was known, or another process is storing it."""
    values = {name: getattr(sms, name) for name in IncomingSms.__dataclass_fields__}
    fresh = insert_into(connection, incoming_sms).values(**values, received_at=at).on_conflict_do_nothing()
    number: int | None = connection.scalar(fresh.returning(incoming_sms.c.id))
    return number


def find_unsettled(connection: Connection, limit: int) -> list[int]:
    """Texts that nothing was decided about, oldest first."""
    c = incoming_sms.c
    return list(connection.scalars(select(c.id).where(c.outcome.is_(None)).order_by(c.id).limit(limit)))


def count_attempt(connection: Connection, sms_id: int) -> int:
    """One more attempt to settle a text, counted before it begins, so that a crash counts; 0 when it is settled."""
    c = incoming_sms.c
    counted = update(incoming_sms).where(c.id == sms_id, c.outcome.is_(None)).values(attempts=c.attempts + 1)
    return int(connection.scalar(counted.returning(c.attempts)) or 0)


def find_sms(connection: Connection, sms_id: int, *, lock: bool = False) -> IncomingSms | None:
    """A text that is not settled; locked, nobody else settles it before the transaction ends."""
    c = incoming_sms.c
    query = select(*(c[name] for name in IncomingSms.__dataclass_fields__)).where(c.id == sms_id, c.outcome.is_(None))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return IncomingSms(*row) if row is not None else None


def find_texters(connection: Connection, number: str) -> list[Texter]:
    """Everybody who may have texted from a number; first the one whom we texted last."""
    known = contacts.join(customers, customers.c.id == contacts.c.customer_id)
    known = known.join(accounts, accounts.c.customer_id == customers.c.id)
    columns = (accounts.c.id, accounts.c.entity, customers.c.id, customers.c.language)
    query = select(*columns).distinct().select_from(known).where(contacts.c.phone == number).order_by(accounts.c.id)
    found = [Texter(*row) for row in connection.execute(query)]
    sent = select(messages.c.account_id).where(messages.c.channel == "sms", messages.c.recipient == number)
    last = connection.scalar(sent.where(messages.c.attempted_at.is_not(None)).order_by(messages.c.id.desc()).limit(1))
    return sorted(found, key=lambda texter: texter.account_id != last)


def settle_sms(connection: Connection, sms_id: int, settlement: Settlement, occasion: Occasion) -> None:
    """Say how a text ended. The journal holds ids only."""
    values = {
        "outcome": settlement.outcome,
        "reason": settlement.reason,
        "account_id": settlement.account_id,
        "settled_at": occasion.at,
    }
    connection.execute(update(incoming_sms).where(incoming_sms.c.id == sms_id).values(values))
    data = {"sms": sms_id, "outcome": settlement.outcome}
    source = "" if settlement.account_id is not None else STREAM
    journal.record(connection, "sms.settled", data, occasion, account_id=settlement.account_id, source=source)
