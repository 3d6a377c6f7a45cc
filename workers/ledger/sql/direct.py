"""Statements that run for every message, handed to the driver as they are: Core's own cost would be most of theirs.

A statement is written once, with named parameters, for both databases. SQLite runs it for row after row, which costs
it little. PostgreSQL is asked once for all rows of several statements, which travel as JSON documents: its driver works
in Python for every row, and every answer is waited for. For hot paths only; everything else goes through Core.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

Rows = Sequence[Mapping[str, Any]]

_NAME = re.compile(r":([a-z_]+)")


class Statement:
    """An INSERT, UPDATE or DELETE over rows of parameters; a parameter is written ``:name``.

    ``types`` are PostgreSQL's. A column that has the name of a parameter is written with its table where rows are
    looked for; ``key`` is the column by which they are, and then the first parameter after WHERE is its number.
    ``copies`` is an INSERT that selects from the table of an UPDATE: it is executed for the rows that were changed, and
    ``copies_if`` says which those are on SQLite.
    """

    def __init__(self, sql: str, key: str = "", *, copies: str = "", copies_if: str = "", **types: str) -> None:
        self.for_each_row = sql
        self.copy_each_row = f"{copies} WHERE {copies_if}" if copies else ""
        self._copies = copies
        self._table = sql.split(" ")[1]
        self._dated = [name for name, kind in types.items() if kind in ("timestamptz", "date")]
        self._key = key
        self._key_name = _NAME.findall(sql.partition(" WHERE ")[2])[0] if key else ""
        columns = ", ".join(f"{name} {types[name]}" for name in dict.fromkeys(_NAME.findall(sql)))
        self._for_all_rows = _joined(sql, f"json_to_recordset(%s) AS given ({columns})")

    def for_all_rows(self, rows: Rows) -> str:
        """For PostgreSQL. The numbers stand in the text: a plan that was made for any list would read whole tables."""
        if not self._key:
            return self._for_all_rows
        listed = ", ".join(str(int(row[self._key_name])) for row in rows)
        return f"{self._for_all_rows} AND {self._key} IN ({listed})"

    def steps(self, name: str, rows: Rows) -> list[str]:
        """For PostgreSQL: the parts of one statement, the first of which is called ``name``."""
        if not self._copies:
            return [f"{name} AS ({self.for_all_rows(rows)} RETURNING 1)"]
        copies = self._copies.replace(f" FROM {self._table}", f" FROM {name}")
        return [f"{name} AS ({self.for_all_rows(rows)} RETURNING {self._table}.*)", f"{name}_copied AS ({copies})"]

    def in_text(self, rows: Rows) -> list[Mapping[str, Any]]:
        """For SQLite: the rows with their instants and dates as it keeps them."""
        if not self._dated:
            return list(rows)
        return [{**row, **{name: _as_text(row[name]) for name in self._dated}} for row in rows]


def run(connection: Connection, *parts: tuple[Statement, Rows]) -> list[int]:
    """Execute each statement for all of its rows; returns how many rows of its table each one changed.

    No two rows of parameters may be about one row of a table, be it in the same statement or in two: PostgreSQL
    executes them all at once.
    """
    if connection.dialect.name == "sqlite":
        return [_run_for_each(connection, statement, rows) for statement, rows in parts]
    asked = [(statement, rows) for statement, rows in parts if rows]
    if not asked:
        return [0 for _ in parts]
    steps = ", ".join(step for n, (statement, rows) in enumerate(asked) for step in statement.steps(f"s{n}", rows))
    counts = ", ".join(f"(SELECT count(*) FROM s{n})" for n in range(len(asked)))
    documents = tuple(orjson.dumps(rows, default=_as_hex).decode() for _, rows in asked)
    changed = iter(connection.exec_driver_sql(f"WITH {steps} SELECT {counts}", documents).one())
    return [next(changed) if rows else 0 for _, rows in parts]


def _run_for_each(connection: Connection, statement: Statement, rows: Rows) -> int:
    if not rows:
        return 0
    in_text = statement.in_text(rows)
    changed = connection.exec_driver_sql(statement.for_each_row, in_text).rowcount
    if changed and statement.copy_each_row:
        connection.exec_driver_sql(statement.copy_each_row, in_text)
    return changed


def _joined(sql: str, rows: str) -> str:
    """The statement over all ``rows`` at once.

    >>> _joined("UPDATE t SET a = :a WHERE t.id = :id", "rows AS given (a, id)")
    'UPDATE t SET a = given.a FROM rows AS given (a, id) WHERE t.id = given.id'
    >>> _joined("INSERT INTO t (a, b) VALUES (:a, '')", "rows AS given (a)")
    "INSERT INTO t (a, b) SELECT given.a, '' FROM rows AS given (a)"
    """
    match sql.partition(" ")[0]:
        case "INSERT":
            head, _, values = sql.partition(" VALUES (")
            joined = f"{head} SELECT {values.removesuffix(')')} FROM {rows}"
        case "UPDATE":
            joined = sql.replace(" WHERE ", f" FROM {rows} WHERE ", 1)
        case _:
            joined = sql.replace(" WHERE ", f" USING {rows} WHERE ", 1)
    return _NAME.sub(r"given.\1", joined)


def _as_hex(value: Any) -> str:
    """Bytes as PostgreSQL reads them."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} is no parameter")


@lru_cache(maxsize=64)
def _as_text(value: date | None) -> str | None:
    """SQLite keeps instants as text in UTC without a zone, and dates as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return None if value is None else value.isoformat()
