"""Which policy was in force at a past instant: the one of the last run or decision before it. Must not parse it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from workers.ledger.operations.policy_versions import find_content
from workers.ledger.schema import journal, policy_versions


def policy_in_force(connection: Connection, at: datetime) -> str | None:
    """Its content; None where no policy is kept of that time."""
    known = select(policy_versions.c.hash)
    used = select(journal.c.policy_hash).where(journal.c.at <= at, journal.c.policy_hash.in_(known))
    last = connection.scalar(used.order_by(journal.c.at.desc(), journal.c.seq.desc()).limit(1))
    return find_content(connection, last) if last else None
