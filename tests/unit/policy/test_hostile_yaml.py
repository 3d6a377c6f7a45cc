"""Files that no editor writes on purpose: each is refused with its place and a hint, and none ends in a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.policy.policy_files import NOTICES, TEXTS, write_policy
from tests.unit.policy.wrong_policies import LADDER
from workers.errors import ConfigurationError
from workers.policy.load import check_policy

_GOOD = TEXTS[LADDER]


def errors_of(folder: Path, content: bytes) -> Sequence[ConfigurationError]:
    config = write_policy(folder)
    (config / LADDER).write_bytes(content)
    return check_policy(config, notices=NOTICES).errors


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        pytest.param("levels: " + "[" * 5000 + "]" * 5000, 1, "nested too deeply", id="brackets"),
        pytest.param("levels: " + "{a: " * 300 + "1" + "}" * 300, 1, "nested too deeply", id="braces"),
        pytest.param("\n".join(" " * n + "a:" for n in range(900)), 1, "nested too deeply", id="blocks"),
        pytest.param(_GOOD.replace(": 3\n", f": {'9' * 5000}\n"), 4, "number of 5000 digits", id="digits"),
        pytest.param(_GOOD.replace("friendly\n", '"\\U00110000"\n'), 1, "broken YAML", id="beyond-unicode"),
        pytest.param(_GOOD.replace("friendly\n", '"\\ud800"\n'), 2, "half a sign", id="half-a-sign"),
        pytest.param(_GOOD.replace("friendly\n", "fri\x07endly\n"), 2, "unacceptable character", id="bell"),
    ],
)
def test_a_hostile_ladder_file_is_refused_in_its_place(tmp_path: Path, content: str, line: int, says: str) -> None:
    found = [error for error in errors_of(tmp_path, content.encode()) if says in error.message]

    assert [error.line for error in found] == [line]


def test_utf_16_without_a_mark_is_refused_with_a_hint(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path, _GOOD.encode("utf-16-le"))

    assert (error.line, error.column) == (1, 2)
    assert "save the file as UTF-8" in error.hint


def test_a_yes_of_yaml_1_1_is_not_read_as_no(tmp_path: Path) -> None:
    content = "%YAML 1.1\n---\n" + _GOOD.replace("recipients: [manager]", "recipients: [manager]\n    order_hold: yes")

    (error,) = errors_of(tmp_path, content.encode())

    assert "'yes' is not true or false" in error.message


@pytest.mark.parametrize("key", ["pay_within_days", "min_interval_days"])
def test_days_beyond_the_calendar_are_refused(tmp_path: Path, key: str) -> None:
    """Such a notice has no deadline, and no day on which the next may follow: every run would fail."""
    content = _GOOD.replace("    days_after_due: 3\n", f"    days_after_due: 3\n    {key}: 99999999999\n")

    (error,) = errors_of(tmp_path, content.encode())

    assert (error.line, error.hint) == (5, "at most 1000000")
