"""The commands about limits, from `set` to `watch`, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.integration.processes.commands import Run
from tests.integration.processes.test_dispute_commands import run as run

LEAD = "finance-lead@brightwater-components.example"


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_limits_by_command(run: Run, tmp_path: Path) -> None:
    wanted = ("--currency", "EUR", "--reason", "asked by sales", "--by", "ann", "--json")
    assert lines(run("credit", "set", "C1", "--limit", "250.00", *wanted)[1])[0]["case"] is None
    (waits,) = lines(run("credit", "set", "C1", "--limit", "20000.00", *wanted)[1])
    code, _, error = run("exceptions", "resolve", str(waits["case"]), "--decision", "approve", "--by", "ann")
    assert (code, "somebody else has to agree" in error) == (1, True)
    assert run("exceptions", "resolve", str(waits["case"]), "--decision", "refuse", "--by", LEAD)[0] == 0
    assert lines(run("credit", "watch", "--json")[1]) == [{"breached": 1, "kept": 0, "reviews": 0}]
    (listed,) = lines(run("credit", "list", "--breached", "--json")[1])
    assert (listed["customer"], listed["limit"], listed["breached_since"]) == ("C1", "250.00", "2026-03-03")
    (brief,) = lines(run("credit", "brief", "C1", "--json")[1])
    assert (brief["exposure"], brief["limit"], brief["score"]) == ("300.00", "250.00", None)
    assert "owes 300.00 EUR" in run("credit", "brief", "C1")[1]
    (tmp_path / "limits.csv").write_text("customer_id,currency,limit,terms,reason\nC1,EUR,none,open,yearly\n")
    assert lines(run("credit", "import", "limits.csv", "--by", "ann", "--json")[1])[0]["set"] == 0
    code, _, error = run("credit", "set", "C1", "--limit", "much", *wanted)
    assert (code, "much" in error) == (1, True)
