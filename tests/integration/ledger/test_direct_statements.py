"""Statements of hot paths do on both databases what they say: row by row on SQLite, all at once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from workers.ledger.sql.direct import Rows, Statement, run
from workers.ledger.unit_of_work import Ledger

MAKE = "CREATE TABLE things (id {number} PRIMARY KEY, name TEXT, at {instant}, on_day DATE, content {bytes})"
TYPES = {
    "sqlite": {"number": "INTEGER", "instant": "DATETIME", "bytes": "BLOB"},
    "postgresql": {"number": "BIGINT", "instant": "TIMESTAMPTZ", "bytes": "BYTEA"},
}
ADD = Statement(
    "INSERT INTO things (id, name, at, on_day, content) VALUES (:id, :name, :at, :day, :content)",
    id="bigint", name="text", at="timestamptz", day="date", content="bytea",
)  # fmt: skip
RENAME = Statement(
    "UPDATE things SET name = :name WHERE things.id = :id AND things.name <> 'locked'",
    key="things.id", id="bigint", name="text",
)  # fmt: skip
REMOVE = Statement("DELETE FROM things WHERE things.id = :id", key="things.id", id="bigint")

COPY = Statement(
    "UPDATE things SET name = :name WHERE things.id = :id AND things.name <> 'locked'",
    key="things.id", id="bigint", name="text",
    copies="INSERT INTO things (id, name) SELECT id + 10, name FROM things",
    copies_if="id = :id AND name = :name",
)  # fmt: skip


@pytest.fixture
def things(ledger: Ledger) -> Iterator[Ledger]:
    with ledger.write() as connection:
        connection.execute(text(MAKE.format(**TYPES[ledger.engine.dialect.name])))
    yield ledger
    with ledger.write() as connection:
        connection.execute(text("DROP TABLE things"))


def _row(number: int, name: str | None = "a", **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name, "at": None, "day": None, "content": b"", **more}


def _added(connection: Connection, rows: Rows) -> None:
    run(connection, (ADD, rows))


def _names(connection: Connection) -> Sequence[tuple[int, str | None]]:
    return [(row.id, row.name) for row in connection.execute(text("SELECT id, name FROM things ORDER BY id"))]


def test_what_is_written_is_read_back(things: Ledger) -> None:
    odd = 'O\'Brien \\ "quoted" %s :id \n € 😀'
    with things.write() as connection:
        _added(connection, [_row(1, odd, content=bytes(range(256))), _row(2, None)])
        found = connection.execute(text("SELECT name, content FROM things ORDER BY id")).all()
    assert [(name, bytes(content)) for name, content in found] == [(odd, bytes(range(256))), (None, b"")]


def test_instants_and_days_are_compared_as_the_columns_keep_them(things: Ledger) -> None:
    at = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with things.write() as connection:
        _added(connection, [_row(1, at=at, day=date(2026, 3, 1))])
        kept = connection.execute(text("SELECT at, on_day FROM things")).one()
    utc = at.astimezone(UTC)
    as_kept = (utc.strftime("%Y-%m-%d %H:%M:%S.%f"), "2026-03-01") if things.is_sqlite else (utc, date(2026, 3, 1))
    assert tuple(kept) == as_kept


def test_each_statement_says_how_many_rows_it_changed(things: Ledger) -> None:
    with things.write() as connection:
        _added(connection, [_row(1), _row(2, "locked"), _row(3), _row(4)])
        renamed = [{"id": number, "name": f"b{number}"} for number in (1, 2, 9)]
        counts = run(connection, (RENAME, renamed), (ADD, []), (REMOVE, [{"id": 3}]), (ADD, [_row(5)]))
        assert counts == [1, 0, 1, 1]
        assert _names(connection) == [(1, "b1"), (2, "locked"), (4, "a"), (5, "a")]


def test_only_what_was_changed_is_copied(things: Ledger) -> None:
    with things.write() as connection:
        _added(connection, [_row(1), _row(2, "locked"), _row(3)])
        counts = run(connection, (COPY, [{"id": number, "name": "b"} for number in (1, 2, 9)]), (REMOVE, [{"id": 3}]))
        assert counts == [1, 1]
        assert _names(connection) == [(1, "b"), (2, "locked"), (11, "b")]


def test_one_bad_row_leaves_nothing_of_its_transaction(things: Ledger) -> None:
    with pytest.raises(IntegrityError), things.write() as connection:
        run(connection, (ADD, [_row(1), _row(2), _row(2)]))
    with things.read() as connection:
        assert _names(connection) == []


def test_nothing_is_asked_for_no_rows(things: Ledger) -> None:
    with things.write() as connection:
        assert run(connection, (ADD, []), (REMOVE, [])) == [0, 0]


def test_numbers_stand_in_the_text_so_that_postgresql_plans_for_these_rows() -> None:
    """A plan for a document of any length was a scan of the whole table, kept as long as the connection."""
    assert RENAME.for_all_rows([{"id": 3, "name": "x"}, {"id": 7, "name": "y"}]).endswith(" AND things.id IN (3, 7)")


def test_only_a_number_gets_into_the_text() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        REMOVE.for_all_rows([{"id": "1) OR (1=1"}])
