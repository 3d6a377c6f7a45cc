"""The commands about stops: who may lift one, and watch lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """A robot whose book holds two customers."""
    second = {"customer_id": "C2", "customer_name": "Birch Ltd", "customer_email": "ap@birch.example"}
    (tmp_path / "items.csv").write_text(csv_text([item("INV-1"), item("INV-2", **second)]))
    assert commands("import", "items.csv")[0] == 0
    return commands


def _lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_postal_address_is_set_by_command(run: Run) -> None:
    told = run("contact", "set", "C1", "--postal-address", "Ringstr. 1|80331 München", "--by", "anna", "--json")
    assert (told[0], _lines(told[1])[0]["changed"]) == (0, ["letter"])
    code, _, errors = run("contact", "set", "C1", "--postal-address", " | ", "--by", "anna")
    assert (code, errors) == (
        1,
        "collectbot: pass --email, --phone or --postal-address, or several of them\n",
    )
    code, _, errors = run("contact", "set", "C1", "--postal-address", "a|b|c|d|e|f", "--by", "anna")
    assert (code, errors) == (1, "collectbot: the postal address has 6 lines, but an envelope shows 5\n")


LEGAL = ("--by", "legal@brightwater-components.example")


def test_a_stop_is_lifted_with_a_reason(run: Run) -> None:
    stop = _lines(run("stop", "add", "C2", "--reason", "insolvency", "--json")[1])[0]
    code, _, errors = run("stop", "lift", str(stop["id"]), "--reason", " ", *LEGAL)
    assert (code, errors) == (1, "collectbot: a stop is lifted with a reason\n")
    assert run("stop", "lift", str(stop["id"]), "--reason", "court order withdrawn", *LEGAL)[0] == 0


def test_only_the_legal_role_lifts_a_stop_by_command_or_by_case(run: Run) -> None:
    stop = _lines(run("stop", "add", "C2", "--reason", "attorney", "--json")[1])[0]
    (case,) = _lines(run("exceptions", "list", "--json")[1])
    assert (case["kind"], case["account"]) == ("stop_request", "C2")
    refusal = "'anna' may not lift a stop: that takes the role legal (people.legal in robot.yaml: legal@"
    for command in (
        ("stop", "lift", str(stop["id"]), "--reason", "he paid", "--by", "anna"),
        ("exceptions", "resolve", str(case["id"]), "--decision", "lift", "--by", "anna"),
    ):
        code, _, errors = run(*command)
        assert (code, refusal in errors) == (1, True)
    assert run("exceptions", "resolve", str(case["id"]), "--decision", "lift", *LEGAL)[0] == 0
    assert run("stop", "lift", str(stop["id"]), "--reason", "again", *LEGAL)[2].endswith("was lifted before\n")


def test_a_watch_list_stops_all_it_names_or_nobody(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "watch.csv"
    file.write_text("customer_id,kind,evidence\nC1,insolvency,HRB 1\nC9,bankruptcy,\nC2,bancruptcy,\n")
    code, _, errors = run("stop", "import", str(file))
    assert code == 1
    assert f"{file}:3: there is no account of customer C9" in errors
    assert f"{file}:4: 'bancruptcy' is no kind of stop" in errors
    assert _lines(run("exceptions", "list", "--json")[1]) == []
    file.write_text("customer_id,kind,evidence\nC1,insolvency,HRB 1\nC2,bankruptcy,\n")
    code, output, _ = run("stop", "import", str(file), "--json")
    assert (code, len(_lines(output)[0]["stops"])) == (0, 2)
    assert len(_lines(run("exceptions", "list", "--json")[1])) == 2
    again = _lines(run("stop", "import", str(file), "--json")[1])[0]
    assert again["stops"] == _lines(output)[0]["stops"]
