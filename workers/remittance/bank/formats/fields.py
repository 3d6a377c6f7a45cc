"""What the formats have in common: an error with its place, amounts and dates as banks write them. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from workers.receivables.money import exponent

_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{0,5})?\Z")
_YEARS = range(1990, 2150)
# What banks write where the payer gave nothing.
_NOTHING = frozenset(("NOTPROVIDED", "NONREF", "NOREF", "NOTAVAILABLE", "UNKNOWN", "KREF+", "EREF", "EREF+", "NONE"))
MAX_TEXT = 2000


class Unreadable(ValueError):
    """Why a file cannot be used, and the line of it."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


def amount_of(text: str, currency: str, place: int) -> int:
    """Minor units of an amount without a sign, with a comma or a point before its decimals.

    >>> amount_of("1234,5", "EUR", 1), amount_of("1250,", "JPY", 1)
    (123450, 1250)
    """
    if not _PLAIN.match(text):
        raise Unreadable(place, f"{text!r} is no amount")
    whole, _, fraction = text.replace(",", ".").partition(".")
    digits = exponent(currency)
    kept = fraction.rstrip("0")
    if len(kept) > digits:
        raise Unreadable(place, f"{text} has more decimals than {currency} has ({digits})")
    return int(whole + kept.ljust(digits, "0"))


def day_of(text: str, form: str, place: int) -> date:
    """A date in a form of `strptime`."""
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007 (a booking date has no zone)
    except ValueError as error:
        raise Unreadable(place, f"{text!r} is no date") from error
    if found.year not in _YEARS:
        raise Unreadable(place, f"{text!r} is no date of these times")
    return found


def given(text: str | None) -> str:
    """A reference as the payer gave it; empty where the bank only says that there is none.

    >>> given(" NOTPROVIDED "), given("PAY-1")
    ('', 'PAY-1')
    """
    kept = " ".join((text or "").split())
    return "" if kept.upper() in _NOTHING else kept[:MAX_TEXT]
