"""The commands about agencies: what they have, their files, what a person tells them, and how the commands refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agency_house import House, build_house
from tests.integration.processes.commands import Run
from workers.ledger.unit_of_work import open_ledger

# The day of the house, at noon.
_NOW = "2026-11-23T12:00:00+00:00"
_AGENCIES = """\
agencies:
  north:
    name: North Inkasso
    currencies: [EUR]
    folder: placements/north
    incoming: incoming/north
    commission_percent: "10"
"""
_SLOW = pytest.mark.slow


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """Commands on the day of the house, under a policy with its agency."""
    (tmp_path / "config/agencies.yaml").write_text(_AGENCIES)
    return lambda *arguments, **settings: commands(*arguments, **{"clock": _NOW, **settings})


@pytest.fixture
def house(tmp_path: Path, furnished_home: Path) -> Iterator[House]:
    """Two invoices of 100.00 and 80.00, placed with an agency that has read them; the robot lives in the same home."""
    ledger = open_ledger(f"sqlite:///{furnished_home / 'collectbot.db'}")
    built = build_house(ledger, tmp_path)
    built.place()
    yield built
    ledger.engine.dispose()


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_placement_by_command_from_its_batch_to_its_recall(run: Run, house: House) -> None:
    (placed,) = lines(run("agency", "list", "--json")[1])
    assert (placed["id"], placed["agency"], placed["customer"], placed["state"]) == (1, "north", "C1", "placed")
    assert placed["items"][0] == {"document_number": "INV-1", "placed": "100.00", "open": "100.00", "came_back": None}
    remitted = house.peer.remit(house.peer.claims["1", "INV-1"], 50_00, 5_00, "NI-2026-7")
    house.lay(*house.peer.file([house.peer.acknowledge("CB-1"), remitted]))
    code, output, _ = run("agency", "poll", "--json")
    (report,) = lines(output)
    assert (code, report["outcomes"], report["unread"]) == (0, {}, {})
    assert [(file["agency"], file["state"], file["records"]) for file in report["files"]] == [("north", "read", 2)]
    (paid,) = lines(run("agency", "remittances", "--agency", "north", "--json")[1])
    assert (paid["reference"], paid["gross"], paid["commission"], paid["arriving"], paid["state"]) == (
        "NI-2026-7", "50.00", "5.00", "45.00", "waiting",
    )  # fmt: skip
    code, output, _ = run("agency", "recall", "1", "--reason", "we take it back", "--by", "ann", "--json")
    assert (code, lines(output)[0]["state"]) == (0, "recalled")
    sent = lines(run("agency", "batches", "--json")[1])
    assert [(batch["batch"], batch["kind"], batch["state"]) for batch in sent] == [
        ("CB-2", "recall", "sent"), ("CB-1", "place", "acknowledged"),
    ]  # fmt: skip
    code, output, error = run("agency", "recall", "1", "--reason", "again", "--by", "ann", "--json")
    assert (code, output, "placement 1 is recalled: no agency works on it" in error) == (1, "", True)


@_SLOW
def test_what_a_person_tells_an_agency(run: Run, house: House) -> None:
    assert run("agency", "note", "1", "--text", "they moved", "--by", "ann")[0] == 0
    (told,) = lines(run("agency", "close", "1", "--reason", "too small", "--by", "ann", "--json")[1])
    assert told["state"] == "placed"
    assert [batch["kind"] for batch in lines(run("agency", "batches", "--json")[1])] == [
        "close_request", "note", "place",
    ]  # fmt: skip


@_SLOW
def test_wrong_numbers_and_empty_words_are_explained(run: Run, house: House) -> None:
    for command in (("recall", "9", "--reason", "x"), ("note", "9", "--text", "x"), ("close", "9", "--reason", "x")):
        code, output, error = run("agency", *command, "--by", "ann")
        assert (code, output) == (1, "")
        assert "there is no placement 9: `collectbot agency list` shows them" in error
    code, _, error = run("agency", "note", "1", "--text", " ", "--by", "ann")
    assert (code, "say it in 1 to 1000 signs" in error) == (1, True)
    assert run("agency", "recall", "1", "--by", "ann")[0] == 1, "a recall needs its reason"
    assert [batch["kind"] for batch in lines(run("agency", "batches", "--json")[1])] == ["place"]


@_SLOW
def test_a_file_with_faults_is_told_of_by_line_and_column(run: Run, house: House) -> None:
    house.lay(*house.peer.file([{**house.peer.acknowledge("CB-1"), "batch": "CB-7"}]))
    code, output, _ = run("agency", "poll", "--json")
    (file,) = lines(output)[0]["files"]
    assert (code, file["state"], file["records"]) == (0, "refused", 0)
    assert [(fault["line"], fault["column"]) for fault in file["faults"]] == [(2, "batch")]
    assert "refused" in str(list((house.home / "incoming/north").iterdir()))


@_SLOW
def test_a_folder_that_cannot_be_read_fails_the_poll_after_all_else_was_done(run: Run, house: House) -> None:
    folder = house.home / "incoming/north"
    folder.parent.mkdir(parents=True)
    folder.write_text("this is no folder")
    code, output, error = run("agency", "poll", "--json")
    assert (code, lines(output)[0]["files"]) == (1, [])
    assert f"the post of north cannot be read: agency folder {folder}" in error.splitlines()[-1]
    assert "Traceback" not in error
    code, output, error = run("agency", "poll")
    assert (code, "No agency has laid down a file." in output) == (1, True)


@_SLOW
def test_people_read_tables_and_are_told_where_there_is_nothing(run: Run, house: House) -> None:
    assert "north" in run("agency", "list")[1]
    assert "CB-1" in run("agency", "batches")[1]
    assert run("agency", "batches", "--agency", "south")[1] == "No agency was sent anything.\n"
    assert run("agency", "remittances")[1] == "No agency has remitted anything.\n"
    assert run("agency", "recall", "1", "--reason", "so", "--by", "ann")[0] == 0
    assert run("agency", "list")[1] == "No agency has anything.\n"
