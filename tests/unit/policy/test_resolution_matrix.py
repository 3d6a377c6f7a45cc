"""resolution_matrix.yaml: the shipped table, limits of one person, and the line that a wrong table is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.policy.policy_files import CASE_KINDS, NOTICES, SHIPPED, write_policy
from workers.policy.approval_limits import ApprovalLimits, Approver
from workers.policy.load import check_policy
from workers.policy.policy_set import policy_from_json
from workers.policy.resolution_matrix import ResolutionMatrix

TABLE = """\
codes:
  price: {means: price, owner: pricing, resolve_days: 5, escalate_days: 7, escalate_to: head, x12: ["01"]}
  unknown: {means: unknown, owner: ar, resolve_days: 2, escalate_days: 3, escalate_to: head}
credit_limits:
  alone_up_to: {EUR: "250.00"}
  approvers:
    - {people: [ann], up_to: {EUR: "1000.00"}}
    - {people: [bob]}
"""


def matrix_of(folder: Path, text: str) -> ResolutionMatrix:
    write_policy(folder)
    (folder / "resolution_matrix.yaml").write_text(text, encoding="utf-8")
    return check_policy(folder, notices=NOTICES, case_kinds=CASE_KINDS).usable().resolution_matrix


def test_the_shipped_table_maps_codes_of_x12_to_rows_of_its_own() -> None:
    shipped = check_policy(SHIPPED).usable().resolution_matrix
    known = {"04": "damaged", "01": "price", "06": "quantity", "55": "tax", "": "unknown", "99": "unknown"}
    assert {code: shipped.code_for(code) for code in known} == known
    assert shipped.row("damaged").escalate_days == 12
    assert shipped.row("taken out of the file") == shipped.row("unknown")


def test_a_policy_keeps_its_matrix_when_it_is_stored() -> None:
    shipped = check_policy(SHIPPED).usable()
    assert policy_from_json(shipped.canonical_json()).resolution_matrix == shipped.resolution_matrix


def test_whoever_may_agree_depends_on_the_amount_and_its_currency(tmp_path: Path) -> None:
    limits = matrix_of(tmp_path, TABLE).credit_limits
    assert (limits.is_alone(25_000, "EUR"), limits.is_alone(25_001, "EUR")) == (True, False)
    assert limits.who_may(100_000, "EUR") == ("ann", "bob")
    assert limits.who_may(100_001, "EUR") == ("bob",)
    assert limits.who_may(1, "USD") == ("bob",), "no limit by an oversight"
    assert limits.may_approve(" Ann", 100_000, "EUR")
    assert not limits.may_approve("ann", 100_001, "EUR")
    assert not ApprovalLimits(approvers=(Approver(("ann",), {}),)).may_approve("ann", 1, "EUR")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("resolve_days: 5, escalate_days: 7", "resolve_days: 5, escalate_days: 4", "it escalates before"),
        ("escalate_to: head}\ncredit", 'escalate_to: head, x12: ["01"]}\ncredit', "code 01 stands for 'price' already"),
        ("  unknown: {", "  other: {", "there is no row 'unknown'"),
        ('up_to: {EUR: "1000.00"}', 'up_to: {ZZZ: "1.00"}', "ZZZ is not a currency"),
        ("owner: pricing", "boss: pricing", "boss"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in TABLE
    write_policy(tmp_path)
    (tmp_path / "resolution_matrix.yaml").write_text(TABLE.replace(old, new), encoding="utf-8")
    errors = check_policy(tmp_path, notices=NOTICES, case_kinds=CASE_KINDS).errors
    assert any(
        says in str(error) and Path(error.file).name == "resolution_matrix.yaml" and error.line for error in errors
    )
