"""`ladder simulate` and `explain` as commands: what they print, what they refuse, and that they change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item

LATER = "2026-03-24T10:00:00+00:00"
DAYS = ("--from", "2026-03-03", "--to", "2026-03-24")
LADDER = """\
levels:
  - name: reminder
    notice: friendly_reminder
    days_after_due: 3
    channels: [email]
    recipients: [ap_clerk]
"""


@pytest.fixture
def run(tmp_path: Path, commands: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A robot whose book came in on one day and is asked three weeks later."""
    dates = {"issue_date": "2026-01-15", "due_date": "2026-03-02", "country": "GB", "party": "company"}
    (tmp_path / "items.csv").write_text(csv_text([item("INV-1", **dates)]))
    assert commands("import", "items.csv")[0] == 0
    monkeypatch.setenv("COLLECTBOT_CLOCK", LATER)
    (tmp_path / "gentle.yaml").write_text(LADDER)
    return commands


def test_a_ladder_is_tried_and_the_report_is_the_same_bytes_each_time(run: Run) -> None:
    ask = ("ladder", "simulate", "--ladder", "gentle.yaml", *DAYS, "--json", "--html", "report.html")
    code, first, _ = run(*ask)
    page = Path("report.html").read_bytes()
    assert (code, run(*ask)[1], Path("report.html").read_bytes()) == (0, first, page)
    assert json.loads(first)["candidate"]["messages"] == 1
    assert page.startswith(b"<!doctype html>")


def test_people_read_tables(run: Run) -> None:
    code, output, _ = run("ladder", "simulate", "--ladder", "gentle.yaml", *DAYS)
    assert code == 0
    assert "gentle, tried on 22 days from 2026-03-03 to 2026-03-24" in output
    assert "notices that ask for what was already paid" in output


def test_what_changes_with_a_version_to_come_is_told_point_by_point(run: Run) -> None:
    code, output, _ = run("ladder", "diff", "standard", "--file", "gentle.yaml", "--json")
    told = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert {"level": "reminder", "point": "level", "before": None, "after": 1} in told
    assert {"level": "referral", "point": "days_after_due", "before": 60, "after": None} in told
    Path("standard.yaml").write_text(Path("config/ladders/standard.yaml").read_text().replace('"10.00"', '"20.00"'))
    (line,) = run("ladder", "diff", "standard", "--file", "standard.yaml", "--json")[1].splitlines()
    assert json.loads(line)["after"] == {"EUR": "20.00", "USD": "20.00", "GBP": "20.00"}
    assert run("ladder", "diff", "standard")[:2] == (0, "Nothing changes.\n")
    code, _, error = run("ladder", "diff", "none")
    assert (code, "there is no ladder none" in error) == (1, True)


def test_a_mistake_in_the_candidate_is_named_with_its_line(run: Run) -> None:
    Path("gentle.yaml").write_text(LADDER.replace("channels:", "chanels:"))
    code, _, error = run("ladder", "simulate", "--ladder", "gentle.yaml", *DAYS)
    assert (code, "gentle.yaml:5:5: unknown key 'chanels'" in error) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--ladder", "nowhere.yaml", *DAYS), "nowhere.yaml: cannot be read"),
        (("--ladder", "gentle.yaml", "--from", "2026-03-03", "--to", "2026-03-25"), "has not been yet"),
        (("--ladder", "gentle.yaml", "--from", "2026-03-05", "--to", "2026-03-04"), "comes after"),
        (("--ladder", "gentle.yaml", *DAYS, "--segment", "nobody"), "there is no segment nobody"),
    ],
)
def test_what_cannot_be_tried_is_refused(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    code, _, error = run("ladder", "simulate", *arguments)
    assert code == 1
    assert complaint in error


def test_explain_says_why_now_and_then_and_of_a_notice(run: Run) -> None:
    code, output, _ = run("explain", "C1")
    assert (code, "=> NoticeDue: level 1" in output, "At the send gate, by email" in output) == (0, True, True)
    assert "=> Wait: reason" in run("explain", "C1", "--at", "2026-03-04")[1]
    run("dunning", "run")
    told = json.loads(run("explain", "1", "--json")[1])
    assert told["decision"]["replay"] == "the same bytes"
    assert "It was not attempted." in run("explain", told["key"])[1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nobody",), "there is no customer nobody and no notice with that id or key"),
        (("C1", "--at", "2026-03-25"), "has not been yet"),
        (("C1", "--at", "2026-03-01"), "nothing is known of customer C1 before"),
        (("C1", "--at", "yesterday"), "is not an ISO instant"),
    ],
)
def test_what_cannot_be_explained_is_refused(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    code, _, error = run("explain", *arguments)
    assert code == 1
    assert complaint in error
