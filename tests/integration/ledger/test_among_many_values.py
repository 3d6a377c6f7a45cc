"""Many values in one statement, be they looked for, written or read: both databases tell the same of them."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import insert, select

from workers.ledger.schema import customers, id_blocks
from workers.ledger.sql.among import among
from workers.ledger.sql.bulk import insert_rows, update_rows
from workers.ledger.sql.listing import listing
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


@pytest.mark.parametrize("wanted", [[3, 4, 5], [5, 3, 4, 4], [3, 5], [4, 4, 6], [3, 3, 3, 9], [7], []], ids=str)
def test_numbers_are_found_side_by_side_or_not(ledger: Ledger, wanted: list[int]) -> None:
    with ledger.write() as connection:
        connection.execute(insert(id_blocks), [{"name": f"{n}", "next_id": n} for n in range(1, 10)])
        found = connection.scalars(select(id_blocks.c.next_id).where(among(id_blocks.c.next_id, wanted))).all()
    assert sorted(found) == sorted(set(wanted))


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 120])
def test_every_row_of_a_bulk_is_written_once_and_in_its_columns(ledger: Ledger, count: int) -> None:
    rows = [(f"n{n}", n) for n in range(count)]
    with ledger.write() as connection:
        insert_rows(connection, id_blocks, ("name", "next_id"), rows)
        kept = connection.execute(select(id_blocks.c.name, id_blocks.c.next_id).order_by(id_blocks.c.next_id)).all()
    assert [tuple(row) for row in kept] == rows


def test_a_group_is_listed_with_odd_texts_and_nothing(ledger: Ledger) -> None:
    people = [{"id": f"{n}", "name": text, "name_key": "X", "parent_id": None} for n, text in enumerate(ODD)]
    with ledger.write() as connection:
        connection.execute(insert(customers), people)
        query = select(customers.c.name_key, listing(customers.c.id, customers.c.name, customers.c.parent_id))
        ((_, listed),) = connection.execute(query.group_by(customers.c.name_key)).all()
    assert sorted(msgspec.json.decode(listed)) == sorted([row["id"], row["name"], None] for row in people)
