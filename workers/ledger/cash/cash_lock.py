"""One at a time per amount: an advice and its bank line that arrive in the same moment must see each other.

Taken before any account.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from workers.ledger.sql.named_locks import lock_names


def lock_amounts(connection: Connection, entity: str, amounts: Iterable[tuple[str, int]]) -> None:
    """Until the transaction ends, nobody else looks for cash or advices of these (currency, amount) pairs."""
    lock_names(connection, (f"{entity}\x1f{currency}\x1f{amount}" for currency, amount in amounts))
