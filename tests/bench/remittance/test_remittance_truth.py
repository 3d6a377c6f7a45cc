"""The generator's own promises: truth that the policy confirms, a mix like the real one, the same draw from a seed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.emit import can_render, emit, orders
from tests.bench.remittance.families import FAMILIES, KEPT_OUT, TUNED
from tests.bench.remittance.model import Allocation, Case
from tests.bench.remittance.policy_check import Contradiction, check


def _cases(each: int) -> list[Case]:
    return [
        draw_case(family, number, index, seed=2)
        for number, family in enumerate(FAMILIES.values())
        for index in range(each)
    ]


def test_three_of_four_documents_expect_to_be_applied_and_every_kind_occurs() -> None:
    kinds = Counter(case.expected.kind for case in _cases(6))
    assert 0.70 <= kinds[None] / kinds.total() <= 0.80
    assert set(kinds) - {None} == {
        "unknown_reference", "already_paid", "ambiguous_reference", "currency_mismatch", "over_payment",
        "short_payment",
        "total_mismatch", "payer_unknown", "suspicious_sender", "not_a_remittance", "duplicate_advice", "unreadable",
        "encrypted",
    }  # fmt: skip


def test_there_are_thirty_families_on_ten_formats_split_into_tuned_and_kept_out() -> None:
    assert len(TUNED) >= 24
    assert len(FAMILIES) == len(TUNED) + len(KEPT_OUT) >= 30
    assert len({family.format for family in FAMILIES.values()}) >= 10


def test_a_seed_draws_the_same_case_again() -> None:
    family = TUNED[0]
    assert draw_case(family, 0, 5, seed=3) == draw_case(family, 0, 5, seed=3) != draw_case(family, 0, 5, seed=4)


@pytest.mark.parametrize("change", ["cash", "kind", "book"])
def test_a_truth_that_the_policy_contradicts_is_refused(change: str) -> None:
    case = next(case for case in _cases(1) if case.expected.kind is None and case.lines[0].item)
    check(case)
    first = case.expected.allocations[0]
    wrong = {
        "cash": replace(case, expected=replace(case.expected, allocations=(Allocation(first.number, first.cash + 1),))),
        "kind": replace(case, expected=replace(case.expected, kind="over_payment")),
        "book": replace(case, items=tuple(item for item in case.items if item.number != first.number)),
    }
    with pytest.raises(Contradiction):
        check(wrong[change])


def test_a_set_has_a_mail_a_truth_and_a_book_for_every_document(tmp_path: Path) -> None:
    families = [family for family in TUNED[::3] if can_render(family) and family.format != "chromium"]
    names = [case.id for case in emit(orders(families, len(families), seed=5), tmp_path)]
    book = (tmp_path / "book" / "open_items.csv").read_text(encoding="utf-8")
    for name in names:
        truth = json.loads((tmp_path / "truth" / f"{name}.json").read_text(encoding="utf-8"))
        assert (tmp_path / "eml" / truth["eml"]).stat().st_size > 0
        assert all(line["document_number"] in book for line in truth["lines"] if line["document_number"])
