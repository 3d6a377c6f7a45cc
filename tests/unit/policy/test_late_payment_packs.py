"""Rule packs on late payment: locked to their vectors, which are run with the policy, and no two for one customer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.unit.policy.policy_files import write_policy
from workers.errors import ConfigurationErrors
from workers.policy.load import check_policy

CONFIG = Path(__file__).parents[3] / "config"


def copied(folder: Path) -> Path:
    """The shipped rates and the packs of this file, in a policy that reads fast."""
    config = write_policy(folder)
    shutil.copy(CONFIG / "rates.yaml", config)
    (config / "rule_packs").mkdir()
    for pack in ("de_bgb", "at_ugb", "uk_lpcda", "eu_late_payment", "us_florida_hours"):
        shutil.copy(CONFIG / "rule_packs" / f"{pack}.yaml", config / "rule_packs")
    return config


def changed(folder: Path, pack: str, old: str, new: str) -> Path:
    """The shipped policy with one word of a pack changed, and its vectors said to be of the new parameters."""
    config = copied(folder)
    file = config / "rule_packs" / f"{pack}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if found := re.search(r"vectors_for: (\w+)", " ".join(map(str, check_policy(config).errors))):
        unlocked = re.sub(
            r"^vectors_for: .*$", f"vectors_for: {found[1]}", file.read_text(encoding="utf-8"), flags=re.M
        )
        file.write_text(unlocked, encoding="utf-8")
    return config


def test_another_margin_is_refused_until_the_vectors_are_of_it(tmp_path: Path) -> None:
    config = copied(tmp_path)
    file = config / "rule_packs" / "de_bgb.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('margin_percent: "9"', 'margin_percent: "8"'), "utf-8")
    with pytest.raises(ConfigurationErrors, match=r"de_bgb\.yaml:\d+:\d+: the vectors were written for other"):
        check_policy(config).usable()


@pytest.mark.parametrize(
    ("pack", "old", "new", "complaint"),
    [
        ("de_bgb", 'margin_percent: "9"', 'margin_percent: "8"', "expects 171.58 EUR of interest, and gets 157.88"),
        ("de_bgb", 'amount: {EUR: "40.00"}', 'amount: {EUR: "45.00"}', "expects 40.00 EUR of compensation"),
        ("uk_lpcda", "    rate_moves: at_default\n", "", "expects 289.86 GBP of interest, and gets 315.34"),
        ("uk_lpcda", 'debt_below: {GBP: "1000.00"}', 'debt_below: {GBP: "999.99"}', "'a penny below the second sum'"),
        ("eu_late_payment", "country: [BE", "country: [BE, DE", "de_bgb governs late payments of the same customers"),
        ("at_ugb", "at_basiszinssatz", "at_basiszins", "did you mean 'at_basiszinssatz'"),
        ("at_ugb", "  country: [AT]", "  country: [AT]\n  role: [agency]", "a law on late payment covers countries"),
        ("at_ugb", 'interest: {EUR: "130.80"}', 'interest: {GBP: "130.80"}', "in the currency of its debt, EUR"),
        ("us_florida_hours", "region: [FL]", "region: [Florida]", "a state as its post writes it"),
        ("us_florida_hours", "region: [FL]", "region: [GA]", "the vectors were written for other"),
    ],
)
def test_a_wrong_law_is_refused(tmp_path: Path, pack: str, old: str, new: str, complaint: str) -> None:
    if pack == "us_florida_hours":
        config = copied(tmp_path)
        file = config / "rule_packs" / f"{pack}.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    else:
        config = changed(tmp_path, pack, old, new)
    with pytest.raises(ConfigurationErrors, match=re.escape(complaint)):
        check_policy(config).usable()


def test_a_law_without_a_vector_that_charges_is_refused(tmp_path: Path) -> None:
    config = changed(tmp_path, "at_ugb", ', interest: {EUR: "130.80"}, compensation: {EUR: "40.00"}', "")
    with pytest.raises(ConfigurationErrors, match="no charge vector shows what the pack charges"):
        check_policy(config).usable()


def test_the_policy_check_names_the_vector_at_its_line(tmp_path: Path) -> None:
    config = changed(tmp_path, "at_ugb", 'interest: {EUR: "130.80"}', 'interest: {EUR: "130.81"}')
    text = (config / "rule_packs" / "at_ugb.yaml").read_text(encoding="utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "a hundred days" in words)
    (error,) = check_policy(config).errors
    assert f"at_ugb.yaml:{line}:" in str(error)
    assert "'a hundred days' expects 130.81 EUR of interest, and gets 130.80" in str(error)
