"""Wrong rates and charges: the error names the file and the line, and says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dunned_book import shipped_policy
from tests.unit.policy.policy_files import LADDER, write_policy
from workers.errors import ConfigurationErrors
from workers.policy.load import check_policy

RATES = """\
reference_rates:
  base:
    source: https://bank.example/base
    known_through: 2026-12-31
    steps:
      - {since: 2026-01-01, percent: "2.00"}
      - {since: 2026-07-01, percent: "2.50"}
regimes:
  statute:
    law: Some Act
    source: https://law.example/act
    effective_from: 2020-01-01
    reference: base
    margin_percent: "8"
    compensation:
      - {debt_below: {EUR: "1000.00"}, amount: {EUR: "40.00"}}
      - {amount: {EUR: "70.00"}}
assignments:
  - {regime: statute, party: [company]}
"""
CHARGED = LADDER.replace("    recipients: [ap_clerk]\n", "    recipients: [ap_clerk]\n    charge: {policy: claim}\n")


def errors_of(folder: Path, rates: str = RATES, ladder: str = LADDER) -> list[str]:
    write_policy(folder, ladder=ladder)
    (folder / "rates.yaml").write_text(rates)
    with pytest.raises(ConfigurationErrors) as caught:
        check_policy(folder).usable()
    return [str(error).removeprefix(f"{folder}/") for error in caught.value.errors]


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("since: 2026-07-01", "since: 2025-07-01", 7, "rates-rise"),
        ("known_through: 2026-12-31", "known_through: 2026-01-31", 4, "rate-known"),
        ("reference: base", "reference: bass", 13, "unknown-rate"),
        ("regime: statute", "regime: statue", 19, "unknown-regime"),
        ("- {amount: {EUR", '- {debt_below: {EUR: "900.00"}, amount: {EUR', 16, "compensation-rises"),
        ("- {amount: {EUR", '- {debt_below: {EUR: "9000.00"}, amount: {EUR', 17, "compensation-ends"),
        ("margin_percent:", "margin:", 14, "unknown key"),
        ('"2.50"', "two", 7, "decimal"),
        ("assignments:", "freezing_stops: [breathing_spaces]\nassignments:", 18, "breathing_space"),
    ],
)
def test_a_wrong_rate_is_refused_at_its_line(tmp_path: Path, old: str, new: str, line: int, rule: str) -> None:
    found = errors_of(tmp_path, rates=RATES.replace(old, new))
    assert any(error.startswith(f"rates.yaml:{line}:") and rule in error for error in found), found


@pytest.mark.parametrize(
    ("charge", "rates", "rule"),
    [
        ("{policy: claim}", RATES, "empty-charge"),
        ("{policy: claim, interest: true}", "regimes: {}\n", "charge-without-rates"),
        ('{policy: book, fee: {EUR: "5.00"}}', RATES, "consumer-first-fee"),
    ],
)
def test_a_charge_that_cannot_be_made_is_refused(tmp_path: Path, charge: str, rates: str, rule: str) -> None:
    found = errors_of(tmp_path, rates=rates, ladder=CHARGED.replace("{policy: claim}", charge))
    assert [error for error in found if error.startswith("ladders/standard.yaml:7:") and rule in error], found


def test_a_notice_before_the_due_date_is_no_first_reminder_to_a_consumer(tmp_path: Path) -> None:
    """A fee on the second level was let through when the first one came before anything was overdue."""
    ahead = LADDER.replace("days_after_due: 3\n", "days_after_due: -3\n")
    charged = ahead.replace("    final: true\n", '    final: true\n    charge: {policy: claim, fee: {EUR: "5.00"}}\n')
    found = errors_of(tmp_path, ladder=charged)
    assert [error for error in found if error.startswith("ladders/standard.yaml:15:") and "consumer-first-fee" in error]


def test_a_fee_on_the_first_reminder_may_be_told_to_anybody(tmp_path: Path) -> None:
    told = CHARGED.replace("{policy: claim}", '{policy: inform_only, fee: {EUR: "5.00"}}')
    assert check_policy(write_policy(tmp_path, ladder=told)).usable().ladders["standard"].levels[0].charge is not None


def test_a_policy_with_other_rates_has_another_hash(tmp_path: Path) -> None:
    folder = write_policy(tmp_path)
    without = check_policy(folder).usable().hash
    (folder / "rates.yaml").write_text(RATES)
    of_rates = check_policy(folder).usable().hash
    (folder / "rates.yaml").write_text(RATES.replace('"2.50"', '"2.75"'))
    assert len({without, of_rates, check_policy(folder).usable().hash}) == 3


def test_the_shipped_rates_freeze_every_moratorium() -> None:
    """A breathing space in a mental health crisis is recorded as `vulnerable`: its days bear no interest either."""
    assert {"breathing_space", "vulnerable", "insolvency"} <= set(shipped_policy().rates.freezing_stops)
