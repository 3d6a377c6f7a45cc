"""What the check of templates says of letters and call scripts, by rule id."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.rendering.sample_notice import FACTS
from workers.policy.load import check_policy
from workers.rendering import Renderer
from workers.rendering.wording import NoticeUse, check_wording

ROOT = Path(__file__).parents[3]


def rules_broken(templates: Path) -> list[str]:
    folder = templates / "dunning/second_reminder"
    use = NoticeUse(folder, frozenset({"letter", "call"}), announcing=frozenset({False}))
    rendered = Renderer(templates).render_notice("second_reminder", "en", use.as_given(FACTS), use.channels)
    found = check_wording(check_policy(ROOT / "config").usable(), use, folder / "en", use.as_given(FACTS), rendered)
    return [f"{Path(finding.file).name} {finding.rule}" for finding in found]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    return tmp_path / "templates"


def test_the_shipped_letters_and_scripts_break_no_rule() -> None:
    assert rules_broken(ROOT / "templates") == []


@pytest.mark.parametrize(
    ("part", "old", "new", "rule"),
    [
        ("letter.txt", "[[figures]]", "", "letter-form"),
        ("letter.txt", "Please pay", "Or we will seize your goods. Please pay", "threat"),
        ("call.txt", "{{ creditor.name }}", "us", "call-creditor"),
        ("call.txt", '{% include "dunning/_layout/call_items.txt" %}', "", "call-items"),
        (
            "call.txt",
            "Announce nothing",
            "A collection agency will come. Announce nothing",
            "agency-too-early",
        ),
    ],
)
def test_a_spoilt_text_breaks_its_rule(part: str, old: str, new: str, rule: str, templates: Path) -> None:
    file = templates / "dunning/second_reminder/en" / part
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert rules_broken(templates) == [f"{part} {rule}"]
