"""The commands about write-offs: proposed, listed, decided by who may, and how they refuse."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.agency_house import TODAY, build_house
from tests.integration.processes.commands import Run
from tests.sample_notices import add_notice
from workers.ledger.schema import open_items
from workers.ledger.unit_of_work import open_ledger

_NOW = "2026-11-23T12:00:00+00:00"
LEAD = "finance-lead@brightwater-components.example"
SMALL = "controller@brightwater-components.example"
_SLOW = pytest.mark.slow


@pytest.fixture
def run(tmp_path: Path, furnished_home: Path, commands: Run) -> Run:
    """Commands over a customer that owes 400.00 for more than a year, after four written notices."""
    ledger = open_ledger(f"sqlite:///{furnished_home / 'collectbot.db'}")
    amounts = {"INV-1": "300.00", "INV-2": "100.00"}
    build_house(ledger, tmp_path, amounts=amounts)
    with ledger.write() as connection:
        for level, days in ((1, 80), (2, 60), (4, 10)):
            add_notice(connection, list(amounts), level, TODAY - timedelta(days=days))
        connection.execute(update(open_items).values(due_date=TODAY - timedelta(days=366)))
    ledger.engine.dispose()
    return lambda *arguments, **settings: commands(*arguments, **{"clock": _NOW, **settings})


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_debt_is_given_up_by_command_by_who_may(run: Run) -> None:
    assert lines(run("write-off", "propose", "--json")[1]) == [{"proposed": 1}]
    (listed,) = lines(run("write-off", "list", "--json")[1])
    assert (listed["id"], listed["customer"], listed["amount"], listed["reason"]) == (1, "C1", "400.00", "aged")
    code, output, error = run("write-off", "approve", "1", "--by", SMALL, "--json")
    assert (code, output) == (1, "")
    assert LEAD in error, "the error says who may"
    (decided,) = lines(run("write-off", "approve", "1", "--by", LEAD, "--note", "gone", "--json")[1])
    assert (decided["state"], decided["decided_by"], decided["entry"] is None) == ("posted", LEAD, False)
    assert lines(run("write-off", "list", "--json")[1]) == []
    code, _, error = run("write-off", "refuse", "1", "--by", LEAD)
    assert (code, "write-off 1 waits for no decision: `collectbot write-off list` shows those" in error) == (1, True)


@_SLOW
def test_debt_that_is_kept_is_not_proposed_again(run: Run) -> None:
    assert run("write-off", "propose")[1] == "proposed: 1\n"
    assert run("write-off", "refuse", "1", "--by", LEAD, "--note", "they pay")[0] == 0
    assert run("write-off", "list")[1] == "Nothing is proposed to be given up.\n"
    (over,) = lines(run("write-off", "list", "--all", "--json")[1])
    assert (over["state"], over["entry"]) == ("refused", None)
    assert lines(run("write-off", "propose", "--json")[1]) == [{"proposed": 0}]
    (bucket,) = lines(run("aging", "--json")[1])
    assert bucket["total"] == "400.00"


@_SLOW
@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_a_number_that_nobody_proposed_is_explained(run: Run, decision: str) -> None:
    code, output, error = run("write-off", decision, "9", "--by", LEAD, "--json")
    assert (code, output) == (1, "")
    assert "write-off 9 waits for no decision" in error
    assert run("write-off", decision, "nine", "--by", LEAD)[0] == 1
    assert run("write-off", decision, "--by", LEAD)[0] == 1
