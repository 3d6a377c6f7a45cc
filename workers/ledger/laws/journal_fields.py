"""Fields of the journal's documents in SQL, which SQLite and PostgreSQL spell differently. Must not read rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func
from sqlalchemy.dialects.postgresql import JSON

from workers.ledger.schema import journal


def text_field(connection: Connection, name: str) -> ColumnElement[Any]:
    """A text field of a journal entry's data; NULL where the entry has none."""
    if connection.dialect.name == "sqlite":
        extracted: ColumnElement[Any] = func.json_extract(journal.c.data, f"$.{name}")
    else:
        extracted = cast(journal.c.data, JSON)[name].astext
    return extracted


def number_field(connection: Connection, name: str) -> ColumnElement[Any]:
    """A whole number, such as an id, in a journal entry's data."""
    return cast(text_field(connection, name), BigInteger)
