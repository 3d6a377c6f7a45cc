"""What the two PDF engines must agree on: every figure and reference that is applied, as often as it is applied."""

from __future__ import annotations

import time

import pytest

from tests.soon import assert_soon
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.formats.second_reading import disagreement


def payment(*lines: tuple[str, int], currency: str = "EUR", stated: bool = True) -> AdvicePayment:
    made = tuple(AdviceLine(reference, net) for reference, net in lines)
    return AdvicePayment(sum(line.net for line in made), currency, made, stated=stated)


ONE = payment(("INV-2026-000101", 125_000))
FIRST = "INV-2026-000101 1,250.00\nTotal 1,250.00"


@pytest.mark.parametrize(
    "second",
    [
        FIRST,
        "INV 2026 000101  1 250.00\nTotal  1 250.00",
        "INV-2026\u00ad000101 1,250.00\nTotal 1,250.00",
        "inv-2026-\u200b000101 1,250.00\nTotal EUR1,250.00",
        "INV\u20112026\u2011000101\n1\u00a0250,00\nTotal 1.250,00",
        "Total 1,250.00\nhidden 77\n1,250.00 INV-2026-000101",
    ],
)
def test_spacing_hyphens_and_order_do_not_matter(second: str) -> None:
    assert disagreement(ONE, FIRST, second) == ""


@pytest.mark.parametrize(
    "second",
    [
        "INV-2026-000107 1,250.00\nTotal 1,250.00",
        "INV-2026-0001011 1,250.00\nTotal 1,250.00",
        "XINV-2026-000101 1,250.00\nTotal 1,250.00",
        "INV-2026-000101 1,250.00\nTotal 7,250.00",
        "INV-2026-000101 11,250.00\nTotal 1,250.00",
        "INV-2026-000101 1,250.00\nTotal 1,250.00-",
        "INV-2026-000101 1,250.00\nTotal (1,250.00)",
        "INV-2026-000101 1,250.00 CR\nTotal 1,250.00",
        "INV-2026-000101\nTotal 1,250.00",
        "INV-2026-000101 12.50\nTotal 12.50",
        "",
    ],
)
def test_another_digit_sign_or_number_of_times_is_a_disagreement(second: str) -> None:
    assert disagreement(ONE, FIRST, second) != ""


def test_equal_lines_must_be_read_as_often_as_they_are_applied() -> None:
    twice = payment(("A-1001", 5_000), ("A-1002", 5_000))
    first = "A-1001 50.00\nA-1002 50.00\nTotal 100.00"
    assert disagreement(twice, first, first) == ""
    assert disagreement(twice, first, first.replace("A-1002 50.00", "A-1002 60.00")) != ""


def test_a_reference_that_is_listed_twice_must_be_read_twice() -> None:
    twice = payment(("A-1001", 5_000), ("A-1001", 2_500))
    first = "A-1001 50.00\nA-1001 25.00\nTotal 75.00"
    assert disagreement(twice, first, first) == ""
    assert disagreement(twice, first, first.replace("A-1001 25.00", "A-1007 25.00")) != ""


def test_a_reference_broken_over_lines_is_found_in_its_pieces() -> None:
    broken = "INV-2026- 20/10/2026 1,250.00\n000101\nTotal 1,250.00"
    assert disagreement(ONE, broken, broken) == ""
    assert disagreement(ONE, broken, broken.replace("000101", "000107")) != ""


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("AB009918J", "AB009918 Service\n05/10/2026 12.00\nJ contract"),
        ("NC-2026/69317", "NC-2026/ 05/10/2026\n69317 12.00"),
        ("INV-2026-019917", "INV-\n2026- Goods 12.00\n019917"),
        ("F-2026/35426", "F- 12.00\n2026/35426"),
    ],
)
def test_a_number_in_a_narrow_cell_may_break_anywhere(reference: str, text: str) -> None:
    made = payment((reference, 1_200), stated=False)
    assert disagreement(made, text, text) == ""
    last = next(c for c in reversed(reference) if c.isalnum())
    assert disagreement(made, text, text[: text.rindex(last)] + "X" + text[text.rindex(last) + 1 :]) != ""


def test_a_text_of_endless_pieces_is_soon_done_with() -> None:
    text = "\n".join("1 " * 200 for _ in range(40)) + "\n12.00"
    lines = tuple(AdviceLine("1" * 60 + f"-{number:04}", 1_200) for number in range(2, 40))
    started = time.process_time()
    assert "on reference" in disagreement(AdvicePayment(1_200, "EUR", lines, stated=False), text, text)
    assert_soon(started)


def test_a_net_that_is_not_printed_stands_on_the_figures_it_is_made_of() -> None:
    line = AdviceLine("A-1001", 9_800, gross=10_000, discount=200)
    made = AdvicePayment(9_800, "EUR", (line,), stated=False)
    assert disagreement(made, "A-1001 100.00 2.00", "A-1001 100.00 2.00") == ""
    assert disagreement(made, "A-1001 100.00 2.00", "A-1001 100.00 3.00") != ""


@pytest.mark.parametrize(("currency", "printed"), [("JPY", "125,000"), ("KWD", "125.000"), ("EUR", "1250")])
def test_figures_are_read_with_the_digits_of_the_currency(currency: str, printed: str) -> None:
    made = payment(("INV-7", 125_000), currency=currency)
    text = f"INV-7 {printed}\nTotal {printed}"
    assert disagreement(made, text, text) == ""
    assert disagreement(made, text, text.replace("5", "6", 1)) != ""
