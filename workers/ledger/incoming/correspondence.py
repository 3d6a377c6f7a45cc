"""Whom a mail is about: our messages by their keys, accounts by address, domain or number; and mails that came back.

Must not interpret a mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.charges import book_charge, take_back_charge
from workers.ledger.schema import accounts, contacts, customers, message_attempts, messages, open_items
from workers.receivables.occasion import Occasion

_LEFT = ("handed_over", "delivered")
_MAY_HAVE_LEFT = ("attempted", "in_doubt")


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of ours that a mail refers to."""

    id: int
    key: str
    account_id: int | None
    recipient: str
    channel: str
    state: str


_c = messages.c
_SENT = select(_c.id, _c.key, _c.account_id, _c.recipient, _c.channel, _c.state).where(
    _c.state.in_((*_LEFT, *_MAY_HAVE_LEFT, "bounced"))
)


def find_sent(connection: Connection, keys: Iterable[str]) -> list[SentMessage]:
    """Our messages with these keys that left, or may have, newest first."""
    left = _SENT.where(messages.c.key.in_(sorted(set(keys)))).order_by(messages.c.id.desc())
    return [SentMessage(*row) for row in connection.execute(left)]


def find_sent_by_id(connection: Connection, message_id: int) -> SentMessage | None:
    """The message with that id, if it left or may have."""
    found = connection.execute(_SENT.where(messages.c.id == message_id)).one_or_none()
    return SentMessage(*found) if found else None


def last_mail_to(connection: Connection, address: str, since: date) -> SentMessage | None:
    """The last mail that left for an address since a day: what a report that names no mail is probably about."""
    c = messages.c
    own = (func.lower(c.recipient) == address.lower()) & (c.channel == "email") & c.state.in_(_LEFT)
    query = _SENT.where(own, c.handed_over_on >= since).order_by(c.id.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return SentMessage(*found) if found else None


def accounts_by_address(connection: Connection, address: str) -> set[int]:
    """Accounts of customers with a contact at that address."""
    owner = select(contacts.c.customer_id).where(func.lower(contacts.c.email) == address.lower())
    return _accounts(connection, accounts.c.customer_id.in_(owner))


def accounts_by_domain(connection: Connection, domain: str) -> set[int]:
    """Accounts of customers whose mail domain that is."""
    owner = select(customers.c.id).where(customers.c.domain == domain.lower(), customers.c.domain != "")
    return _accounts(connection, accounts.c.customer_id.in_(owner))


def accounts_by_customer(connection: Connection, customer_ids: Iterable[str]) -> set[int]:
    """Accounts of these customers, whatever the case of their numbers."""
    wanted = sorted({customer_id.lower() for customer_id in customer_ids})
    return _accounts(connection, func.lower(accounts.c.customer_id).in_(wanted))


def open_items_named(connection: Connection, account_id: int, keys: Iterable[str]) -> list[int]:
    """Open items of an account whose canonical number is among ``keys``."""
    c = open_items.c
    named = select(c.id).where(c.account_id == account_id, c.open_minor != 0, c.canonical_key.in_(sorted(keys)))
    return list(connection.scalars(named.order_by(c.id)))


def record_bounce(
    connection: Connection, message: SentMessage, reason: str, occasion: Occasion, *, sender_refused: bool = False
) -> bool:
    """A message came back: its level no longer counts. False when that was known.

    ``sender_refused`` notes at its attempt that this proves nothing against the contact.
    """
    if message.account_id is not None:
        supersede(connection, [message.account_id], "message_bounced")
    own = (messages.c.id == message.id) & messages.c.state.in_((*_LEFT, *_MAY_HAVE_LEFT))
    if not connection.execute(update(messages).where(own).values(state="bounced", reason=reason)).rowcount:
        return False
    if sender_refused:
        own_attempts = message_attempts.c.message_id == message.id
        connection.execute(update(message_attempts).where(own_attempts).values(outcome="sender_refused"))
    _journal_fate(connection, message, "message.bounced", {"reason": reason}, occasion)
    take_back_charge(connection, message.id, occasion)
    return True


def count_sender_refusals(connection: Connection, address: str, since: datetime) -> int:
    """How many mails to an address came back since an instant because of us."""
    mine = message_attempts.c.message_id == messages.c.id
    refused = (message_attempts.c.outcome == "sender_refused") & (messages.c.handed_over_at >= since)
    query = select(func.count()).select_from(messages).join(message_attempts, mine)
    return int(connection.scalar(query.where(messages.c.recipient == address, refused)) or 0)


def record_delivery(connection: Connection, message: SentMessage, occasion: Occasion) -> bool:
    """A message reached its mailbox, which also ends any doubt whether it left. False when nothing changed."""
    if message.account_id is not None and message.state in _MAY_HAVE_LEFT:
        supersede(connection, [message.account_id], "message_delivered")
    own = (messages.c.id == message.id) & messages.c.state.in_(("handed_over", *_MAY_HAVE_LEFT))
    left = {
        "handed_over_at": func.coalesce(messages.c.handed_over_at, occasion.at),
        "handed_over_on": func.coalesce(messages.c.handed_over_on, occasion.business_date),
    }
    if not connection.execute(update(messages).where(own).values(state="delivered", **left)).rowcount:
        return False
    _journal_fate(connection, message, "message.delivered", {}, occasion)
    if message.account_id is not None and message.state in _MAY_HAVE_LEFT:
        booked = book_charge(connection, message.id, occasion)
        if booked is not None:
            journal.record(connection, "charge.booked", booked, occasion, account_id=message.account_id)
    return True


def _journal_fate(
    connection: Connection, message: SentMessage, kind: str, more: Mapping[str, str], occasion: Occasion
) -> None:
    """What became of a message; where that was in doubt, also that it left."""
    for each in (*(["message.handed_over"] if message.state in _MAY_HAVE_LEFT else []), kind):
        data = {"message": message.id, "key": message.key, "channel": message.channel, **more}
        source = "" if message.account_id is not None else "outbox"
        journal.record(connection, each, data, occasion, account_id=message.account_id, source=source)


def _accounts(connection: Connection, which: ColumnElement[bool]) -> set[int]:
    return set(connection.scalars(select(accounts.c.id).where(which)))
