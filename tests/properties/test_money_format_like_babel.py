"""The fast formatter of amounts says exactly what Babel says, in every language and currency."""

from __future__ import annotations

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from workers.receivables.money import to_decimal
from workers.rendering.formats import money_format

LANGUAGES = [
    "en",
    "en_GB",
    "en_IN",
    "de",
    "de_AT",
    "de_CH",
    "fr",
    "es",
    "it",
    "nl",
    "pl",
    "pt_BR",
    "sv",
    "hi",
    "ar",
    "ja",
]


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "KWD", "INR"]),
    st.integers(-(10**14), 10**14) | st.integers(-20_000_000, 20_000_000),
)
def test_fast_format_is_babels(language: str, currency: str, minor: int) -> None:
    expected = format_currency(to_decimal(minor, currency), currency, locale=language)
    assert money_format(language, currency)(minor) == expected


@pytest.mark.parametrize(
    ("currency", "minor", "written"),
    [("RSD", 123_456, "RSD1,234.56"), ("ALL", 50, "ALL0.50"), ("IQD", 1_234, "IQD1.234"), ("ISK", 1_234, "ISK1,234")],
)
def test_no_digit_of_a_debt_is_rounded_away(currency: str, minor: int, written: str) -> None:
    """Babel writes dinars and leks without the hundredths that an invoice may hold: the sum would not be the debt."""
    assert money_format("en", currency)(minor).replace("\u00a0", "") == written
