"""The commands about disputes: from `open` to `report`, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item

OPEN = ("--code", "price", "--evidence", "call of today", "--by", "ann")


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """A robot with one customer who owes three invoices of 100.00."""
    (tmp_path / "items.csv").write_text(csv_text([item(f"INV-{n}") for n in (1, 2, 3)]))
    assert commands("import", "items.csv")[0] == 0
    return commands


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_dispute_by_command_from_its_first_word_to_its_report(run: Run, tmp_path: Path) -> None:
    code, output, _ = run("dispute", "open", "C1", "--item", "INV-1", "--amount", "20.00", *OPEN, "--json")
    (opened,) = lines(output)
    assert (code, opened["id"], opened["amount"], opened["state"]) == (0, 1, "20.00", "open")
    for number in ("INV-2", "INV-3"):
        assert run("dispute", "open", "C1", "--item", number, *OPEN)[0] == 0
    code, _, error = run("dispute", "open", "C1", "--item", "INV-2", *OPEN)
    assert (code, "disputed already" in error) == (1, True)
    code, _, error = run("dispute", "open", "C1", "--amount", "5", *OPEN)
    assert (code, "--amount needs --item" in error) == (1, True)
    (changed,) = lines(run("dispute", "change", "3", "--code", "quantity", "--by", "ann", "--json")[1])
    assert (changed["code"], changed["owner"]) == ("quantity", "logistics@brightwater-components.example")
    (credit,) = lines(
        run("dispute", "resolve", "1", "--outcome", "credit", "--amount", "15", "--by", "ann", "--json")[1]
    )
    assert (credit["state"], credit["credit"], credit["amount"]) == ("credit_requested", "15.00", "15.00")
    code, _, error = run("dispute", "resolve", "2", "--outcome", "reject", "--by", "ann")
    assert (code, "needs a reason" in error) == (1, True)
    assert run("dispute", "resolve", "2", "--outcome", "reject", "--note", "agreed", "--by", "ann")[0] == 0
    listed = lines(run("dispute", "list", "--account", "C1", "--json")[1])
    assert sorted(one["id"] for one in listed) == [1, 3]
    assert len(lines(run("dispute", "list", "--all", "--json")[1])) == 3
    (packet,) = lines(run("dispute", "packet", "3", "--out", "packet.pdf", "--json")[1])
    assert packet["documents"] == ["INV-3"]
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF-")
    assert lines(run("dispute", "remind", "--json")[1]) == [
        {"credited": 0, "settled": 0, "escalated": 0, "reminders": 0}
    ]
    assert "Nothing is disputed again and again." in run("dispute", "report")[1]
    assert run("dispute", "open", "C1", "--item", "INV-2", *OPEN)[0] == 0
    again = max(lines(run("dispute", "list", "--json")[1]), key=lambda one: int(one["id"]))
    assert (again["repeats"], again["owner"]) == (2, "sales-head@brightwater-components.example")
    (cause,) = lines(run("dispute", "report", "--json")[1])
    assert (cause["code"], cause["customer"], cause["count"], cause["documents"]) == ("price", "C1", 3, 2)
    assert run("verify")[0] == 0


def test_what_goes_with_one_outcome_does_not_go_with_another(run: Run) -> None:
    assert run("dispute", "open", "C1", "--item", "INV-1", *OPEN)[0] == 0
    refused = (("--amount", "5"), ("--enclose", "POD-1"))
    for option in refused:
        code, _, error = run("dispute", "resolve", "1", "--outcome", "withdraw", "--by", "ann", *option)
        assert (code, "goes with --outcome" in error) == (1, True)
    code, _, error = run("dispute", "resolve", "9", "--outcome", "withdraw", "--by", "ann")
    assert (code, "there is no dispute 9" in error) == (1, True)
