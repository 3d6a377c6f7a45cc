"""What several kept-out families print around their tables: letterheads, figures of no importance, amounts in words."""

from __future__ import annotations

from random import Random

from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Align, Text

_STREETS = {
    "en": ("14 Mill Lane", "Leeds LS2 7EW"),
    "de": ("Hafenstraße 27", "20457 Hamburg"),
    "fr": ("8 rue des Tanneurs", "59000 Lille"),
    "es": ("Calle Mayor 112", "46001 Valencia"),
    "nl": ("Havenweg 31", "3011 AB Rotterdam"),
    "it": ("Via Garibaldi 54", "20121 Milano"),
}
_BELOW_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def sender(paper: Paper) -> list[Text]:
    """Name, street and town of the payer, as small print above everything else."""
    street, town = _STREETS[paper.family.language]
    phone = f"Tel. {paper.rng.randrange(10, 99)} {paper.rng.randrange(100, 999)} {paper.rng.randrange(1000, 9999)}"
    return [Text(paper.case.printed_payer, size=12, bold=True), Text(f"{street} · {town} · {phone}", size=7.5)]


def addressee() -> Text:
    return Text(f"{VENDOR}\n14 Canal Wharf\nLeeds LS1 4BR")


def own_number(rng: Random, pattern: str) -> str:
    """A number of the payer's own that has nothing to do with ours: ``#`` stands for a digit."""
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in pattern)


def aligned(pattern: str) -> tuple[Align, ...]:
    """``llr``: two columns to the left, one to the right; ``c`` is the middle."""
    sides: dict[str, Align] = {"l": "left", "r": "right", "c": "center"}
    return tuple(sides[sign] for sign in pattern)


def in_words(minor: int) -> str:
    """An English amount as cheques spell it.

    >>> in_words(123_405)
    'one thousand two hundred thirty-four and 05/100'
    """
    whole, cents = divmod(minor, 100)
    return f"{_spelled(whole)} and {cents:02d}/100"


def _spelled(number: int) -> str:
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" {_spelled(number % size)}" if number % size else ""
            return f"{_spelled(number // size)} {name}{rest}"
    if number < 20:
        return _BELOW_TWENTY[number]
    ones = f"-{_BELOW_TWENTY[number % 10]}" if number % 10 else ""
    return f"{_TENS[number // 10]}{ones}"
