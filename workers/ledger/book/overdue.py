"""What should have been done by now and was not: the sweeper's question to the database, which is the truth.

A broker loses a message now and then, and a flushed one loses all. Must not send anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, or_, select

from workers.ledger.schema import messages, raw_messages

# A mail that was stored this long ago and has no outcome was forgotten, not slow.
_UNSETTLED_AFTER = timedelta(minutes=2)
_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Overdue:
    """What a sweep found: whether messages wait to leave, and which mails nobody has read yet."""

    dispatch: bool
    raw_mail_ids: Sequence[int]


def find_overdue(connection: Connection, business_now: datetime, real_now: datetime) -> Overdue:
    """Messages are due and mails were fetched by the business clock; leases run out by the real one."""
    abandoned = messages.c.lease_until <= real_now
    due = and_(messages.c.state == "planned", messages.c.not_before <= business_now)
    claimed = and_(messages.c.state == "claimed", abandoned)
    unread = select(raw_messages.c.id).where(
        raw_messages.c.outcome.is_(None), raw_messages.c.fetched_at <= business_now - _UNSETTLED_AFTER
    )
    return Overdue(
        dispatch=bool(connection.scalar(select(exists(messages.c.id).where(or_(due, claimed))))),
        raw_mail_ids=list(connection.scalars(unread.order_by(raw_messages.c.id).limit(_AT_MOST))),
    )
