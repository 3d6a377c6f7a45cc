"""The commands about payment plans: from `propose` to the run that asks again, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item

ASKED = ("--instalments", "3", "--evidence", "call of today", "--by", "ann")


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """A robot with one customer who owes two invoices of 100.00."""
    (tmp_path / "items.csv").write_text(
        csv_text([item(f"INV-{n}", issue_date="2026-01-21", due_date="2026-02-20") for n in (1, 2)])
    )
    assert commands("import", "items.csv")[0] == 0
    return commands


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_plan_by_command_and_the_run_that_asks_again(run: Run) -> None:
    code, output, _ = run("plan", "propose", "C1", *ASKED, "--json")
    (proposed,) = lines(output)
    assert (code, proposed["state"], proposed["balance"], proposed["documents"]) == (
        0, "proposed", "200.00", ["INV-1", "INV-2"],
    )  # fmt: skip
    assert [part["amount"] for part in proposed["instalments"]] == ["66.67", "66.67", "66.66"]
    (accepted,) = lines(run("plan", "accept", "1", "--how", "mail 17", "--by", "ann", "--json")[1])
    assert (accepted["state"], accepted["acceptance"], accepted["next_due"]) == ("accepted", "mail 17", "2026-03-10")
    (told,) = lines(run("explain", "C1", "--json")[1])
    assert told["restraints"][0]["reason"] == "plan 1, instalment 1 of 3: 66.67 EUR due 2026-03-10"
    (decided,) = lines(run("dunning", "run", "--json", "--as-of", "2026-03-14")[1])
    assert decided["decision"] == "NoticeDue", "the grace is over"
    (broken,) = lines(run("plan", "list", "--all", "--json")[1])
    assert (broken["state"], broken["note"]) == ("broken", "instalment 1 of 2026-03-10 was not paid")


@pytest.mark.slow
def test_a_settlement_by_command_priced_offered_countered_and_accepted(run: Run) -> None:
    offered = run("settlement", "offer", "C1", "--amount", "120", "--evidence", "call", "--by", "ann", "--json")
    assert lines(offered[1])[0]["state"] == "approval_pending"
    assert "€120.00 in full and final payment of €200.00" in lines(offered[1])[0]["terms"]
    priced = {line["option"]: line for line in lines(run("settlement", "options", "C1", "--json")[1])}
    assert (priced["all now"]["present_value"], priced["plan of 2 instalments"]["present_value"]) == (
        "200.00",
        "199.02",
    )
    assert (priced["settlement, all that may be approved"]["total"], len(priced)) == ("100.00", 5)
    assert priced["settlement, all that may be approved"]["takes"] == "second_person"


@pytest.mark.slow
def test_the_other_commands_about_settlements(run: Run) -> None:
    code, _, error = run("settlement", "offer", "C1", "--evidence", "call")
    assert (code, "nothing is delegated for such a debt" in error) == (1, True)
    assert run("settlement", "offer", "C1", "--evidence", "call", "--amount", "200")[0] == 0
    (raised,) = lines(run("settlement", "counter", "1", "--amount", "200", "--how", "mail 3", "--json")[1])
    assert (raised["state"], raised["agreed"], raised["let_off"]) == ("accepted", "200.00", "0.00")
    assert run("settlement", "cancel", "2", "--note", "no", "--json")[0] == 0
    assert run("settlement", "offer", "C1", "--evidence", "call", "--amount", "200")[0] == 0
    code, _, error = run("plan", "accept", "3", "--how", "mail 4")
    assert (code, "arrangement 3 is no plan" in error) == (1, True)
    (accepted,) = lines(run("settlement", "accept", "3", "--how", "mail 4", "--json")[1])
    assert accepted["state"] == "accepted"
    assert len(lines(run("settlement", "list", "C1", "--all", "--json")[1])) == 3
    assert run("verify")[0] == 0


@pytest.mark.slow
def test_the_other_commands_about_plans_and_how_they_refuse(run: Run) -> None:
    code, _, error = run("plan", "propose", "C1", *ASKED, "--first-on", "2026-05-01")
    assert (code, "the first instalment is due between 2026-03-03 and 2026-03-10" in error) == (1, True)
    code, _, error = run("plan", "propose", "C1", *ASKED, "--item", "INV-1")
    assert (code, "an instalment is at least 50.00 EUR, not 33.33 EUR" in error) == (1, True)
    code, _, error = run("plan", "accept", "1", "--how", "mail 17")
    assert (code, "there is no arrangement 1" in error) == (1, True)
    assert lines(run("plan", "judge", "--json")[1]) == [
        {"kept": 0, "broken": 0, "active": 0, "accepted": 0, "expired": 0, "mails": 0}
    ]
    assert run("plan", "propose", "C1", *ASKED)[0] == 0
    assert "Held back" not in run("explain", "C1")[1]
    assert run("plan", "accept", "1", "--how", "mail 17")[0] == 0
    assert "Held back until 2026-03-13: INV-1, arrangement: plan 1" in run("explain", "C1")[1]
    assert "66.67" not in run("plan", "list", "C1")[1], "people are told how many instalments there are"
    assert [lines(run("plan", "judge", "--json")[1])[0]["mails"] for _ in range(2)] == [1, 0]
    assert lines(run("dispatch", "--json")[1])[0]["handed_over"] == 1
    (over,) = lines(run("plan", "cancel", "1", "--note", "thought again", "--by", "ann", "--json")[1])
    assert (over["state"], over["note"]) == ("cancelled", "thought again")
    assert run("verify")[0] == 0
