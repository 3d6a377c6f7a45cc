"""What a notice costs SQLite, told by its own plan: a run writes thousands of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, event

from workers.ledger.outgoing.messages import Claim, claim
from workers.ledger.schema import message_items, messages
from workers.ledger.unit_of_work import Ledger


@pytest.mark.parametrize("table", [messages, message_items], ids=str)
def test_no_index_of_words_is_built_for_every_message(sqlite_ledger: Ledger, table: Table) -> None:
    """An IN of a check or of a partial index is looked up in an index that SQLite makes for each row."""
    statement = f"INSERT INTO {table.name} VALUES ({', '.join('NULL' for _ in table.columns)})"
    with sqlite_ledger.read() as connection:
        steps = {step.opcode for step in connection.exec_driver_sql(f"EXPLAIN {statement}")}
    assert "OpenWrite" in steps
    assert "OpenEphemeral" not in steps


def test_listed_items_stand_in_one_tree(sqlite_ledger: Ledger) -> None:
    """With a row id they would stand in two: the table, and the index of its key."""
    with sqlite_ledger.read() as connection:
        query = "SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'message_items' AND rootpage > 0"
        assert connection.exec_driver_sql(query).scalar() == 1


NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("shut_days", [(), (date(2026, 11, 23),)], ids=["open", "shut"])
def test_a_claim_does_not_read_the_whole_outbox(sqlite_ledger: Ledger, shut_days: tuple[date, ...]) -> None:
    """SQLite could not tell that what is planned is unsettled: each claim read every message that ever left."""
    asked: list[tuple[str, Any]] = []
    with sqlite_ledger.write() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        claim(connection, Claim("t", NOW, NOW, NOW, shut_days), 100)
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all() for sql, given in list(asked)]
    steps = [step.detail for plan in plans for step in plan]
    assert [step for step in steps if "ix_messages_due" in step]
    assert not [step for step in steps if step.startswith("SCAN messages")]
