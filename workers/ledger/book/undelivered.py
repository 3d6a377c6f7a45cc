"""Evidence of failed deliveries: which contacts messages of a running episode did not reach. Must not judge it.

A refusal for good and a bounce count while the address they concern is still the contact's, and until a person says of
their case that it is handled. What we could not even send says nothing about anybody's address.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, func, literal, not_, or_, select

from workers.ledger.book.standing_rows import by_account
from workers.ledger.schema import cases, contacts, customers, episodes, message_attempts, messages
from workers.ledger.sql.among import among


def undelivered_of(connection: Connection, ids: list[int]) -> dict[int, list[Any]]:
    """Rows of (account, currency, level, channel, contact) by account, each once."""
    c, running = messages.c, and_(episodes.c.id == messages.c.episode_id, episodes.c.closed_on.is_(None))
    last = and_(message_attempts.c.message_id == c.id, message_attempts.c.number == c.attempts)
    joined = (
        select(c.account_id, c.currency, c.level, c.channel, c.contact_id)
        .distinct()
        .join(episodes, running)
        .join(contacts, contacts.c.id == c.contact_id)
        .join(customers, customers.c.id == contacts.c.customer_id)
        .outerjoin(message_attempts, last)
    )
    refused = (c.state == "failed") & (message_attempts.c.outcome == "failed")
    # A message that was refused because of us does not count: the next contact's server would refuse us too.
    returned = (c.state == "bounced") & (func.coalesce(message_attempts.c.outcome, "") != "sender_refused")
    own = among(c.account_id, ids) & (c.purpose == "dunning") & or_(returned, refused)
    query = joined.where(own, _same_address(), not_(_handled()))
    return by_account(connection, query.order_by(c.account_id, c.level, c.channel, c.contact_id))


def _same_address() -> ColumnElement[bool]:
    """A contact with a new address is another one to try."""
    c = messages.c
    by_mail = (c.channel == "email") & (c.recipient == contacts.c.email)
    by_phone = c.channel.in_(("sms", "call")) & (c.recipient == contacts.c.phone)
    by_post = (c.channel == "letter") & (c.recipient == customers.c.postal_address)
    return or_(by_mail, by_phone, by_post)


def _handled() -> ColumnElement[bool]:
    """Whether a person closed the message's case as handled: what stood in the way is gone."""
    about = cases.c.subject == literal("message:") + cast(messages.c.id, String)
    ended = (cases.c.account_id == messages.c.account_id) & (cases.c.decision == "handled")
    return select(cases.c.id).where(ended, cases.c.kind == "delivery_failed", about).exists()
