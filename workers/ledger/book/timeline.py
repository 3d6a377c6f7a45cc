"""What happened to an account, the newest first: its journal chain, read from the end. Must not interpret it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from workers.ledger.schema import journal

_c = journal.c


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of the chain; ``seq`` is its place."""

    seq: int
    at: datetime
    kind: str
    actor: str
    data: Mapping[str, Any]


def recent_entries(
    connection: Connection, account_id: int, limit: int, before: int | None = None
) -> list[TimelineEntry]:
    """The last ``limit`` entries of an account, or those before a place in its chain."""
    query = select(_c.seq, _c.at, _c.kind, _c.actor, _c.data).where(_c.stream == f"a{account_id}")
    if before is not None:
        query = query.where(_c.seq < before)
    rows = connection.execute(query.order_by(_c.seq.desc()).limit(limit))
    return [TimelineEntry(row.seq, row.at, row.kind, row.actor, orjson.loads(row.data)) for row in rows]
