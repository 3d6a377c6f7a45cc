"""Every way to write a wrong policy file, and the line, column and words that answer it (pitfall 20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.policy.policy_files import CASE_KINDS, NOTICES, TEXTS, write_policy
from tests.unit.policy.wrong_policies import LADDER, ROBOT, WRONGS, Wrong
from workers.errors import ConfigurationErrors
from workers.policy.load import check_policy


def place_of(text: str, at: str) -> tuple[int, int]:
    """Line and column, counted from 1, of the first occurrence of a text; a leading line break is not part of it."""
    offset = text.index(at) + (len(at) - len(at.lstrip("\n")))
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: wrong.name)
def test_pitfall_20_a_wrong_file_is_refused_with_its_place(tmp_path: Path, wrong: Wrong) -> None:
    folder = write_policy(tmp_path)
    original = TEXTS[wrong.file]
    assert wrong.old in original
    text = original.replace(wrong.old, wrong.new, 1)
    (folder / wrong.file).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationErrors) as caught:
        check_policy(folder, notices=NOTICES, case_kinds=CASE_KINDS).usable()

    first = next(error for error in caught.value.errors if wrong.says in str(error))
    assert first.file == str(folder / wrong.file)
    assert (first.line, first.column) == place_of(text, wrong.at)
    assert wrong.hint in first.hint
    assert str(first).startswith(f"{first.file}:{first.line}:{first.column}: ")


def test_the_small_policy_is_right(tmp_path: Path) -> None:
    assert check_policy(write_policy(tmp_path), notices=NOTICES, case_kinds=CASE_KINDS).usable().hash


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = write_policy(
        tmp_path,
        robot=TEXTS[ROBOT]
        .replace("mode: live", "mode: alive")
        .replace("Europe/London", "x")
        .replace("report:", "rport:"),
        ladder=TEXTS[LADDER].replace("[email]", "[fax]").replace("final: true", "final: 1"),
    )

    with pytest.raises(ConfigurationErrors) as caught:
        check_policy(folder).usable()

    lines = str(caught.value).splitlines()
    places = [(error.file, error.line) for error in caught.value.errors]
    assert len(lines) == len(places) == 4, lines
    assert len({file for file, _ in places}) == 2
    assert places == sorted(places, key=lambda place: (place[0] != str(folder / ROBOT), place[1]))
    assert (caught.value.file, caught.value.line) == places[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"levels:\n  - name: \xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, says: str) -> None:
    folder = write_policy(tmp_path)
    (folder / LADDER).write_bytes(content)

    with pytest.raises(ConfigurationErrors, match=says) as caught:
        check_policy(folder).usable()

    assert caught.value.line == (2 if b"\xff" in content else 1)


def test_an_alias_may_repeat_a_value_but_not_contain_itself(tmp_path: Path) -> None:
    repeated = TEXTS[LADDER].replace('{EUR: "10.00"}', '&small {EUR: "10.00"}')
    repeated = repeated.replace("min_interval_days: 10", "minimum_amount: *small")
    ladder = check_policy(write_policy(tmp_path, ladder=repeated)).usable().ladders["standard"]
    assert ladder.levels[1].minimum_amount == {"EUR": 1000}

    endless = TEXTS[LADDER].replace("[ap_clerk]", "&again [*again]")
    with pytest.raises(ConfigurationErrors, match="contains itself"):
        check_policy(write_policy(tmp_path, ladder=endless)).usable()


def test_a_thousandfold_alias_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    with pytest.raises(ConfigurationErrors, match="too many values"):
        check_policy(write_policy(tmp_path, ladder=bomb)).usable()


@pytest.mark.parametrize(
    ("name", "hint"), [("robots.yaml", "robot.yaml"), ("ladders/key.yml", "rename it to key.yaml")]
)
def test_a_file_that_nobody_reads_is_refused(tmp_path: Path, name: str, hint: str) -> None:
    folder = write_policy(tmp_path)
    (folder / name).write_text(TEXTS[LADDER], encoding="utf-8")

    with pytest.raises(ConfigurationErrors, match="does not read this file") as caught:
        check_policy(folder).usable()

    assert caught.value.file == str(folder / name)
    assert hint in caught.value.hint


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    folder = write_policy(tmp_path)
    (folder / ROBOT).unlink()
    with pytest.raises(ConfigurationErrors, match=r"robot\.yaml: cannot be read: No such file"):
        check_policy(folder).usable()
    with pytest.raises(ConfigurationErrors, match=r"nowhere: there is no such folder \(set COLLECTBOT_CONFIG\)"):
        check_policy(tmp_path / "nowhere").usable()


def test_a_referral_needs_an_agency(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationErrors, match="names no agency"):
        check_policy(write_policy(tmp_path, agencies="agencies: {}\n")).usable()
