"""Law 8, third part: rows that nothing may change are what they were when they were sealed.

Each verification seals what is new of every such table: one hash over a range of rows, in a chain of the journal of its
own. The next verification takes all hashes again. Holds no personal data, so that a person can be erased; the bytes of
messages are proved by the hash in the entry of their hand-over. Must not repair anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Table, func, select, text

from workers.ledger import journal as chain
from workers.ledger.laws.law import Finding, Hearing, found
from workers.ledger.schema import applications, entries, holds, journal, messages, payments, postings, stops
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion

SOURCE, KIND = "rows", "rows.sealed"
_STREAMED = {"yield_per": 5000}


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A table, the column that counts its rows, and the columns that nobody may change."""

    table: Table
    counts: Column[int]
    columns: tuple[Column[Any], ...]


def _but(table: Table, *changing: str) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.c if column.name not in changing)


_LIFTED = ("lifted_at", "lifted_by")
_OF_MESSAGES = (
    "id", "key", "entity", "account_id", "currency", "purpose", "subject", "occurrence", "channel", "contact_id",
    "template", "language", "episode_id", "level", "policy_hash", "planned_at", "planned_on",
)  # fmt: skip
_OF_PAYMENTS = ("id", "entity", "source", "currency", "amount_minor", "received_on", "created_at")
_TABLES = (
    _Sealed(entries, entries.c.id, tuple(entries.c)),
    _Sealed(postings, postings.c.entry_id, tuple(postings.c)),
    _Sealed(applications, applications.c.id, tuple(applications.c)),
    _Sealed(payments, payments.c.id, tuple(payments.c[name] for name in _OF_PAYMENTS)),
    _Sealed(holds, holds.c.id, _but(holds, "reason", *_LIFTED)),
    _Sealed(stops, stops.c.id, _but(stops, "lift_reason", *_LIFTED)),
    _Sealed(messages, messages.c.id, tuple(messages.c[name] for name in _OF_MESSAGES)),
)


def rows_are_as_sealed(hearing: Hearing) -> Finding:
    """Every sealed range of rows has the hash that was journalled of it."""
    broken = []
    for name, after, upto, digest in _seals(hearing.connection):
        sealed = next((one for one in _TABLES if one.table.name == name), None)
        if sealed is not None and _digest(hearing.connection, sealed, after, upto) != digest:
            broken.append(
                (f"{name} {after + 1} to {upto}", "rows were altered, added or removed since they were sealed")
            )
    return found(0, broken)


def seal_rows(ledger: Ledger, occasion: Occasion) -> None:
    """Seal what came since the last time, table by table."""
    for sealed in _TABLES:
        newest = _newest(ledger, sealed)
        with ledger.read() as connection:
            after = max((upto for name, _, upto, _ in _seals(connection) if name == sealed.table.name), default=0)
            digest = _digest(connection, sealed, after, newest) if newest > after else ""
        if digest:
            data = {"table": sealed.table.name, "after": after, "upto": newest, "digest": digest}
            with ledger.write() as connection:
                chain.record(connection, KIND, data, occasion, source=SOURCE)


def _newest(ledger: Ledger, sealed: _Sealed) -> int:
    """The highest number in use, when nobody is in the middle of adding a row with a lower one."""
    with ledger.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {sealed.table.name} IN SHARE MODE"))
        return int(connection.scalar(select(func.max(sealed.counts))) or 0)


def _seals(connection: Connection) -> Iterator[tuple[str, int, int, str]]:
    own = select(journal.c.data).where(journal.c.stream == f"s:{SOURCE}", journal.c.kind == KIND)
    for data in connection.scalars(own.order_by(journal.c.seq)).all():
        told = orjson.loads(data)
        yield told["table"], told["after"], told["upto"], told["digest"]


def _digest(connection: Connection, sealed: _Sealed, after: int, upto: int) -> str:
    within = (sealed.counts > after) & (sealed.counts <= upto)
    ordered = select(*sealed.columns).where(within).order_by(*sealed.table.primary_key.columns)
    digest = hashlib.sha256()
    for row in connection.execute(ordered, execution_options=_STREAMED):
        digest.update(orjson.dumps(list(row)))
    return digest.hexdigest()
