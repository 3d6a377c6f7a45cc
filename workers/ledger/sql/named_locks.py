"""Locks on what has no row of its own, held until the transaction ends and taken in one order.

SQLite has one writer at a time and needs no lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, text

_LOCK = text("SELECT pg_advisory_xact_lock(n) FROM unnest(CAST(:numbers AS bigint[])) AS n")


def lock_names(connection: Connection, names: Iterable[str]) -> None:
    """Until the transaction ends, nobody else holds any of these names."""
    wanted = sorted({_number(name) for name in names})
    if wanted and connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"numbers": wanted})


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
