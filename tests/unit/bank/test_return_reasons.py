"""The banks' reasons in classes: what nobody knows belongs to none."""

from __future__ import annotations

import pytest

from workers.receivables.return_reason import RETURN_CLASSES, return_class


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("AM04", "no_funds"),
        ("Insufficient funds", "no_funds"),
        ("AC-04", "account_unusable"),
        ("md06", "objected"),
        ("MD01", None),
        ("AM05", None),
        ("", None),
        ("the payer had insufficient funds", None),
    ],
)
def test_a_reason_has_the_class_of_its_code_or_none(reason: str, expected: str | None) -> None:
    assert return_class(reason) == expected
    assert expected is None or expected in RETURN_CLASSES
