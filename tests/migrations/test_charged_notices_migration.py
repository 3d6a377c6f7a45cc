"""Charges booked before their notice was told apart by its subject get that of their message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, insert, text

from tests.past_schema import migrate_until
from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import Ledger, open_ledger

_LIKE = {str: "", int: 1, date: date(2026, 3, 3), datetime: datetime(2026, 3, 3, tzinfo=UTC), bool: False}


@pytest.fixture
def before(database_url: str) -> Iterator[Ledger]:
    ledger = open_ledger(database_url)
    migrate_until(ledger, "2026_11_22_write_offs")
    yield ledger
    ledger.engine.dispose()


def store(connection: Connection, name: str, **values: Any) -> None:
    """A row with these values, and with any in what else it must have."""
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    needed = [column for column in table.c if not column.nullable and column.server_default is None]
    row = {column.name: _LIKE[column.type.python_type] for column in needed}
    connection.execute(insert(table).values(row | values))


def test_a_charge_gets_the_subject_of_its_message(before: Ledger) -> None:
    with before.write() as connection:
        store(connection, "customers", id="C1")
        store(connection, "accounts", customer_id="C1")
        store(connection, "open_items", document_type="invoice", original_minor=1)
        store(connection, "entries")
        store(connection, "messages", subject="episode 1 level second_reminder", channel="email", state="delivered")
        store(connection, "charges", message_id=1)
    migrate(before)
    with before.read() as connection:
        assert connection.scalar(text("SELECT subject FROM charges")) == "episode 1 level second_reminder"
