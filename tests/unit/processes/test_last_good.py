"""A running process reads what ops people change, and keeps what was good when the change is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.errors import ConfigurationError
from workers.policy.source import LastGood


def _reader(file: Path) -> int:
    try:
        return int(file.read_text())
    except ValueError as error:
        raise ConfigurationError("no number", file=str(file), line=1) from error


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "number.txt"
    written.write_text("1")
    return written


def test_a_changed_file_is_read_again(file: Path) -> None:
    source = LastGood([file.parent], lambda: _reader(file))
    assert source.current() == 1
    file.write_text("2")
    assert source.held == 1  # what a log line asks: it must not read files
    assert source.current() == 2
    assert source.held == 2


def test_a_bad_file_never_replaces_the_last_good_one(file: Path) -> None:
    source = LastGood([file.parent], lambda: _reader(file))
    file.write_text("two")
    assert source.current() == 1
    assert source.problem == f"{file}:1: no number"
    file.write_text("3")
    assert (source.current(), source.problem) == (3, "")


def test_a_process_does_not_start_on_a_bad_file(file: Path) -> None:
    file.write_text("one")
    with pytest.raises(ConfigurationError):
        LastGood([file.parent], lambda: _reader(file))


def test_only_content_counts(file: Path) -> None:
    readings = []
    source = LastGood([file.parent], lambda: readings.append(file))
    file.touch()
    source.current()
    assert len(readings) == 1
