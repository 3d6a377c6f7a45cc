"""What a notice costs SQLite, told by its own plan: a run writes thousands of them."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from workers.ledger.schema import message_items, messages
from workers.ledger.unit_of_work import Ledger


@pytest.mark.parametrize("table", [messages, message_items], ids=str)
def test_no_index_of_words_is_built_for_every_message(sqlite_ledger: Ledger, table: Table) -> None:
    """An IN of a check or of a partial index is looked up in an index that is made for each row: a tenth of a run."""
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
