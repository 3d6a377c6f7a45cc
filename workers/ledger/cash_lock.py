"""One at a time per amount: an advice and its bank line that arrive in the same moment must see each other.

Taken before any account, in one order. SQLite has one writer at a time and needs no lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, text


def lock_amounts(connection: Connection, entity: str, amounts: Iterable[tuple[str, int]]) -> None:
    """Until the transaction ends, nobody else looks for cash or advices of these (currency, amount) pairs."""
    if connection.dialect.name == "sqlite":
        return
    for currency, amount in sorted(set(amounts)):
        digest = hashlib.sha256(f"{entity}\x1f{currency}\x1f{amount}".encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
