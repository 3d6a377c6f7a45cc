"""Law 6: every mail fetched, and every text, ends as applied, answered, ignored with a reason, or a case.

Must not read mails or texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from workers.ledger.laws.law import Finding, Hearing, found
from workers.ledger.schema import incoming_sms, mailbox_cursors, raw_messages

# Reading follows fetching within minutes; later polls prove that the robot has been at work since.
_READ_WITHIN = timedelta(hours=1)
# Attempts that failed are tried again with back-off, for less than a day; then the mail must be a case.
_SETTLED_WITHIN = timedelta(days=1)


def every_mail_ends(hearing: Hearing) -> Finding:
    """No mail and no text is forgotten, and none is ignored without a reason."""
    c = raw_messages.c
    joined = raw_messages.outerjoin(mailbox_cursors, mailbox_cursors.c.mailbox == c.mailbox)
    unsettled = or_(c.outcome.is_(None), and_(c.outcome == "ignored", c.reason == ""))
    columns = (c.id, c.mailbox, c.uid, c.outcome, c.attempts, c.fetched_at, mailbox_cursors.c.polled_at)
    query = select(*columns).select_from(joined).where(unsettled).order_by(c.id)
    broken = [
        (f"mail {row.id} ({row.mailbox} {row.uid})", what)
        for row in hearing.connection.execute(query)
        if (what := _fault(row, hearing.at))
    ]
    tables = (raw_messages, incoming_sms)
    checked = sum(hearing.connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    return found(checked, (*broken, *_forgotten_texts(hearing)))


def _forgotten_texts(hearing: Hearing) -> Iterator[tuple[str, str]]:
    c = incoming_sms.c
    query = select(c.id, c.attempts).where(c.outcome.is_(None), c.received_at < hearing.at - _SETTLED_WITHIN)
    for row in hearing.connection.execute(query.order_by(c.id)):
        yield f"sms {row.id}", f"has no outcome after {row.attempts} attempts"


def _fault(row: Any, at: datetime) -> str:
    if row.outcome is not None:
        return "ignored without a reason"
    forgotten = not row.attempts and row.polled_at is not None and row.polled_at - row.fetched_at > _READ_WITHIN
    if forgotten or at - row.fetched_at > _SETTLED_WITHIN:
        return f"has no outcome after {row.attempts} attempts"
    return ""
