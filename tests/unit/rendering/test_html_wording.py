"""The HTML part of a mail, which most readers are shown, is held to the same words as its plain text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workers.rendering import check_config

ROOT = Path(__file__).parents[3]
BODY = "dunning/second_reminder/en/body.html"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("Kind regards", "Or we call the <b>police</b>", "threat"),
        ("Kind regards", "See our special\n<i>offer</i>", "promotion"),
        ("Kind regards", "A collection\n agency will come", "agency-too-early"),
    ],
    ids=["threat", "promotion", "agency"],
)
def test_what_only_the_html_says_is_judged_too(tmp_path: Path, old: str, new: str, rule: str) -> None:
    templates = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    text = (templates / BODY).read_text(encoding="utf-8")
    assert old in text
    (templates / BODY).write_text(text.replace(old, new), encoding="utf-8")

    found = {(Path(error.file), error.rule) for error in check_config(ROOT / "config", templates).errors}

    assert found == {(templates / BODY, rule)}
