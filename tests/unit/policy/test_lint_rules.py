"""Every rule of lint on a seeded bad ladder: its stable id, its line, and whether it keeps the ladder from running."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.policy.bad_ladders import BAD_LADDERS, RIGHT, Bad
from tests.unit.policy.policy_files import ROBOT, write_policy
from workers.errors import ConfigurationError
from workers.policy.lint.tone import TONES, tone_of
from workers.policy.load import Checked, check_policy

NOTICES = frozenset({"friendly_reminder", "second_reminder", "final_notice"})


def checked(folder: Path, ladder: str = RIGHT, robot: str = ROBOT) -> Checked:
    return check_policy(write_policy(folder, ladder=ladder, robot=robot), notices=NOTICES)


def rules(findings: Sequence[ConfigurationError]) -> set[str]:
    return {finding.rule for finding in findings}


def test_the_right_ladder_gives_no_rule_a_word(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert (found.errors, found.warnings) == ([], [])


def test_there_are_thirty_bad_ladders_for_thirty_rules_and_more() -> None:
    assert len({bad.rule for bad in BAD_LADDERS}) == len(BAD_LADDERS) >= 30


@pytest.mark.parametrize("bad", BAD_LADDERS, ids=lambda bad: bad.rule)
def test_pitfall_20_a_seeded_bad_ladder_is_named_by_rule_and_line(tmp_path: Path, bad: Bad) -> None:
    assert bad.old in RIGHT
    text = RIGHT.replace(bad.old, bad.new, 1)
    text = text.replace("levels:", "entry: by_age\nlevels:", 1) if bad.rule == "entry-pointless" else text
    found = checked(tmp_path, text)

    finding = next(f for f in [*found.errors, *found.warnings] if f.rule == bad.rule)
    assert finding.warning is bad.warning
    assert finding.line == text.count("\n", 0, text.index(bad.at)) + 1
    assert f"[{bad.rule}]" in str(finding)
    assert finding.hint


@pytest.mark.parametrize("bad", [bad for bad in BAD_LADDERS if not bad.warning], ids=lambda bad: bad.rule)
def test_an_error_keeps_the_policy_from_being_used(tmp_path: Path, bad: Bad) -> None:
    with pytest.raises(ConfigurationError, match=bad.rule):
        checked(tmp_path, RIGHT.replace(bad.old, bad.new, 1)).usable()


def test_a_warning_keeps_nothing_from_running(tmp_path: Path) -> None:
    bad = next(bad for bad in BAD_LADDERS if bad.rule == "deadline-overtaken")
    policy = checked(tmp_path, RIGHT.replace(bad.old, bad.new, 1)).usable()
    assert policy.ladders["standard"].levels


def test_a_ladder_that_no_segment_uses_is_remarked(tmp_path: Path) -> None:
    folder = write_policy(tmp_path, ladder=RIGHT)
    (folder / "ladders" / "spare.yaml").write_text(RIGHT, encoding="utf-8")
    found = check_policy(folder, notices=NOTICES)
    assert rules(found.warnings) == {"unused-ladder"}


def test_a_window_that_no_pack_leaves_open_is_refused(tmp_path: Path) -> None:
    """US law lets nobody be reached before eight; a window that ends at seven reaches no consumer there ever."""
    folder = write_policy(tmp_path, ladder=RIGHT, robot=ROBOT.replace('"09:00-18:00"', '"05:00-07:00"'))
    packs = Path(__file__).parents[3] / "config" / "rule_packs"
    (folder / "rule_packs").mkdir()
    (folder / "rule_packs" / "us_regf.yaml").write_text((packs / "us_regf.yaml").read_text(), encoding="utf-8")
    assert "window-empty" in rules(check_policy(folder, notices=NOTICES).errors)


@pytest.mark.parametrize(
    ("language", "kind", "text"),
    [
        ("en", "threat", "Pay now or we will ruin you."),
        ("de", "threat", "Sie werden es bereuen."),
        ("fr", "threat", "Payez, sinon la police viendra."),
        ("es", "threat", "Pague o irá a la cárcel."),
        ("en", "promotion", "By the way: a special offer."),
        ("de", "promotion", "Sichern Sie sich den Gutschein."),
        ("en", "agency", "We will pass this to a collection agency."),
        ("de", "agency", "Wir übergeben den Vorgang an ein Inkassobüro."),
        ("de_CH", "agency", "Danach folgt das gerichtliche Verfahren."),
    ],
)
def test_tone_is_heard_in_each_language(language: str, kind: str, text: str) -> None:
    tone = tone_of(language)
    assert tone is not None
    assert getattr(tone, kind).search(text)


@pytest.mark.parametrize(
    "text",
    [
        "our records show that the following is past its due date",
        "please pay the amount shown by 5 March 2026",
        "an arrangement is still possible",
        "Bitte zahlen Sie bis zum 5. März 2026",
    ],
)
def test_plain_requests_are_no_threats(text: str) -> None:
    assert not any(tone.threat.search(text) or tone.promotion.search(text) for tone in TONES.values())
