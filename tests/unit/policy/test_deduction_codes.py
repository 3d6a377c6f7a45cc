"""Printed reasons in six languages to codes of X12 element 426, as the shipped file maps them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from workers.policy.deduction_codes import DeductionCode, DeductionCodes
from workers.policy.load import check_policy
from workers.policy.phrase import plain

SHIPPED = check_policy(Path(__file__).parents[3] / "config").usable().deduction_codes


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Price difference acc. to PO", "01"),
        ("PREISDIFFERENZ", "01"),
        ("Ecart de prix", "01"),
        ("diferencia de precio", "01"),
        ("Differenza prezzo", "01"),
        ("prijsverschil", "01"),
        ("Damaged in transit", "04"),
        ("Transportschaden 12.10.", "04"),
        ("Marchandise endommag\u00e9e", "04"),
        ("Kwaliteit onvoldoende", "05"),
        ("Fehlmenge 3 Stk", "06"),
        ("Short shipment", "06"),
        ("R\u00fccksendung RMA 77", "72"),
        ("Doppelt berechnet", "19"),
        ("Frachtkosten", "54"),
        ("Withholding tax 10 %", "55"),
        ("Quellensteuer", "55"),
        ("TDS 194Q", "55"),
        ("Ritenuta d\u2019acconto", "55"),
        ("Werbekostenzuschuss", "56"),
        ("Umsatzbonus 2025", "57"),
        ("non re\u00e7u", "59"),
        ("late delivery", "41"),
        ("bank charges", "48"),
    ],
)
def test_a_printed_reason_has_its_code(reason: str, code: str) -> None:
    assert SHIPPED.code_of(reason) == code


@pytest.mark.parametrize("reason", ["goodwill", "", "4711", "see attached", "priority", "upfront"])
def test_a_reason_that_says_nothing_has_no_code(reason: str) -> None:
    assert SHIPPED.code_of(reason) == ""


def test_the_longest_phrase_wins_and_equals_are_no_code() -> None:
    codes = DeductionCodes({"01": DeductionCode("a", ("ab", "abcd")), "04": DeductionCode("b", ("abc", "xy"))})
    assert codes.code_of("abcdef") == "01"
    assert codes.code_of("abc") == "04"
    assert codes.code_of("ab xy") == ""


def test_no_phrase_of_the_shipped_file_stands_for_two_codes() -> None:
    for (first, a), (second, b) in combinations(SHIPPED.codes.items(), 2):
        shared = {plain(p) for p in a.phrases} & {plain(p) for p in b.phrases}
        assert not shared, (first, second, shared)


def test_every_code_says_how_long_it_may_wait() -> None:
    codes = DeductionCodes({"01": DeductionCode("a", ("ab",), 10)}, due_days=20)
    assert (codes.days_for("01"), codes.days_for(""), SHIPPED.days_for("55")) == (10, 20, 30)
