"""Law 9 for cash application: permuting lines or items gives the same decision, and money is conserved."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.remittance.book_of_one import POLICY, facts_of, item, payment
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.decision import Apply, Decision
from workers.remittance.rules.application import decide

_NUMBERS = ["INV-2026-000101", "INV-2026-000102", "INV-2025-000101", "10102", "CN-2026-00101", "000103"]
_PRINTED = [*_NUMBERS, "000101", "102", "1O102", "PO-1", "", "unknown-9"]
_amounts = st.integers(-3, 6).map(lambda n: n * 100)
_items = st.lists(
    st.builds(
        lambda number, amount, settled, po: item(number, amount or 100, 0 if settled else None, po=po),
        st.sampled_from(_NUMBERS), _amounts, st.booleans(), st.sampled_from(["", "PO-1"]),
    ),
    unique_by=lambda each: each.document_number,
)  # fmt: skip
_lines = st.lists(
    st.builds(AdviceLine, st.sampled_from(_PRINTED), _amounts, reason=st.sampled_from(["", "damaged"])), min_size=1
)


def _shape(decision: Decision) -> object:
    """A decision without the order of its lines."""
    kind = (
        "apply" if isinstance(decision, Apply) else (decision.kind, decision.reason, decision.why, decision.residuals)
    )
    return kind, decision.allocations


@given(_items, _lines, st.randoms(use_true_random=False))
def test_a_decision_does_not_depend_on_order(items: list, lines: list, shuffle: random.Random) -> None:  # type: ignore[type-arg]
    mixed_items, mixed_lines = shuffle.sample(items, len(items)), shuffle.sample(lines, len(lines))
    first = decide(facts_of(payment(*lines), items=tuple(items)), POLICY)
    second = decide(facts_of(payment(*mixed_lines), items=tuple(mixed_items)), POLICY)
    assert _shape(first) == _shape(second)


@given(_items, _lines)
def test_what_is_applied_is_the_payment_and_never_more_than_is_open(items: list, lines: list) -> None:  # type: ignore[type-arg]
    decision = decide(facts_of(payment(*lines), items=tuple(items)), POLICY)
    open_of = {each.id: each.open for each in items}
    posted = [allocation for per in decision.allocations for allocation in per]
    if isinstance(decision, Apply):
        assert sum(each.cash for each in posted) == sum(line.net for line in lines)
        assert all(each.cash + each.discount + each.writeoff == open_of[each.item_id] for each in posted)
    assert all(abs(each.cash + each.discount) <= abs(open_of[each.item_id]) for each in posted)
