"""What a text costs to send as SMS: its alphabet, its segments, its price; and plain signs for typographic ones. Pure.

GSM 03.38 packs 160 signs into one SMS, or 153 into each segment of a longer one; a single sign outside it makes the
whole text UCS-2, with 70 and 67. A sign of the extension table takes two places; neither it nor a pair of surrogates is
ever cut in two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from workers.receivables.money import exponent

Alphabet = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLACES: Mapping[Alphabet, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
# Signs that mean the same written plainly. No letters: a name without its accents is another name.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f", " "),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u2022", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "\u2026": "...",
    }
)
_MICROS = 6


@dataclass(frozen=True, slots=True)
class SmsSize:
    """How much room a text takes: ``places`` of its alphabet, in so many ``segments``; ``foreign`` made it UCS-2."""

    alphabet: Alphabet
    places: int
    segments: int
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class SegmentPrice:
    """What one segment costs, in millionths of a unit of ``currency``: carriers charge fractions of a cent."""

    currency: str
    micros: int


def measure_sms(text: str) -> SmsSize:
    """The room a text takes.

    >>> measure_sms("a" * 161).segments, measure_sms("€" * 80).segments, measure_sms("ł" * 71).segments
    (2, 1, 2)
    >>> measure_sms("Zażółć").foreign
    'żółć'
    """
    foreign = "".join(dict.fromkeys(sign for sign in text if sign not in _BASIC and sign not in _EXTENDED))
    alphabet: Alphabet = "UCS-2" if foreign else "GSM-7"
    widths = [2 if _is_wide(sign, alphabet) else 1 for sign in text]
    alone, each = _PLACES[alphabet]
    segments = 1 if sum(widths) <= alone else _segments(widths, each)
    return SmsSize(alphabet, sum(widths), segments, foreign)


def plain_sms(text: str) -> str:
    """The text with plain signs, where that brings it into the GSM alphabet; else as it was, since nothing is won.

    >>> plain_sms("“Konto” bitte…"), plain_sms("“Łódź”")
    ('"Konto" bitte...', '“Łódź”')
    """
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return plain if measure_sms(plain).alphabet == "GSM-7" else text


def estimate_cost(
    segments: Iterable[tuple[str, int]], prices: Mapping[str, SegmentPrice]
) -> tuple[dict[str, int], int]:
    """Minor units per currency of (country, segments) pairs, rounded up; and the segments that have no price.

    >>> estimate_cost([("DE", 2), ("DE", 1), ("US", 1)], {"DE": SegmentPrice("USD", 111_700)})
    ({'USD': 34}, 1)
    """
    micros: dict[str, int] = {}
    unpriced = 0
    for country, count in segments:
        price = prices.get(country)
        if price is None:
            unpriced += count
        else:
            micros[price.currency] = micros.get(price.currency, 0) + price.micros * count
    minor = {currency: -(-total // 10 ** (_MICROS - exponent(currency))) for currency, total in micros.items()}
    return minor, unpriced


def _is_wide(sign: str, alphabet: Alphabet) -> bool:
    return sign in _EXTENDED if alphabet == "GSM-7" else ord(sign) > 0xFFFF


def _segments(widths: Iterable[int], each: int) -> int:
    """Segments filled one after the other; what does not fit whole begins the next one."""
    segments, left = 1, each
    for width in widths:
        if width > left:
            segments, left = segments + 1, each
        left -= width
    return segments
