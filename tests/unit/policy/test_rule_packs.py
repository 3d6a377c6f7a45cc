"""Rule packs: dated and cited, locked to their vectors, and the strictest of those that cover a contact binds."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from workers.errors import ConfigurationErrors
from workers.outbox.pack_check import check_vectors
from workers.outbox.rules.pack_vectors import failed_vectors
from workers.policy.load import check_policy
from workers.policy.policy_set import policy_from_json
from workers.policy.rule_pack import Covered, PackParameters, RulePack

CONFIG = Path(__file__).parents[3] / "config"
SHIPPED = check_policy(CONFIG).usable()
PACKS = [pytest.param(pack, id=name) for name, pack in SHIPPED.rule_packs.items()]
DAY = date(2026, 3, 2)


def copied(folder: Path, pack: str, old: str, new: str) -> Path:
    """The shipped policy with one word of a pack changed."""
    shutil.copytree(CONFIG, folder / "config")
    file = folder / "config" / "rule_packs" / f"{pack}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / "config"


@pytest.mark.parametrize("pack", PACKS)
def test_every_vector_of_a_shipped_pack_holds(pack: RulePack) -> None:
    assert list(failed_vectors(pack)) == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_without_what_it_forbids_fails_its_vectors(pack: RulePack) -> None:
    """Not those whose pack only tells of days or charges: a stop silences whatever a pack says."""
    silent = replace(pack, parameters=PackParameters())
    tells_of_days = not pack.vectors or pack.parameters == PackParameters(stops=pack.parameters.stops)
    ends = any(effect.ends_after_days for effect in pack.parameters.stops.values())
    assert bool(list(failed_vectors(silent))) is (not tells_of_days or ends)


def test_parameters_changed_without_their_vectors_are_refused_with_file_and_line(tmp_path: Path) -> None:
    config = copied(tmp_path, "us_regf", "08:00-21:00", "07:00-22:00")
    with pytest.raises(ConfigurationErrors, match=r"us_regf\.yaml:\d+:\d+: the vectors were written for other"):
        check_policy(config).usable()


def test_with_new_digest_and_old_vectors_the_check_names_the_vector_and_its_line(tmp_path: Path) -> None:
    config = copied(tmp_path, "us_regf", "08:00-21:00", "07:00-21:00")
    with pytest.raises(ConfigurationErrors) as refused:
        check_policy(config).usable()
    found = re.search(r"vectors_for: (\w+)", str(refused.value))
    assert found
    file = config / "rule_packs" / "us_regf.yaml"
    text = re.sub(r"^vectors_for: .*$", f"vectors_for: {found[1]}", file.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(text, encoding="utf-8")
    failures = [str(error) for error in check_vectors(check_policy(config).usable(), config)]
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "one minute early" in words)
    assert any(f"us_regf.yaml:{line}:" in failure and "'one minute early'" in failure for failure in failures)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("opt_out_line: true", "opt_out_lines: true", "unknown key 'opt_out_lines'"),
        ("role: [agency]", "role: [agent]", "'agent' is not allowed"),
        ("effective_from: 2021-11-30", "effective_from: 2021-11-30\neffective_to: 2020-01-01", "ends before it begins"),
        ('at: "2026-03-03T17:00:00Z"', 'at: "2026-03-03T17:00:00"', "the instant has no zone"),
        ("stopped_on: 2026-01-02, ", "", "stop and stopped_on belong together"),
    ],
)
def test_a_wrong_pack_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(ConfigurationErrors, match=complaint):
        check_policy(copied(tmp_path, "us_regf", old, new)).usable()


@pytest.mark.parametrize(
    ("who", "cited"),
    [
        (Covered({"US"}, "consumer", "agency", "email"), "us_bankruptcy@1 us_regf@1"),
        (Covered({"US"}, "consumer", "agency", "sms"), "us_bankruptcy@1 us_florida_hours@1 us_regf@1 us_tcpa_sms@1"),
        (Covered({"US"}, "consumer", "first_party", "email"), "us_bankruptcy@1"),
        (Covered({"US"}, "company", "first_party", "sms"), "us_bankruptcy@1 us_florida_hours@1 us_tcpa_sms@1"),
        (
            Covered({"DE", "US"}, "company", "first_party", "sms"),
            "de_insolvency@1 eu_insolvency@1 us_bankruptcy@1 us_florida_hours@1 us_tcpa_sms@1",
        ),
        (Covered({"GB"}, "sole_trader", "first_party", None), "uk_breathing_space@1"),
        (Covered({"US"}, "company", "first_party", "call", "FL"), "us_bankruptcy@1 us_florida_hours@1"),
        (Covered({"US"}, "company", "first_party", "call", "GA"), "us_bankruptcy@1"),
        (Covered({"US"}, "company", "first_party", "call"), "us_bankruptcy@1 us_florida_hours@1"),
        (Covered({"JP"}, "consumer", "agency", "email"), ""),
    ],
)
def test_who_is_covered(who: Covered, cited: str) -> None:
    """B2B of our own: Regulation F is off."""
    assert " ".join(pack.cite for pack in SHIPPED.packs_for(who, DAY)) == cited


def test_packs_are_part_of_the_policy_that_decisions_name() -> None:
    fewer = replace(SHIPPED, rule_packs={})
    assert fewer.hash != SHIPPED.hash
    assert policy_from_json(SHIPPED.canonical_json()) == SHIPPED


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_says_where_its_law_stands(pack: RulePack) -> None:
    assert all(citation.url.startswith("https://") and citation.says for citation in pack.citations)
