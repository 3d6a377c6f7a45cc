"""A text announces an agency only where the level that gives it is the final notice before a referral."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from workers.rendering import check_config

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


def found(config: Path, templates: Path = ROOT / "templates") -> list[str]:
    return [str(error) for error in check_config(config, templates).errors]


def test_a_ladder_whose_referral_is_left_out_keeps_the_shipped_texts(config: Path) -> None:
    """The shipped final notice speaks of an agency only where `announces_referral`; no ladder makes it do so here."""
    ladder = config / "ladders" / "standard.yaml"
    ladder.write_text(re.sub(r"(?s)\n# The last level.*", "\n", ladder.read_text(encoding="utf-8")), encoding="utf-8")
    assert "\nreferral:" not in ladder.read_text(encoding="utf-8")
    assert found(config) == []


def test_a_text_shared_with_a_ladder_without_referral_announces_no_agency_to_its_customers(tmp_path: Path) -> None:
    """Key accounts get the same final notice, and never an agency."""
    templates = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    body = templates / "dunning/final_notice/en/body.txt"
    body.write_text(
        body.read_text(encoding="utf-8")
        .replace("{% else %}", "")
        .replace("{% if a", "{# if a", 1)
        .replace("referral %}", "referral #}", 1)
        .replace("{% endif %}", "", 1),
        encoding="utf-8",
    )
    assert [error for error in found(ROOT / "config", templates) if "agency-too-early" in error and "body.txt" in error]


def test_the_shipped_final_notice_may_go_over_every_channel(config: Path) -> None:
    """Its call script serves ladders with and without a referral alike."""
    for name in ("standard", "key_accounts"):
        ladder = config / "ladders" / f"{name}.yaml"
        levels, final = ladder.read_text(encoding="utf-8").split("  - name: final_notice\n")
        final = re.sub(r"    (fallback_)?channels: .*\n", "", final)
        final = "  - name: final_notice\n    channels: [email, letter, call]\n    fallback_channels: [sms]\n" + final
        ladder.write_text(levels + final, encoding="utf-8")
    assert found(config) == []
