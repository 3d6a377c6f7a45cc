"""Every policy that decisions rest on, kept by hash, so that last year's decision can be replayed.

Must not parse one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from workers.ledger.schema import policy_versions
from workers.ledger.sql.upsert import insert_into


def record(connection: Connection, policy_hash: str, content: str, at: datetime) -> None:
    """Keep a policy under its hash; known ones stay as they are."""
    row = insert_into(connection, policy_versions).values(hash=policy_hash, content=content, first_used_at=at)
    connection.execute(row.on_conflict_do_nothing(index_elements=[policy_versions.c.hash]))


def find_content(connection: Connection, policy_hash: str) -> str | None:
    """The content that stands behind a hash, or None."""
    return connection.scalar(select(policy_versions.c.content).where(policy_versions.c.hash == policy_hash))


def newest_contents(connection: Connection, most: int) -> list[tuple[str, datetime]]:
    """The newest policies with the moment each was first used, the newest first."""
    c = policy_versions.c
    query = select(c.content, c.first_used_at).order_by(c.first_used_at.desc(), c.hash).limit(most)
    return [(row.content, row.first_used_at) for row in connection.execute(query)]
