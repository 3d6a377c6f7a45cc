"""arrangements.yaml: the shipped terms, and the line that wrong ones are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.unit.policy.policy_files import CASE_KINDS, NOTICES, SHIPPED, write_policy
from workers.policy.arrangements import ArrangementPolicy
from workers.policy.load import check_policy
from workers.policy.policy_set import policy_from_json

TERMS = """\
plans:
  - valid_from: 2026-01-01
    minimum_instalment: {EUR: "50.00"}
    limits: {alone_up_to: {EUR: "5000.00"}, approvers: [{people: [lead], up_to: {EUR: "9000.00"}}]}
    unasked_up_to: {EUR: "1000.00"}
    days_most: 180
    first_within_days: 7
  - valid_from: 2026-07-01
    minimum_instalment: {EUR: "50.00"}
    limits: {alone_up_to: {EUR: "5000.00"}}
settlements:
  - valid_from: 2026-01-01
    delegated:
      - {days_overdue: 0, percent: 10, up_to: {EUR: "5000.00"}}
      - {days_overdue: 90, percent: 20, up_to: {EUR: "5000.00"}}
    approvers: [{people: [lead], up_to: {EUR: "900.00"}}]
    approved_percent: 40
"""


def test_the_shipped_terms_are_in_force_and_kept_when_the_policy_is_stored() -> None:
    shipped = check_policy(SHIPPED).usable()
    terms = shipped.arrangements.plan_terms(date(2026, 3, 3))
    assert terms is not None
    assert terms.limits.is_alone(5_000_00, "EUR")
    assert shipped.arrangements.settlement_terms(date(2026, 3, 3)) is not None
    assert policy_from_json(shipped.canonical_json()).arrangements == shipped.arrangements


def test_without_the_file_nothing_is_arranged(tmp_path: Path) -> None:
    write_policy(tmp_path)
    assert check_policy(tmp_path, notices=NOTICES, case_kinds=CASE_KINDS).usable().arrangements == ArrangementPolicy()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("valid_from: 2026-07-01", "valid_from: 2026-01-01", "there are terms from 2026-01-01 on above already"),
        ('unasked_up_to: {EUR: "1000.00"}', 'unasked_up_to: {EUR: "5000.01"}', "more than a person may propose alone"),
        ("first_within_days: 7", "first_within_days: 181", "may be due after the plan has to be over"),
        ('up_to: {EUR: "9000.00"}', 'up_to: {ZZZ: "1.00"}', "ZZZ is not a currency"),
        ("days_overdue: 90", "days_overdue: 0", "there is a row for 0 days overdue above already"),
        ("approved_percent: 40", "approved_percent: 19", "20 percent are delegated, more than approvers may agree to"),
        ("percent: 10", "percent: 91", "percent"),
        ("days_most: 180", "days_at_most: 180", "days_at_most"),
    ],
    ids=["twice", "unasked", "term", "currency", "row", "approved", "percent", "unknown"],
)
def test_wrong_terms_are_refused_with_their_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in TERMS
    write_policy(tmp_path)
    (tmp_path / "arrangements.yaml").write_text(TERMS.replace(old, new), encoding="utf-8")
    errors = check_policy(tmp_path, notices=NOTICES, case_kinds=CASE_KINDS).errors
    assert any(says in str(error) and Path(error.file).name == "arrangements.yaml" and error.line for error in errors)
