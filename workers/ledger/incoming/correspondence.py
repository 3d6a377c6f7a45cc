"""Whom a mail is about: our messages by their keys, accounts by address, domain or number; and mails that came back.

Must not interpret a mail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import accounts, contacts, customers, holds, messages, open_items
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


def find_sent(connection: Connection, keys: Iterable[str]) -> list[SentMessage]:
    """Our messages with these keys that left, or may have, newest first."""
    c = messages.c
    known = select(c.id, c.key, c.account_id, c.recipient, c.channel, c.state).where(c.key.in_(sorted(set(keys))))
    left = known.where(c.state.in_((*_LEFT, *_MAY_HAVE_LEFT, "bounced"))).order_by(c.id.desc())
    return [SentMessage(*row) for row in connection.execute(left)]


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


def has_broken_promise(connection: Connection, account_id: int, since: date, as_of: date) -> bool:
    """Whether a promise of this account ran out lately: a person hears of the next one."""
    c = holds.c
    own = (c.account_id == account_id) & (c.kind == "promise") & c.lifted_at.is_(None)
    ran_out = select(c.id).where(own, c.expires_on >= since, c.expires_on < as_of)
    return connection.scalar(ran_out.limit(1)) is not None


def record_bounce(connection: Connection, message: SentMessage, reason: str, occasion: Occasion) -> bool:
    """A message came back: its level no longer counts. False when that was known."""
    if message.account_id is not None:
        supersede(connection, [message.account_id], "message_bounced")
    own = (messages.c.id == message.id) & messages.c.state.in_((*_LEFT, *_MAY_HAVE_LEFT))
    if not connection.execute(update(messages).where(own).values(state="bounced", reason=reason)).rowcount:
        return False
    kinds = ["message.handed_over"] if message.state in _MAY_HAVE_LEFT else []
    for kind in (*kinds, "message.bounced"):
        data = {"message": message.id, "key": message.key, "channel": message.channel, "reason": reason}
        source = "" if message.account_id is not None else "outbox"
        journal.record(connection, kind, data, occasion, account_id=message.account_id, source=source)
    return True


def _accounts(connection: Connection, which: ColumnElement[bool]) -> set[int]:
    return set(connection.scalars(select(accounts.c.id).where(which)))
