"""The upkeep's verification: a broken law is a case and parks its accounts, until a person has handled it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.open_items_file import item, take_in
from workers.consequences import consequences_of
from workers.exception_queue.desk import Resolution, list_cases, resolve_case
from workers.ledger.importing import ImportOptions
from workers.ledger.queue.cases import Case
from workers.ledger.schema import accounts, open_items
from workers.upkeep import run_verify
from workers.wiring import Robot


@pytest.fixture
def broken(robot: Robot, tmp_path: Path) -> Robot:
    """A book of two customers, in which the open amount of one item was changed past the ledger."""
    second = {"customer_id": "C2", "customer_name": "Berg AG"}
    options = ImportOptions(default_entity="default")
    take_in(robot.ledger, tmp_path, item("INV-1"), item("INV-2", **second), options=options)
    _change_open_amount(robot, "INV-2", 1)
    return robot


def _change_open_amount(robot: Robot, number: str, open_minor: int) -> None:
    with robot.ledger.write() as connection:
        named = update(open_items).where(open_items.c.document_number == number)
        connection.execute(named.values(open_minor=open_minor))


def _cases(robot: Robot) -> list[Case]:
    with robot.ledger.read() as connection:
        return list_cases(connection, robot.clock.now(), kind="invariant")


def _handle(robot: Robot, case: Case) -> None:
    occasion = robot.occasion("ann", robot.policy)
    table = consequences_of(robot)
    with robot.ledger.write() as connection:
        resolve_case(connection, case.id, Resolution("handled"), occasion=occasion, now=occasion.at, consequences=table)


def _parked(robot: Robot) -> list[str]:
    with robot.ledger.read() as connection:
        query = select(accounts.c.customer_id).where(accounts.c.parked_reason.is_not(None))
        return list(connection.scalars(query.order_by(accounts.c.id)))


def test_the_account_of_a_broken_law_is_parked_and_no_other(broken: Robot) -> None:
    run_verify(broken)
    run_verify(broken)
    (case,) = _cases(broken)
    assert (case.subject, case.occurrences, len(case.evidence["violations"])) == ("law:2", 2, 1)
    assert _parked(broken) == ["C2"]


def test_a_person_decides_once_about_the_same_violation(broken: Robot) -> None:
    run_verify(broken)
    _handle(broken, _cases(broken)[0])
    assert _parked(broken) == []
    run_verify(broken)
    assert (_cases(broken), _parked(broken)) == ([], [])
    _change_open_amount(broken, "INV-1", 2)
    run_verify(broken)
    assert (len(_cases(broken)), _parked(broken)) == (1, ["C1"])
