"""One of many values, bound as one parameter: whatever the values are, both databases find the same rows."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from workers.ledger.schema import customers
from workers.ledger.sql.among import among
from workers.ledger.sql.bulk import update_rows
from workers.ledger.unit_of_work import Ledger

ODD = ["C1", "", "NULL", 'a "quoted" one', "back\\slash", "{1,2}", "a,b", " spaced ", "Müller\n& Söhne", "%s", "'"]


@pytest.mark.parametrize("wanted", [ODD, ODD[2:3], []], ids=["all", "one", "none"])
def test_odd_texts_are_found(ledger: Ledger, wanted: list[str]) -> None:
    with ledger.write() as connection:
        connection.execute(insert(customers), [{"id": text, "name": "x", "name_key": "X"} for text in ODD])
    with ledger.read() as connection:
        found = connection.scalars(select(customers.c.id).where(among(customers.c.id, wanted))).all()
    assert sorted(found) == sorted(wanted)


def test_odd_texts_and_nothing_are_written_in_bulk(ledger: Ledger) -> None:
    with ledger.write() as connection:
        connection.execute(insert(customers), [{"id": f"{n}", "name": "x", "name_key": "X"} for n in range(len(ODD))])
        rows = [(f"{n}", text, None if n % 2 else text) for n, text in enumerate(ODD)]
        update_rows(connection, customers, ("name", "parent_id"), rows)
        kept = connection.execute(select(customers.c.id, customers.c.name, customers.c.parent_id)).all()
    assert sorted(map(tuple, kept)) == sorted(rows)
