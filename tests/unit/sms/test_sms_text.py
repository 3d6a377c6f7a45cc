"""Segments as GSM 03.38 and UCS-2 count them, plain signs where they help, and what it costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.receivables.sms_text import SegmentPrice, estimate_cost, measure_sms, plain_sms


@pytest.mark.parametrize(
    ("text", "alphabet", "places", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("äöüßÄÖÜàéèùìòñ@£$¥", "GSM-7", 18, 1),
        ("ł" * 70, "UCS-2", 70, 1),
        ("ł" * 71, "UCS-2", 71, 2),
        ("ł" * 134, "UCS-2", 134, 2),
        ("ł" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_takes_the_segments_that_carriers_charge(text: str, alphabet: str, places: int, segments: int) -> None:
    size = measure_sms(text)
    assert (size.alphabet, size.places, size.segments) == (alphabet, places, segments)


def test_a_sign_of_two_places_is_never_cut_in_two() -> None:
    """305 + 2 would fill two segments of 153 if the euro sign could begin in the first and end in the second."""
    assert measure_sms("a" * 152 + "€" + "a" * 152).places == 306
    assert measure_sms("a" * 152 + "€" + "a" * 152).segments == 3
    assert measure_sms("ł" * 66 + "😀" + "ł" * 66).segments == 3


def test_the_signs_that_cost_the_alphabet_are_named_once() -> None:
    assert measure_sms("Zażółć żółć").foreign == "żółć"


@given(st.text(max_size=400))
def test_segments_hold_what_they_are_said_to_hold(text: str) -> None:
    size = measure_sms(text)
    alone, each = (160, 153) if size.alphabet == "GSM-7" else (70, 67)
    if size.segments == 1:
        assert size.places <= alone
    else:
        assert size.segments * each >= size.places > alone


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Your “reference” \u2013 see e\u2011mail…", 'Your "reference" - see e-mail...'),
        ("1\u00a0234,56\u202f€", "1 234,56 €"),
        ("u\u0308ber", "über"),
        ("Société d'Électricité", "Société d'Électricité"),
        ("“Łódź”", "“Łódź”"),
        ("L\u2019été à François", "L\u2019été à François"),
    ],
)
def test_only_signs_are_written_plainly_never_letters(text: str, plain: str) -> None:
    """ç is no GSM sign, and François is not Francois: the text stays as it was and counts as UCS-2."""
    assert plain_sms(text) == plain


@given(st.text(max_size=200))
def test_plain_signs_never_make_a_text_dearer_or_another_when_done_twice(text: str) -> None:
    plain = plain_sms(text)
    assert measure_sms(plain).alphabet == "GSM-7" or plain == text
    assert plain_sms(plain) == plain


def test_a_cost_is_exact_until_it_is_rounded_up_once_per_currency() -> None:
    prices = {"US": SegmentPrice("USD", 7_900), "CA": SegmentPrice("USD", 7_500), "JP": SegmentPrice("JPY", 9_400_000)}
    cost, unpriced = estimate_cost([("US", 1), ("US", 1), ("CA", 2), ("JP", 3), ("FR", 4)], prices)
    assert cost == {"USD": 4, "JPY": 29}  # 0.0308 USD, 28.2 JPY
    assert unpriced == 4
