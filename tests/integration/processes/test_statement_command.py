"""`collectbot statement`: a month's statement on the screen, as JSON, and as PDF; it never sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item

LATER = "2026-04-01T10:00:00+00:00"
Command = Callable[..., str]


@pytest.fixture
def command(tmp_path: Path, commands: Run, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A book into which one item came in March; it is April now."""
    dates = {"issue_date": "2025-12-15", "due_date": "2026-01-15", "country": "GB"}
    (tmp_path / "items.csv").write_text(csv_text([item("INV-1", **dates)]))
    assert commands("import", "items.csv")[0] == 0
    monkeypatch.setenv("COLLECTBOT_CLOCK", LATER)

    def run(*arguments: str, code: int = 0) -> str:
        ended, told, errors = commands("statement", *arguments)
        assert ended == code
        return errors if code else told

    return run


def test_it_prints_the_month_before_with_rolling_balances(command: Command) -> None:
    (line,) = command("C1", "--json").splitlines()
    told = json.loads(line)
    assert (told["first"], told["last"], told["opening"]) == ("2026-03-01", "2026-03-31", "0.00")
    (movement,) = told["movements"]
    assert (movement["on"], movement["kind"], movement["reference"]) == ("2026-03-03", "invoice", "INV-1")
    assert movement["balance"] == told["closing"] == told["open_items"][0]["open"]
    next_month = json.loads(command("C1", "--month", "2026-04", "--json"))
    assert (next_month["opening"], next_month["movements"]) == (told["closing"], [])
    assert "INV-1" in command("C1")


def test_it_writes_a_pdf(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "statement.pdf"
    command("C1", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("C1", "--month", "march"), "'march' is not a month such as 2026-03"),
        (("C1", "--month", "2026-05"), "has not begun yet"),
        (("C1", "--month", "2026-02"), "nothing to state for 2026-02"),
        (("C1", "--currency", "CHF"), "nothing to state in CHF"),
        (("C9",), "no account of customer C9"),
        (("C1", "--out", "/nowhere/at/all.pdf"), "cannot write /nowhere/at/all.pdf"),
    ],
)
def test_it_says_what_is_wrong(command: Command, arguments: tuple[str, ...], complaint: str) -> None:
    assert complaint in command(*arguments, code=1)
