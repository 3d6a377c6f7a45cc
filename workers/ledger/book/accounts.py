"""Accounts: finding and opening them, and the one way to say that something about them changed.

Must not decide what a change means; it only makes everything planned under the old facts stale.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from workers.ledger.schema import accounts, contact_reservations, customers, messages


def find_account(connection: Connection, entity: str, customer_id: str) -> int | None:
    """The id of a customer's account at one of our entities, or None."""
    query = select(accounts.c.id).where(accounts.c.entity == entity, accounts.c.customer_id == customer_id)
    return connection.scalar(query)


def find_customer_of(connection: Connection, account_id: int) -> str | None:
    """The customer of an account."""
    return connection.scalar(select(accounts.c.customer_id).where(accounts.c.id == account_id))


def find_party_of(connection: Connection, account_id: int) -> str:
    """What the customer of an account is: company, sole_trader, consumer; empty while nobody knows."""
    query = select(customers.c.party).join(accounts, accounts.c.customer_id == customers.c.id)
    return connection.scalar(query.where(accounts.c.id == account_id)) or ""


def open_account(connection: Connection, entity: str, customer_id: str) -> int:
    """The id of a customer's account, opened if there is none."""
    known = find_account(connection, entity, customer_id)
    if known is not None:
        return known
    added = connection.execute(insert(accounts).values(entity=entity, customer_id=customer_id).returning(accounts.c.id))
    return int(added.scalar_one())


def supersede(connection: Connection, account_ids: Iterable[int], reason: str) -> int:
    """Facts of these accounts changed: bump their versions and cancel what is planned or claimed for them.

    Every transaction that can make a message wrong calls this (payment, hold, dispute, promise, stop, opt-out...), so
    that a stop binds at send time. Returns how many dunning messages were cancelled.
    """
    ids = sorted(set(account_ids))
    if not ids:
        return 0
    lock = select(accounts.c.id).where(accounts.c.id.in_(ids)).order_by(accounts.c.id).with_for_update(key_share=True)
    connection.execute(lock)
    bumped = update(accounts).where(accounts.c.id.in_(ids))
    connection.execute(bumped.values(version=accounts.c.version + 1, look_again_on=None))
    stale = messages.c.account_id.in_(ids) & messages.c.state.in_(("planned", "claimed"))
    dunning = stale & (messages.c.purpose == "dunning")
    cancelled = connection.execute(
        update(messages)
        .where(dunning)
        .values(state="cancelled", reason=reason, claim_token=None, lease_until=None)
        .returning(messages.c.id)
    ).scalars()
    gone = list(cancelled)
    if gone:
        connection.execute(delete(contact_reservations).where(contact_reservations.c.message_id.in_(gone)))
    return len(gone)
