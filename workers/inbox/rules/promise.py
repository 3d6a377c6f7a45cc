"""The day on which a sentence promises to pay. A date that could mean two days is none: a person asks.

Pure. Must not decide what a promise is worth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

FURTHEST_DAYS = 31
REMEMBERED_DAYS = 90  # for so long a person hears of the next promise of who broke one
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan janvier enero",
            "february februar feb février febrero",
            "march märz maerz mar mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june juni jun juin junio",
            "july juli jul juillet julio",
            "august aug août agosto",
            "september sept sep septembre septiembre",
            "october oktober oct okt octobre octubre",
            "november nov novembre noviembre",
            "december dezember dec dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_POINTS = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2}\b)?")
_SLASHES = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?({_NAME})\b\.?,?\s*(\d{{4}})?", re.I)
_MONTH_DAY = re.compile(rf"\b({_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b,?\s*(\d{{4}})?", re.I)


_CURRENCY = r"(?:€|\$|£|\b(?:eur|euros?|usd|gbp|chf|dollars?|pounds?|franken)\b)"
_FIGURE = r"\d[\d.,' \u00a0\u202f]*"
_DECIMAL = r"(?<![\w.,])\d[\d.,']*[.,]\d\d(?![\d.,]*\d)"
_AMOUNT = re.compile(rf"{_CURRENCY}\s?({_FIGURE})|({_FIGURE})\s?{_CURRENCY}|({_DECIMAL})", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:half|part(?:s|ly|ial(?:ly)?)?|rest|remainder|instal?ments?|deposit|hälfte|teil\w*|raten?|anzahlung"
    r"|moitié|partie|acompte|reste|mitad|parte|resto|cuotas?)\b|\d\s?%",
    re.IGNORECASE,
)


def is_of_a_part(text: str, amounts: Collection[int]) -> bool:
    """Whether a promise names another amount than one of these minor units, or speaks of a part of what is owed.

    >>> is_of_a_part("We will pay the 1,234.50 EUR on 15.03.2026.", {123450})
    False
    >>> is_of_a_part("We will pay 50 EUR on 15 March.", {123450}), is_of_a_part("Half of it on 15 March.", {123450})
    (True, True)
    """
    bare = text
    for day in (_ISO, _POINTS, _SLASHES, _DAY_MONTH, _MONTH_DAY):
        bare = day.sub(" ", bare)
    named = {_hundredths(next(filter(None, found))) for found in _AMOUNT.findall(bare)}
    return bool(named - set(amounts)) or _PART.search(bare) is not None


def _hundredths(figure: str) -> int:
    """The figure in hundredths, whatever signs stand between its thousands."""
    whole, fraction = figure.strip(" .,\u00a0\u202f"), "00"
    if re.search(r"[.,]\d\d\Z", whole):
        whole, fraction = whole[:-3], whole[-2:]
    return int(re.sub(r"\D", "", whole) + fraction)


def find_promised_day(text: str, as_of: date) -> date | None:
    """The one day named in ``text``, from ``as_of`` to a month later; None when there is none, or more than one.

    >>> find_promised_day("We will pay INV-7 on 15 March.", date(2026, 3, 2))
    datetime.date(2026, 3, 15)
    >>> find_promised_day("We will pay on 04/05/2026 or so.", date(2026, 4, 2)) is None
    True
    """
    found = {day for day in named_days(text, as_of) if day is not None}
    soon = {day for day in found if 0 <= (day - as_of).days <= FURTHEST_DAYS}
    return soon.pop() if len(found) == len(soon) == 1 else None


def named_days(text: str, as_of: date) -> Iterator[date | None]:
    """Every day that a text names; None for a figure that is no day. An ambiguous one gives both its readings."""
    for year, month, day in _ISO.findall(text):
        yield _day(int(year), int(month), int(day))
    for day, month, year in _POINTS.findall(text):
        yield _next(int(month), int(day), year, as_of)
    for first, second, year in _SLASHES.findall(text):
        yield from _either_way(int(first), int(second), int(year))
    for day, month, year in _DAY_MONTH.findall(text):
        yield _next(_MONTHS[month.lower()], int(day), year, as_of)
    for month, day, year in _MONTH_DAY.findall(text):
        yield _next(_MONTHS[month.lower()], int(day), year, as_of)


def _either_way(first: int, second: int, year: int) -> Iterator[date | None]:
    """04/05 is April or May, by country: both are given, and so neither is taken."""
    yield _day(year, second, first)
    yield _day(year, first, second)


def _next(month: int, day: int, year: str, as_of: date) -> date | None:
    """A day without a year is the next one of that name."""
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _day(as_of.year, month, day)
    return this_year if this_year is None or this_year >= as_of else _day(as_of.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
