"""What the benchmark's scorer calls right, false and straight through."""

from __future__ import annotations

import pytest

from tests.bench.remittance.scoring import Json, Tally, is_clean, score


def _allocation(number: str, cash: str, discount: str = "0.00") -> Json:
    return {"document_number": number, "cash": cash, "discount": discount, "writeoff": "0.00"}


_TRUTH: Json = {
    "lines": [{"ref_as_printed": "0004711", "document_number": "INV-0004711", "net": "98.00"}],
    "expected": {
        "outcome": "apply",
        "exception_kind": None,
        "also_accepted_kinds": [],
        "allocations": [_allocation("INV-0004711", "98.00", "2.00")],
    },
}


def _prediction(*allocations: Json, ref: str = "0004711", net: str = "98.00") -> Json:
    return {
        "outcome": "apply",
        "exception_kind": None,
        "lines": [{"ref": ref, "net": net}],
        "allocations": list(allocations),
    }


@pytest.mark.parametrize(
    ("allocations", "is_false", "is_through"),
    [
        ([_allocation("INV-0004711", "98.00", "2.00")], 0, 1),
        ([_allocation("inv 0004711", "98.00", "2.00")], 0, 1),
        ([_allocation("INV-0004711", "98.00")], 0, 0),
        ([], 0, 0),
        ([_allocation("INV-0004711", "98.00", "2.01")], 1, 0),
        ([_allocation("INV-0004711", "-1.00")], 1, 0),
        ([_allocation("INV-0004711", "98.00", "2.00"), _allocation("INV-0004712", "0.01")], 1, 0),
    ],
)
def test_a_false_application_posts_beyond_the_truth_and_posting_less_is_a_miss(
    allocations: list[Json], is_false: int, is_through: int
) -> None:
    counts = score(_TRUTH, _prediction(*allocations))
    assert (counts["false"], counts["straight_through"]) == (is_false, is_through)


@pytest.mark.parametrize(
    ("ref", "net", "right"),
    [
        ("4711", "98.00", 1),
        ("INV-0004711", "98.00", 1),
        ("0004711", "98.01", 0),
        ("0004712", "98.00", 0),
        ("", "98.00", 0),
    ],
)
def test_a_line_is_right_by_the_printed_or_the_document_number_and_an_exact_net(ref: str, net: str, right: int) -> None:
    assert score(_TRUTH, _prediction(ref=ref, net=net))["lines_right"] == right


def test_an_exception_is_right_by_its_kind_or_an_accepted_one() -> None:
    expected = {
        "outcome": "exception",
        "exception_kind": "duplicate_advice",
        "also_accepted_kinds": ["already_paid"],
        "allocations": [],
    }
    held = {"outcome": "exception", "lines": [], "allocations": []}
    tally = Tally()
    for kind in ("duplicate_advice", "already_paid", "unreadable"):
        tally.add(score({"lines": [], "expected": expected}, held | {"exception_kind": kind}))
    assert tally.as_json() == {
        "documents": 3,
        "line_f1": None,
        "straight_through": None,
        "false_applications": 0,
        "kind_right": 0.6667,
    }
    assert is_clean(score({"lines": [], "expected": expected}, held | {"exception_kind": "already_paid"}))
