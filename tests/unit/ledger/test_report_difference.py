"""What a new report means for an item, in one table."""

from __future__ import annotations

from datetime import date

import pytest

from workers.ledger.importing.difference import KnownItem, contradiction, open_after


def after(known: tuple[int, int, int], reported: int, ours: list[int], original: int | None = None) -> int:
    return open_after(KnownItem(*known), known[0] if original is None else original, reported, ours)


@pytest.mark.parametrize(
    ("known", "reported", "ours", "expected"),
    [
        ((100, 100, 100), 100, [], 100),  # nothing new
        ((100, 100, 100), 40, [], 40),  # paid at the system of record
        ((100, 40, 40), 90, [], 90),  # a payment taken back there
        ((100, 70, 100), 100, [-30], 70),  # our posting is not known there yet: it stays in force
        ((100, 70, 100), 70, [-30], 70),  # acknowledged
        ((100, 85, 100), 90, [-10, -5], 85),  # the first of two acknowledged
        ((100, 85, 90), 85, [-10, -5], 85),  # then the second
        ((100, 85, 100), 95, [-10, -5], 80),  # as much as the second, but not our oldest: another payment
        ((100, 80, 100), 70, [-20], 50),  # another payment there, ours still on its way
        ((100, 20, 100), 10, [-80], 10),  # ours and another one together
        ((100, 20, 100), 50, [-80], 20),  # they saw less than we posted: ours stays in force
        ((100, 100, 0), 100, [-100, 100], 100),  # our reversal of an acknowledged payment is acknowledged
        ((-50, -20, -50), -20, [30], -20),  # a credit memo acknowledged
        ((-50, -50, -50), 0, [], 0),  # a credit memo used up there
        ((-50, -10, -50), -20, [40], -10),  # a credit memo: they saw less than we posted
        ((100, 30, 0), 100, [-100, 30], 100),  # a rise beyond the document: the higher stands
    ],
)
def test_open_amount_after_a_report(known: tuple[int, int, int], reported: int, ours: list[int], expected: int) -> None:
    assert after(known, reported, ours) == expected


def test_a_corrected_document_bounds_the_open_amount() -> None:
    assert after((100, 100, 100), 60, [], original=60) == 60
    assert after((100, 60, 40), 40, [-60, 20], original=50) == 50


def test_an_offset_posting_pair_waits_for_nothing() -> None:
    assert after((100, 100, 100), 70, [-30, 30]) == 70


def test_a_contradiction_begins_when_the_amounts_part_and_ends_when_they_meet() -> None:
    first, today = date(2026, 3, 2), date(2026, 3, 9)
    assert contradiction(70, 100, None, today) == today
    assert contradiction(70, 100, first, today) == first
    assert contradiction(70, 70, first, today) is None
