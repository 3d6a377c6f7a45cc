"""The scan asks each account for its items by an index: no batch of a run reads the whole book."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, text

from tests.bench.overdue_book import TODAY, fill, policy
from workers.dunning.scan import scan_of
from workers.ledger.book.standings import due_accounts
from workers.ledger.unit_of_work import Ledger


def test_postgres_reads_no_table_of_items_for_a_batch(postgres_ledger: Ledger) -> None:
    with postgres_ledger.write() as connection:
        fill(connection, 5_000)
    with postgres_ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    with postgres_ledger.read() as connection:
        asked = statements_of(connection)
        assert due_accounts(connection, scan_of(policy(), TODAY), 0, 200) == list(range(1, 201))
        (statement, parameters), *_ = asked
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
    assert "ix_open_items_account" in plan
    assert "Seq Scan on open_items" not in plan


def statements_of(connection: Connection) -> list[tuple[str, Any]]:
    """Every statement of the connection from now on, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    return asked
