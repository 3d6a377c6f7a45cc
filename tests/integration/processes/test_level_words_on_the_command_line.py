"""Approval and order hold of a level, from the ladder's file to what the commands print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.open_items_file import csv_text, item
from tests.robot_home import LIVE, copy_config, environment
from workers.cli import main

NOW = "2026-03-03T10:00:00+00:00"


def test_a_notice_waits_for_approval_leaves_and_holds_orders(
    tmp_path: Path, furnished_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = copy_config(tmp_path, LIVE)
    ladder = config / "ladders" / "standard.yaml"
    words = "    channels: [email]\n    approval: always\n    order_hold: true\n"
    ladder.write_text(ladder.read_text().replace("    channels: [email]\n", words, 1))
    for name, value in environment(furnished_home, config=str(config), clock=NOW).items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "items.csv"
    file.write_text(csv_text([item("INV-1", issue_date="2025-12-15", due_date="2026-01-15", country="GB")]))

    def command(*arguments: str) -> list[dict[str, Any]]:
        assert main((*arguments, "--json")) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    command("import", str(file))
    command("dunning", "run")
    assert command("dispatch")[0]["handed_over"] == 0
    assert command("order-holds", "list") == []
    case = next(line for line in command("exceptions", "list") if line["kind"] == "run_approval")
    assert "every friendly_reminder needs a person: 1 notices over" in case["reason"]
    command("exceptions", "resolve", str(case["id"]), "--decision", "approve", "--by", "eva")
    assert command("dispatch")[0]["handed_over"] == 1
    (hold,) = command("order-holds", "list")
    assert hold.keys() == {"account", "entity", "currency", "message", "level", "since", "open_amount", "in_transit"}
    assert (hold["account"], hold["level"], hold["in_transit"]) == ("C1", 1, "0.00")
