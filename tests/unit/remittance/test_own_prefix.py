"""A payer's own letters before our numbers: taken off only where that names a document, and nothing else does."""

from __future__ import annotations

import pytest

from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.remittance.rules.own_prefix import knows_behind, without_prefix

BOOK = {"INV-7", "VN-8", "8"}


def knows(reference: str) -> bool:
    return reference in BOOK


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("VN-INV-7", "INV-7"),
        ("vn INV-7", "INV-7"),
        ("VNINV-7", "INV-7"),
        ("INV-7", "INV-7"),
        ("VN-8", "VN-8"),  # it names a document as printed
        ("VN-9", "VN-9"),  # without the letters it names none
        ("XVN-INV-7", "XVN-INV-7"),
        ("VN", "VN"),
    ],
)
def test_the_letters_are_taken_off_only_where_that_helps(printed: str, read: str) -> None:
    line = AdviceLine(printed, 100, mentions=("4711",))
    advice = RemittanceAdvice((AdvicePayment(100, "EUR", (line,)),))
    (found,) = without_prefix(advice, "VN", knows).lines
    assert (found.reference, found.net, found.mentions) == (read, 100, ("4711",))


def test_a_reader_knows_numbers_behind_the_letters() -> None:
    known = knows_behind("VN", knows)
    assert [known(text) for text in ("VN-INV-7", "INV-7", "VN-9", "INV-9")] == [True, True, False, False]
    assert knows_behind("", knows) is knows
