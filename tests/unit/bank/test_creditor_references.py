"""Document numbers inside structured references: opened only where the check digits hold."""

from __future__ import annotations

from datetime import date

import pytest

from workers.ledger.cash.applications import Share
from workers.remittance.bank.creditor_reference import keys_of_structured
from workers.remittance.bank.line_facts import Line, keys_of
from workers.remittance.bank.sums import merge_shares, only_sum, split_shares


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("RF18 5390 0754 7034", "539007547034"),
        ("21 00000 00003 13947 14300 09017", "21000000000313947143000901"),
        ("+++010/8068/17183+++", "0108068171"),
        ("12345672", "1234567"),
        ("000000000000000000000047119", "4711"),
    ],
)
def test_a_reference_with_good_check_digits_is_opened(reference: str, number: str) -> None:
    assert number in keys_of_structured([reference])


@pytest.mark.parametrize(
    ("reference", "number"),
    [("RF19539007547034", "539007547034"), ("010806817184", "0108068171"), ("12345671", "1234567")],
)
def test_a_reference_with_wrong_check_digits_is_only_itself(reference: str, number: str) -> None:
    assert number not in keys_of_structured([reference])
    assert reference in keys_of_structured([reference])


def test_the_digits_of_a_text_are_opened_only_where_they_are_a_structured_field() -> None:
    line = Line(date(2026, 3, 2), 100, "EUR", "12345672", "")
    assert "1234567" not in keys_of(line)


def test_a_sum_of_one_or_of_six_is_none() -> None:
    assert only_sum(100, [100, 7]) is None
    assert only_sum(21, [1, 2, 3, 4, 5, 6]) is None
    assert only_sum(3, [1, 2, *[100] * 14]) == (0, 1)
    assert only_sum(3, [1, 2, *[100] * 15]) is None


def test_shares_are_merged_by_item_and_split_to_the_cent() -> None:
    merged = merge_shares([[Share(1, 50, 2)], [Share(1, 30), Share(2, -10)]])
    assert merged == (Share(1, 80, 2), Share(2, -10))
    pieces = split_shares(merged, [40, 30])
    assert [sum(share.cash for share in piece) for piece in pieces] == [40, 30]
    assert merge_shares(pieces) == merged
