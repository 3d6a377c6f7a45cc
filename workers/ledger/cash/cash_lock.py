"""One at a time per amount: an advice and its bank line that arrive in the same moment must see each other.

Taken before any account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from workers.ledger.sql.named_locks import lock_names


def lock_amounts(
    connection: Connection,
    entity: str,
    amounts: Iterable[tuple[str, int]],
    bookings: Iterable[tuple[str, date, str]] = (),
) -> None:
    """Until the transaction ends, nobody else looks for cash or advices of these (currency, amount) pairs.

    Nor does anybody import these bookings of the bank, (number, day, currency), in another shape.
    """
    of_amounts = [f"{entity}\x1f{currency}\x1f{amount}" for currency, amount in amounts]
    of_bookings = [f"{entity}\x1f{number}\x1f{day}\x1f{currency}" for number, day, currency in bookings]
    lock_names(connection, of_amounts + of_bookings)
