"""`collectbot backup` and `collectbot restore`: the book moves to another database, and nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.open_items_file import csv_text, item
from tests.robot_home import environment
from tests.servers.postgres import Postgres
from workers.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A back-up of a book with two open items, which is the book of the settings."""
    for name, value in environment(tmp_path / "home", database_url=database_url).items():
        monkeypatch.setenv(name, value)
    items = tmp_path / "items.csv"
    items.write_text(csv_text([item("INV-1"), item("INV-2", amount="25.00", open_amount="25.00")]))
    written = tmp_path / "kept" / "today.backup"
    assert main(["migrate"]) == 0
    assert main(["import", str(items)]) == 0
    assert main(["backup", str(written)]) == 0
    return written


@pytest.fixture
def empty_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database of the same kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'restored.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


def test_a_book_moves_to_another_database(
    file: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["aging", "--json"]) == 0
    book = capsys.readouterr().out.splitlines()[-1]
    monkeypatch.setenv("COLLECTBOT_DATABASE_URL", empty_url)
    assert main(["restore", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["restored"] is True
    assert main(["verify", "--json"]) == 0
    assert main(["aging", "--json"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == book
    assert json.loads(book)["total"] == "125.00"


def test_nothing_is_overwritten(file: Path, capsys: Capture) -> None:
    before = file.read_bytes()
    for command in ("backup", "restore"):
        assert main([command, str(file)]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "already" in said
    assert file.read_bytes() == before
    assert main(["aging"]) == 0


def test_what_cannot_be_done_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    strange = tmp_path / "strange"
    strange.write_text("no back-up")
    within = strange / "below a file"
    for command, named in (("backup", tmp_path / "new"), ("restore", strange), ("restore", within), ("backup", within)):
        assert main([command, str(named)]) == 1
        said = capsys.readouterr().err
        assert said.startswith("collectbot: ")
        assert said.count("\n") == 1
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "home" / "collectbot.db").exists()
