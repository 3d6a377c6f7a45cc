"""Which rule a decided case teaches, and small changes of policy files that leave everything else as it was."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.promotion.drafts import KINDS
from workers.exception_queue.promotion.suggesting import draft_from
from workers.policy.document import read_document
from workers.policy.yaml_edit import put_first, put_value


def case(kind: CaseKind, **evidence: Any) -> Any:
    return SimpleNamespace(kind=kind, customer_id="C1", evidence=evidence)


def test_a_case_teaches_the_rule_of_its_kind() -> None:
    taught = [
        draft_from(case(CaseKind.UNIDENTIFIED_CASH, payer="Falkenberg Trading"), {}),
        draft_from(case(CaseKind.CONTACT_SUGGESTED, name="Eva", email="eva@c1.example"), {"role": "manager"}),
        draft_from(case(CaseKind.UNKNOWN_REFERENCE), {"prefix": "VN"}),
        draft_from(case(CaseKind.SHORT_PAYMENT), {"amount": "0.10"}),
    ]
    assert [draft.sentence for draft in taught] == [
        "money under the name 'Falkenberg Trading' is of customer C1",
        "the manager of customer C1 is reached at eva@c1.example",
        "customer C1 puts 'VN' before our numbers",
        "of a document of customer C1 at most 0.10 is written off",
    ]
    assert {draft.kind for draft in taught} == set(KINDS) - {"deduction_code"}
    with pytest.raises(UserError, match="teaches no rule"):
        draft_from(case(CaseKind.STALE_FEED), {})


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: {b: [x, y]}  # note\n", ("a", "b"), 'a: {b: ["n", x, y]}  # note\n'),
        ("b: []\n", ("b",), 'b: ["n"]\n'),
        ("b:\n  # why\n  - x\n  - y\nc: 1\n", ("b",), 'b:\n  # why\n  - "n"\n  - x\n  - y\nc: 1\n'),
        ("b: [\n  x,\n]\n", ("b",), 'b: ["n", \n  x,\n]\n'),
    ],
    ids=["flow", "empty", "block", "broken_line"],
)
def test_an_entry_is_put_before_the_first(tmp_path: Path, text: str, path: tuple[str, ...], expected: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(text)
    after = put_first(text, read_document(file), path, '"n"')
    assert after == expected
    file.write_text(after)
    content: Any = read_document(file).content
    for key in path:
        content = content[key]
    assert content[0] == "n"


@pytest.mark.parametrize("old", ["1.00", '"1.00"', "'1.00'"])
def test_a_value_is_replaced_where_it_stands(tmp_path: Path, old: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(f"a: {{C1: {old}, C2: 2}}  # note\n")
    after = put_value(file.read_text(), read_document(file), ("a", "C1"), '"0.10"')
    assert after == 'a: {C1: "0.10", C2: 2}  # note\n'


def test_a_key_that_is_not_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("a: 1\n")
    with pytest.raises(UserError, match="has no b"):
        put_first("a: 1\n", read_document(file), ("b",), "x")
