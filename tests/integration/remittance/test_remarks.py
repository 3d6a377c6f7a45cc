"""A remark on every row is no reason for what was taken off one of them; a word of a reason is one in any column."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import (
    book_of,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
)
from tests.integration.remittance.advice_pages import Column, Look, draw

OPEN = (100_000, 111_100, 122_200)
NUMBERS = tuple(f"INV-2026-0001{place:02}" for place in range(len(OPEN)))
SHORT = 1


def _kind(title: str, texts: tuple[str, str, str], off: int, figures: str) -> str:
    """What becomes of an advice that takes ``off`` from one of its documents."""
    columns = [Column("Invoice", "ref", 50), Column(title, "text", 150), Column("Amount paid", "net", 540, "right")]
    if figures:
        columns[2:2] = [Column("Gross", "gross", 350, "right"), Column(figures, "off", 440, "right")]
    taken = [off if place == SHORT else 0 for place in range(len(OPEN))]
    rows = [
        {"ref": n, "text": text, "gross": english(a), "off": english(less) if less else "", "net": english(a - less)}
        for n, text, a, less in zip(NUMBERS, texts, OPEN, taken, strict=True)
    ]
    total = sum(OPEN) - off
    page = draw(Look(columns, heads=heads_of(total)), rows, {"ref": "Total", "net": english(total)})
    return kind_of_decision(
        judge_mail(mail_with(("a.pdf", page)), book_of(*zip(NUMBERS, OPEN, strict=True), terms="3/30 net 60"))
    )


DISCOUNT = round(OPEN[SHORT] * 0.03)
AMOUNTS = pytest.mark.parametrize(("off", "figures"), [(1, ""), (50, "Deductions"), (DISCOUNT, "Deductions")])


@AMOUNTS
@pytest.mark.parametrize(
    "texts", [("Goods as ordered",) * 3, ("Order 1, arrived", "Order 2, arrived", "Order 3, arrived")]
)
def test_a_remark_that_stands_on_every_row_is_no_reason(texts: tuple[str, str, str], off: int, figures: str) -> None:
    assert _kind("Remark", texts, off, figures) == "apply"


@AMOUNTS
@pytest.mark.parametrize("text", ["Pallet damaged", "zerbeult"])
def test_a_remark_of_its_own_is_a_reason(text: str, off: int, figures: str) -> None:
    assert _kind("Remark", ("Goods as ordered", text, "Goods as ordered"), off, figures) == "short_payment"


@AMOUNTS
def test_the_word_of_a_reason_is_one_on_every_row(off: int, figures: str) -> None:
    assert _kind("Remark", ("Price difference",) * 3, off, figures) == "short_payment"


@AMOUNTS
def test_the_word_of_a_reason_is_one_in_a_description(off: int, figures: str) -> None:
    """A deduction that a column called description gives the reason for was taken for a discount within terms."""
    assert _kind("Description", ("Pumps", "Pumps, damaged", "Pumps"), off, figures) == "short_payment"


def test_a_description_only_where_something_is_taken_off_is_a_reason() -> None:
    assert _kind("Description", ("", "zerbeult", ""), DISCOUNT, "Deductions") == "short_payment"
