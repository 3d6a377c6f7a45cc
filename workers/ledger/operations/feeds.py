"""When each feed of facts last arrived. Must not decide what is stale: that is policy, judged by the outbox's gate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from workers.ledger.schema import feeds
from workers.ledger.sql.upsert import insert_into


def mark_received(connection: Connection, name: str, at: datetime) -> None:
    """A feed (`bank`, `open_items`, `mailbox`) was read to its end at this business instant."""
    insertion = insert_into(connection, feeds).values(name=name, received_at=at)
    connection.execute(insertion.on_conflict_do_update(index_elements=[feeds.c.name], set_={"received_at": at}))


def last_received(connection: Connection) -> Mapping[str, datetime]:
    """The last arrival of every feed that ever arrived."""
    return {row.name: row.received_at for row in connection.execute(select(feeds))}
