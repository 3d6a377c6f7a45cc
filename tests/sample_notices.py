"""Puts notices of an episode into the ledger, as if a dunning run and a dispatch had been there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, insert, select

from workers.ledger.schema import accounts, contacts, episodes, message_items, messages, open_items
from workers.ledger.sql.bulk import take_ids


def add_notice(connection: Connection, numbers: Sequence[str], level: int, on: date, state: str = "handed_over") -> int:
    """A notice of ``level`` that lists these documents of one account and currency; returns the message's id."""
    listed = connection.execute(select(open_items).where(open_items.c.document_number.in_(numbers))).all()
    account_id, currency = listed[0].account_id, listed[0].currency
    customer = connection.scalar(select(accounts.c.customer_id).where(accounts.c.id == account_id))
    contact = connection.execute(select(contacts).where(contacts.c.customer_id == customer)).first()
    at, left = datetime.combine(on, time(9), UTC), state in ("handed_over", "delivered", "bounced")
    message_id = take_ids(connection, "messages", 1)
    row = {
        "id": message_id,
        "key": f"notice {message_id}",
        "entity": listed[0].entity,
        "account_id": account_id,
        "currency": currency,
        "purpose": "dunning",
        "subject": f"episode 1 level {level}",
        "occurrence": 1,
        "channel": "email",
        "contact_id": contact.id if contact else None,
        "recipient": contact.email if contact else "nobody@nowhere.example",
        "template": "notice",
        "language": "en",
        "payload": "{}",
        "episode_id": _episode(connection, account_id, currency, on),
        "level": level,
        "closes": "final" if level == 3 else "",  # as in the shipped ladders
        "policy_hash": "",
        "planned_at": at,
        "planned_on": on,
        "state": state,
        "not_before": at,
        "handed_over_at": at if left else None,
        "handed_over_on": on if left else None,
    }
    connection.execute(insert(messages).values(row))
    items = [
        {"message_id": message_id, "open_item_id": i.id, "open_minor": i.open_minor, "days_overdue": 1} for i in listed
    ]
    connection.execute(insert(message_items), items)
    return message_id


def message_state(connection: Connection, message_id: int) -> tuple[str, str]:
    """(state, reason) of a message."""
    row = connection.execute(select(messages.c.state, messages.c.reason).where(messages.c.id == message_id)).one()
    return row.state, row.reason


def _episode(connection: Connection, account_id: int, currency: str, on: date) -> int:
    """The running episode, begun if there is none."""
    running = select(episodes.c.id).where(
        episodes.c.account_id == account_id, episodes.c.currency == currency, episodes.c.closed_on.is_(None)
    )
    known = connection.scalar(running)
    if known is not None:
        return int(known)
    fresh = insert(episodes).values(account_id=account_id, currency=currency, number=1, opened_on=on)
    return int(connection.execute(fresh.returning(episodes.c.id)).scalar_one())
