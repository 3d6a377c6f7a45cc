"""Four levels of references, what none of them may match, and discount terms."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.remittance.book_of_one import item
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.rules.matching import BY_CONTENT, ItemIndex, Match
from workers.remittance.rules.terms import allowed_discount

ITEMS = (
    item("INV-2026-001234", 500, po="PO-77"),
    item("90012345", 500, po="PO-88"),
    item("0005468", 500, po="PO-88"),
    item("AB12461H", 500),
    item("4500-77822/3", 500),
    item("CN-2026-02667", -500),
)


@pytest.mark.parametrize(
    ("printed", "level", "number"),
    [
        ("inv 2026 / 001234", 1, "INV-2026-001234"),
        ("INV\u00ad-2026\u00a0001234", 1, "INV-2026-001234"),
        ("2026-001234", 2, "INV-2026-001234"),
        ("001234", 2, "INV-2026-001234"),
        ("1234", 2, "INV-2026-001234"),
        ("Inv 90012345", 2, "90012345"),
        ("No. 90012345", 2, "90012345"),
        ("INV#0005468", 2, "0005468"),
        ("Rechnung Nr. 5468", 2, "0005468"),
        ("12461H", 2, "AB12461H"),
        ("77822/3", 2, "4500-77822/3"),
        ("02667", 2, "CN-2026-02667"),
        ("9OO12345", 3, "90012345"),
        ("po 77", 4, "INV-2026-001234"),
    ],
)
def test_a_reference_finds_its_document_at_its_level(printed: str, level: int, number: str) -> None:
    match = ItemIndex(ITEMS).match(AdviceLine(printed, 500))
    assert (match.level, [found.document_number for found in match.items]) == (level, [number])


@pytest.mark.parametrize("printed", ["234", "INV-2026-001235", "90012346", "5468X", "12", "AB12461", "Order 90012345"])
def test_what_only_resembles_a_number_matches_nothing(printed: str) -> None:
    assert ItemIndex(ITEMS).match(AdviceLine(printed, 500)) == Match(0, ())


def test_three_characters_are_a_number_and_two_are_none() -> None:
    index = ItemIndex((item("INV-777", 500), item("INV-88", 500), item("INV-9", 500, po="PO9")))
    assert [len(index.match(AdviceLine(printed, 500)).items) for printed in ("777", "88", "PO9")] == [1, 0, 1]


def test_a_number_behind_a_label_is_whole_before_it_is_the_end_of_a_longer_one() -> None:
    index = ItemIndex((item("90012345", 500), item("X-90012345", 500)))
    assert [found.document_number for found in index.match(AdviceLine("Inv 90012345", 500)).items] == ["90012345"]
    doubly = index.match(AdviceLine("Invoice No. 90012345", 500))
    assert [found.document_number for found in doubly.items] == ["90012345"]


def test_look_alikes_need_the_exact_amount() -> None:
    assert ItemIndex(ITEMS).match(AdviceLine("9OO12345", 499)).items == ()
    assert ItemIndex(ITEMS).match(AdviceLine("9OO12345", 501)).items == ()
    assert ItemIndex(ITEMS).match(AdviceLine("9OO12345", 490, discount=10)).level == 3
    assert ItemIndex(ITEMS).match(AdviceLine("9OO12345", 480, discount=10, deduction=10)).level == 3
    assert ItemIndex(ITEMS).match(AdviceLine("9OO12345", 490, deduction=10)).level == 3


def test_an_order_with_two_open_documents_is_ambiguous() -> None:
    assert len(ItemIndex(ITEMS).match(AdviceLine("PO-88", 500)).items) == 2


def test_a_shorter_number_that_fits_two_documents_is_ambiguous_whatever_the_amount() -> None:
    index = ItemIndex((item("INV-2025-001234", 500), item("INV-2026-001234", 900)))
    assert len(index.match(AdviceLine("001234", 900)).items) == 2


def test_of_a_settled_and_an_open_document_the_open_one_is_meant() -> None:
    index = ItemIndex((item("INV-2025-001234", 500, 0), item("INV-2026-001234", 500)))
    assert [found.document_number for found in index.match(AdviceLine("001234", 500)).items] == ["INV-2026-001234"]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("RF74 INV2 0260 0123 4", "INV-2026-001234"),
        ("RF22 2026 0012 34", "INV-2026-001234"),
        ("00 00000 00000 00000 00000 54682", "0005468"),
        ("+++000/0005/46836+++", "0005468"),
        ("9001 2345 6", "90012345"),
    ],
)
def test_a_structured_reference_whose_check_digits_hold_names_what_is_in_it(printed: str, number: str) -> None:
    match = ItemIndex(ITEMS).match(AdviceLine(printed, 500))
    assert (match.level, [found.document_number for found in match.items]) == (BY_CONTENT, [number])


@pytest.mark.parametrize("printed", ["RF75 INV2 0260 0123 4", "+++000/0005/46837+++", "9001 2345 7"])
def test_a_structured_reference_with_a_wrong_check_digit_names_nothing(printed: str) -> None:
    assert ItemIndex(ITEMS).match(AdviceLine(printed, 500)).items == ()


def test_a_finnish_reference_needs_the_exact_amount_because_every_tenth_number_is_one() -> None:
    assert ItemIndex(ITEMS).match(AdviceLine("9001 2345 6", 499)).items == ()


@pytest.mark.parametrize(
    ("terms", "taken", "paid_on", "allowed"),
    [
        ("2/10 net 30", 200, date(2026, 10, 16), 200),
        ("2/10 net 30", 200, date(2026, 10, 17), 0),
        ("2/10 net 30", 300, date(2026, 10, 1), 200),
        ("2/10 net 30", 150, date(2026, 10, 1), 150),
        ("3/10 2/20 net 30", 300, date(2026, 10, 20), 200),
        ("", 200, date(2026, 10, 1), 0),
        ("2/10 net 30", -200, date(2026, 10, 1), 0),
    ],
)
def test_discount_terms_and_grace(terms: str, taken: int, paid_on: date, allowed: int) -> None:
    assert allowed_discount(item("INV-1", 10_000, terms=terms), taken, paid_on, 5) == allowed


def test_a_discount_is_rounded_half_up() -> None:
    assert allowed_discount(item("INV-1", 10_025, terms="2/10"), 999, date(2026, 10, 1), 5) == 201


def test_without_a_date_no_discount_is_allowed() -> None:
    assert allowed_discount(item("INV-1", 10_000, terms="2/10"), 200, None, 5) == 0


@pytest.mark.parametrize(("number", "found"), [("12", 0), ("123", 1)])
def test_a_number_of_two_signs_names_nothing(number: str, found: int) -> None:
    assert len(ItemIndex([item(number, 500)]).match(AdviceLine(number, 500)).items) == found


@pytest.mark.parametrize("day", ["06.05.2026", "(06.05.2026),", "6/5/26", "2026-05-06", "2026/5/6", "6-MAY-26"])
def test_a_written_day_names_no_document_that_is_called_like_it(day: str) -> None:
    assert ItemIndex([item(day, 500, po=day)]).match(AdviceLine(day, 500)) == Match(0, ())


@pytest.mark.parametrize("number", ["06052026", "2026-0506", "2026.05.00006", "06.05.2026-1", "31.02.2026"])
def test_what_is_not_a_whole_written_day_may_be_a_number(number: str) -> None:
    assert ItemIndex([item(number, 500)]).match(AdviceLine(number, 500)).level == 1


def test_the_digits_of_a_day_that_hold_a_check_by_chance_name_nothing() -> None:
    """06.05.2023 is a Finnish reference by chance, and the amount agreed."""
    assert ItemIndex([item("0605202", 500)]).match(AdviceLine("06052023", 500)).level == BY_CONTENT
    assert ItemIndex([item("0605202", 500)]).match(AdviceLine("06.05.2023", 500)) == Match(0, ())
