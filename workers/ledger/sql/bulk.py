"""Bulk writes, in one place: COPY on PostgreSQL, prepared statements on SQLite; and ids taken in blocks.

Must not know what the rows mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, select, text, update

from workers.ledger.schema import id_blocks
from workers.ledger.sql.among import among
from workers.ledger.sql.array_text import array_text
from workers.ledger.sql.upsert import insert_into

Row = tuple[Any, ...]

# Rows of one INSERT on SQLite, which does not begin and end a statement for each of them then.
_TOGETHER = 50


def take_ids(connection: Connection, name: str, count: int) -> int:
    """The first of ``count`` consecutive ids that nobody else gets."""
    first = insert_into(connection, id_blocks).values(name=name, next_id=1)
    connection.execute(first.on_conflict_do_nothing(index_elements=[id_blocks.c.name]))
    taken = update(id_blocks).where(id_blocks.c.name == name).values(next_id=id_blocks.c.next_id + count)
    return int(connection.execute(taken.returning(id_blocks.c.next_id)).scalar_one()) - count


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert tuples in the order of ``columns``."""
    if not rows:
        return
    adapted = _adapt(connection, table, columns, rows)
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        together = len(adapted) - len(adapted) % _TOGETHER
        _insert(connection, f"{table.name} ({names})", adapted[:together], _TOGETHER)
        _insert(connection, f"{table.name} ({names})", adapted[together:], 1)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in adapted:
            copy.write_row(row)


def _insert(connection: Connection, into: str, rows: Sequence[Row], together: int) -> None:
    """For SQLite: so many rows by each execution of one statement."""
    if rows:
        row = f"({', '.join('?' * len(rows[0]))})"
        groups = [tuple(chain.from_iterable(rows[n : n + together])) for n in range(0, len(rows), together)]
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES {', '.join([row] * together)}", groups)


def update_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set ``columns`` of the rows whose id stands first in each tuple."""
    if not rows:
        return
    adapted = _adapt(connection, table, ("id", *columns), rows)
    if connection.dialect.name == "sqlite":
        assignments = ", ".join(f"{column} = ?" for column in columns)
        moved = [(*row[1:], row[0]) for row in adapted]
        connection.exec_driver_sql(f"UPDATE {table.name} SET {assignments} WHERE id = ?", moved)
        return
    arrays = {f"a{n}": array_text(values) for n, values in enumerate(zip(*adapted, strict=True))}
    kinds = [table.c[column].type.compile(connection.dialect) for column in ("id", *columns)]
    unnested = ", ".join(f"CAST(:a{n} AS {kind}[])" for n, kind in enumerate(kinds))
    assignments = ", ".join(f"{column} = fresh.{column}" for column in columns)
    # The bounds, because PostgreSQL would read a whole table for some thousand rows that stand side by side.
    bounds = {"first": min(row[0] for row in rows), "last": max(row[0] for row in rows)}
    statement = (
        f"UPDATE {table.name} SET {assignments} FROM unnest({unnested}) AS fresh (id, {', '.join(columns)}) "
        f"WHERE {table.name}.id = fresh.id AND {table.name}.id BETWEEN :first AND :last"
    )
    connection.execute(text(statement), arrays | bounds)


def lock_rows(connection: Connection, table: Table, ids: Iterable[int], columns: Sequence[str]) -> dict[int, Row]:
    """Lock rows in the order of their ids, so that two writers never wait for each other in a circle.

    Returns the values of ``columns`` by id.
    """
    query = select(table.c.id, *(table.c[column] for column in columns)).where(among(table.c.id, ids))
    locked = connection.execute(query.order_by(table.c.id).with_for_update(key_share=True))
    return {number: tuple(values) for number, *values in locked.all()}


def _adapt(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Apply the columns' own conversions, where a column has one on this database."""
    processors: list[Callable[[Any], Any] | None] = [
        table.c[column].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns
    ]
    converting = [(n, process) for n, process in enumerate(processors) if process is not None]
    if not converting:
        return rows
    by_column = list(zip(*rows, strict=True))
    for n, process in converting:
        # Most rows of a batch share their dates and instants: each of those is converted once.
        converted = {value: process(value) for value in set(by_column[n])}
        by_column[n] = tuple([converted[value] for value in by_column[n]])
    return list(zip(*by_column, strict=True))
