"""The daily root: one hash over the heads of all journal chains. Must not check the chains themselves.

Whoever keeps a root outside (the daily report prints it) can prove later that no chain was rewritten before that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workers.ledger.schema import accounts, daily_roots, journal_sources
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class DailyRoot:
    """The root of one business date."""

    date: date
    root: str


def seal(connection: Connection, occasion: Occasion) -> str:
    """Keep the root of all heads as they are now under the business date; a later seal of that day replaces it."""
    digest = hashlib.sha256()
    streams = 0
    for line in _heads(connection):
        digest.update(line.encode())
        streams += 1
    values = {"root": digest.hexdigest(), "streams": streams, "sealed_at": occasion.at}
    insertion = insert_into(connection, daily_roots).values(business_date=occasion.business_date, **values)
    connection.execute(insertion.on_conflict_do_update(index_elements=[daily_roots.c.business_date], set_=values))
    return digest.hexdigest()


def last_root(connection: Connection) -> DailyRoot | None:
    """The newest root; None before the first verification."""
    columns = select(daily_roots.c.business_date, daily_roots.c.root)
    row = connection.execute(columns.order_by(daily_roots.c.business_date.desc()).limit(1)).one_or_none()
    return None if row is None else DailyRoot(row.business_date, row.root)


def _heads(connection: Connection) -> Iterator[str]:
    """One line per chain that has entries, in an order that both databases agree on."""
    columns = select(accounts.c.id, accounts.c.journal_seq, accounts.c.journal_head).where(accounts.c.journal_seq > 0)
    for row in connection.execute(columns.order_by(accounts.c.id)):
        yield f"a{row.id}:{row.journal_seq}:{row.journal_head}\n"
    for row in sorted(connection.execute(select(journal_sources)), key=lambda found: str(found.source)):
        yield f"s:{row.source}:{row.seq}:{row.head}\n"
