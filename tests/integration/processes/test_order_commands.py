"""The commands about orders, from `review` to `release`, and how they refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.integration.processes.test_dispute_commands import run as run

ASK = ("--amount", "100.00", "--currency", "EUR", "--by", "erp")


def told(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output)
    return found


def test_an_order_by_command_from_review_to_release(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(run("order", "review", "C1", "SO-1", *ASK, "--json")[1])
    assert (first["answer"], first["case"]) == ("release", None)
    monkeypatch.setenv("COLLECTBOT_CLOCK", "2027-02-02T10:00:00+00:00")
    assert told(run("order", "review", "C1", "SO-1", *ASK, "--json")[1])["answer"] == "release"
    again = told(run("order", "review", "C1", "SO-1", *ASK, "--again", "--json")[1])
    assert (again["answer"], again["round"]) == ("hold", 2)
    assert any("invoices in EUR are past due" in reason for reason in again["reasons"])
    explained = told(run("order", "explain", "C1", "SO-1", "--json")[1])
    assert (explained["decided_again"], len(explained["owed"]), explained["exposure"]) == ("the same", 3, "300.00")
    assert "past_due_invoices" in run("order", "explain", "C1", "SO-1")[1]
    released = told(run("order", "release", "C1", "SO-1", "--reason", "paid", "--by", "ann", "--json")[1])
    assert (released["answer"], released["decided_by"], released["waits_for_second_person"]) == (
        "release",
        "ann",
        False,
    )
    code, _, error = run("order", "release", "C1", "SO-1", "--reason", "paid", "--by", "ann")
    assert (code, "is released already" in error) == (1, True)
    listed = [json.loads(line) for line in run("order", "list", "--customer", "C1", "--json")[1].splitlines()]
    assert [(line["order"], line["answer"]) for line in listed] == [("SO-1", "release")]
    assert "No order was reviewed." in run("order", "list", "--answer", "hold")[1]
    assert run("verify")[0] == 0


def test_an_order_that_nobody_asked_about_is_told(run: Run) -> None:
    for command in (("explain",), ("release", "--reason", "x", "--by", "ann")):
        code, _, error = run("order", command[0], "C1", "SO-9", *command[1:])
        assert (code, "was never reviewed" in error) == (1, True)
    code, _, error = run("order", "review", "C1", "SO-1", "--amount", "ten", "--currency", "EUR", "--by", "erp")
    assert (code, "ten" in error) == (1, True)
