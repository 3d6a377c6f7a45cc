"""Amounts that a narrow cell broke over two lines."""

from __future__ import annotations

import pytest

from workers.remittance.broken_figures import whole_figures
from workers.remittance.document import Page, Word

_RIGHT = 300.0


def _word(text: str, line: int, *, right: float = _RIGHT) -> Word:
    return Word(text, right - 5.0 * len(text), right, 12.0 * line, 12.0 * line + 10)


def _read(*words: Word, digits: int = 2) -> list[tuple[str, float]]:
    return [(word.text, word.top) for word in whole_figures(Page(words), digits).words]


@pytest.mark.parametrize(
    ("upper", "lower", "digits"),
    [
        ("1.041,7", "2", 2),
        ("10.015,", "83", 2),
        ("-1,041.7", "2", 2),
        ("10041,7", "2", 2),
        ("1'041.", "72", 2),
        ("1.041,72", "5", 3),
    ],
)
def test_a_broken_amount_is_made_whole(upper: str, lower: str, digits: int) -> None:
    assert _read(_word(upper, 0), _word(lower, 1), digits=digits) == [(upper + lower, 0.0)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("1.041,72", "2"),
        ("1.041", "72"),
        ("1.041.7", "2"),
        ("1.041,7", "25"),
        ("1.041,", "8"),
        ("1041", "2"),
        ("10,15,", "83"),
    ],
)
def test_what_lacks_nothing_or_something_else_stays_as_it_is(upper: str, lower: str) -> None:
    assert _read(_word(upper, 0), _word(lower, 1)) == [(upper, 0.0), (lower, 12.0)]


@pytest.mark.parametrize(
    "other",
    [_word("of", 0, right=273.0), _word("May", 1, right=293.0), _word("and", 1, right=317.0)],
    ids=["beside the upper", "before the lower", "behind the lower"],
)
def test_pieces_in_running_text_are_left_alone(other: Word) -> None:
    """``on October 12,`` above ``26 invoices`` is no amount."""
    assert len(_read(_word("1012,", 0), _word("26", 1), other)) == 3


@pytest.mark.parametrize("lower", [_word("2", 3), _word("2", 1, right=330.0), _word("2", 1, right=250.0)])
def test_what_stands_elsewhere_belongs_to_something_else(lower: Word) -> None:
    assert len(_read(_word("1.041,7", 0), lower)) == 2


def test_two_rests_are_no_choice_to_make() -> None:
    assert len(_read(_word("1.041,7", 0), _word("2", 1), _word("3", 1, right=280.0))) == 3


def test_it_stands_on_the_line_that_has_whole_amounts() -> None:
    words = [_word("1.041,7", 0), _word("2", 1), _word("1.041,72", 1, right=400.0)]
    assert _read(*words) == [("1.041,72", 12.0), ("1.041,72", 12.0)]


def test_a_page_without_any_is_given_back() -> None:
    page = Page((_word("12.50", 0), _word("2", 1)))
    assert whole_figures(page, 2) is page
