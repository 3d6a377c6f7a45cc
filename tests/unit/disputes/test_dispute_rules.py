"""What may be disputed of an item, when an owner is passed over, and which reasons come again and again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.disputes.rules.amounts import disputable, has_come
from workers.disputes.rules.deadlines import days_of, is_escalated, is_late
from workers.disputes.rules.root_causes import find_causes
from workers.errors import UserError
from workers.policy.resolution_matrix import ResolutionRow
from workers.receivables.dispute import Dispute

FRIDAY = date(2026, 4, 30)  # the day after is a holiday in Germany, and then comes a weekend
ROW = ResolutionRow("price", "pricing", 2, 3, "head")


def dispute(**changes: Any) -> Dispute:
    fields: dict[str, Any] = {
        "id": 1, "account_id": 1, "customer_id": "C1", "customer_name": "Adler", "document_number": "INV-1",
        "open_item_id": 1, "currency": "EUR", "amount": 10_000, "code": "price", "state": "open", "owner": "pricing",
        "evidence": "mail 1", "note": "", "author": "ann", "opened_on": FRIDAY, "due_on": FRIDAY + timedelta(5),
        "escalate_on": FRIDAY + timedelta(6), "escalated_on": None, "hold_id": 1, "credit": None, "asked_by": "",
        "repeats": None, "closed_on": None,
    }  # fmt: skip
    return Dispute(**{**fields, **changes})


def test_an_owners_days_are_business_days() -> None:
    assert days_of(ROW, FRIDAY, "DE") == (date(2026, 5, 5), date(2026, 5, 6))
    assert days_of(ROW, FRIDAY, "") == (date(2026, 5, 4), date(2026, 5, 5)), "no holidays where no country is known"


def test_an_owner_is_reminded_from_the_due_day_and_passed_over_once() -> None:
    open_one = dispute()
    assert [is_late(open_one, FRIDAY + timedelta(day)) for day in (4, 5, 9)] == [False, True, True]
    assert [is_escalated(open_one, FRIDAY + timedelta(day)) for day in (5, 6, 9)] == [False, True, True]
    assert not is_escalated(dispute(escalated_on=FRIDAY + timedelta(6)), FRIDAY + timedelta(9))
    assert not is_late(dispute(state="rejected"), FRIDAY + timedelta(9))


@pytest.mark.parametrize(
    ("amount", "open_amount", "held"),
    [
        (None, 0, 0),
        (0, 100, 0),
        (-1, 100, 0),
        (101, 100, 0),
        (51, 100, 50),
        (None, 100, 50),
        (None, 100, 100),
        (1, 100, None),
    ],
)
def test_nothing_is_disputed_twice_nor_beyond_what_is_open(
    amount: int | None, open_amount: int, held: int | None
) -> None:
    with pytest.raises(UserError):
        disputable(amount, open_amount, held)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**9), max_size=6))
def test_disputes_of_an_item_never_hold_more_than_it_has_open(open_amount: int, asked: list[int]) -> None:
    held: int | None = 0
    for amount in asked:
        try:
            taken = disputable(amount, open_amount, held)
        except UserError:
            continue
        held = None if taken is None else (held or 0) + taken
        assert taken is None or 0 < taken < open_amount
    assert held is None or held <= open_amount


def test_a_credit_has_come_when_the_item_fell_by_it_or_a_memo_is_of_its_amount() -> None:
    assert has_come(500, 500, ())
    assert has_come(500, 700, ()), "more than was asked for"
    assert has_come(500, 0, (499, 500))
    assert not has_come(500, 499, (499, 501))


def test_the_most_frequent_cause_comes_first() -> None:
    first = date(2026, 1, 1)
    missing = [
        dispute(id=n, code="documents", open_item_id=n, opened_on=first + timedelta(days=7 * n), amount=1_000)
        for n in range(1, 13)
    ]
    price = [dispute(id=20 + n, customer_id=f"C{n}", open_item_id=20 + n, opened_on=first) for n in range(3)]
    alone = [dispute(id=40, code="tax", opened_on=first)]
    causes = find_causes([*price, *missing, *alone], (first, first + timedelta(days=90)), 3)
    assert [(cause.code, cause.customer_id, cause.count) for cause in causes] == [
        ("documents", "C1", 12),
        ("price", "", 3),
    ]
    assert (causes[0].documents, causes[0].trend, causes[0].disputed) == (12, 0, (("EUR", 12_000),))
    assert causes[1].trend == -3, "all in the earlier half"


def test_a_cause_counts_what_became_of_its_disputes() -> None:
    found = [
        dispute(id=1, state="credited", credit=700),
        dispute(id=2, state="rejected", credit=900),
        dispute(id=3, currency="USD", amount=None),
    ]
    (cause,) = find_causes(found, (FRIDAY, FRIDAY), 3)
    assert (cause.credited, cause.rejected, cause.open, cause.documents) == ((("EUR", 700),), 1, 1, 1)
