"""Dates as payers print them, in six languages. Day or month first is decided for a whole document, never per date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = {
    1: "january jan januar janvier janv enero ene januari gennaio gen jaenner",
    2: "february feb februar fevrier fevr febrero februari febbraio",
    3: "march mar marz maerz mars marzo maart mrt mrz",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo mei maggio mag",
    6: "june jun juni juin junio giugno giu",
    7: "july jul juli juillet juil julio luglio lug",
    8: "august aug aout agosto ago augustus",
    9: "september sep sept septembre septiembre settembre set",
    10: "october oct oktober okt octobre octubre ottobre ott",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez decembre diciembre dic dicembre",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d]|[./-]\d)")
_ISO = re.compile(r"(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er)?[. -]{1,2}(?:de |di |of )?([A-Za-zÀ-ÿ]{3,10})\.?,?[ -](?:de "
    r"|del )?(\d{4}|\d{2})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([A-Za-zÀ-ÿ]{3,10})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"20\d{2}([./])(0?[1-9]|1[0-2])\1(0?[1-9]|[12]\d|3[01])")
_PART = re.compile(r"[^\W_]+")
_NOT_A_PART = re.compile(r"^[\W_]+|[\W_]+$")
_FEWEST_PARTS = 3

_FUTURE = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date with its place in the text it was found in."""

    value: date
    start: int
    end: int


# Every reader asks the same few hundred texts of a document again.
@lru_cache(maxsize=4_096)
def find_dates(text: str, *, day_first: bool) -> tuple[FoundDate, ...]:
    """All dates of a text in order of appearance.

    >>> [found.value.isoformat() for found in find_dates("14-OCT-26, 03/11/2026", day_first=True)]
    ['2026-10-14', '2026-11-03']
    """
    found: list[FoundDate] = []
    for pattern in (_ISO, _NUMERIC, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            value = _value(pattern, match, day_first=day_first)
            if value is not None and not any(f.start < match.end() and match.start() < f.end for f in found):
                found.append(FoundDate(value, match.start(), match.end()))
    return tuple(sorted(found, key=lambda f: f.start))


# Every word of a document is asked, most of them many times.
@lru_cache(maxsize=8_192)
def is_written_day(text: str) -> bool:
    """Whether a text is a whole date and nothing else, its parts set apart; digits in one piece may be a number.

    >>> [is_written_day(text) for text in ("06.05.2026", "(5/13/26),", "2026-10-12", "14-OCT-26", "6 May 2026")]
    [True, True, True, True, True]
    >>> [is_written_day(text) for text in ("06052026", "2026-1012", "31.02.2026", "06.05.2026-1", "2026.10.12367")]
    [False, False, False, False, False]
    """
    if len(_PART.findall(text)) < _FEWEST_PARTS:
        return False
    bare = _NOT_A_PART.sub("", text)
    found = (*find_dates(bare, day_first=True), *find_dates(bare, day_first=False))
    return bool(_YEAR_FIRST.fullmatch(bare)) or any(day.start == 0 and day.end == len(bare) for day in found)


def is_day_first(texts: Iterable[str], *, default: bool, sent_on: date | None = None) -> bool:
    """Whether numeric dates put the day first: a part above 12 proves it, dots suggest it, else the default.

    Where nothing proves it, the order that puts fewer dates into the future of the mail is taken.
    """
    day = month = late_day = late_month = 0
    for text in texts:
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[3])
            day += first > 12 >= second or (match[2] == "." and first <= 31)
            month += second > 12 >= first
            if sent_on is not None:
                late_day += _is_late(_date(match[4], second, match[1]), sent_on)
                late_month += _is_late(_date(match[4], first, match[3]), sent_on)
    if day != month:
        return day > month
    return late_day < late_month if late_day != late_month else default


def _is_late(value: date | None, sent_on: date) -> bool:
    return value is not None and value > sent_on + _FUTURE


def _value(pattern: re.Pattern[str], match: re.Match[str], *, day_first: bool) -> date | None:
    first, second = match[1], match[2]
    if pattern is _ISO:
        return _date(first, int(second), match[3])
    if pattern is _DAY_FIRST:
        return _date(match[3], _month(second), first)
    if pattern is _MONTH_FIRST:
        return _date(match[3], _month(first), second)
    day, month = (first, match[3]) if day_first else (match[3], first)
    return _date(match[4], int(month), day)


def _month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.lower())
    return _MONTH_OF.get("".join(c for c in plain if c.isascii() and c.isalpha()), 0)


def _date(year: str, month: int, day: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        value = date(full, month, int(day))
    except ValueError:
        return None
    return value if 2000 <= full <= 2099 else None
