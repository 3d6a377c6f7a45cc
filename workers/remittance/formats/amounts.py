"""Amounts as payers print them: 1.234,56 · 1 234,56 · 12,34,567.00 · 1'234.56 · 12.50- · (12.50) · <12.50> · 12.50 CR.

A token counts as an amount only when its digits leave no choice: the last mark is followed by exactly as many digits
as the currency has. Must not decide what an amount is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.remittance.document import Word

SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
CODES = frozenset((
    "AED", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
    "ILS", "INR", "ISK", "JPY", "KRW", "KWD", "MXN", "MYR", "NOK", "NZD", "OMR", "PEN", "PHP", "PLN", "QAR", "RON",
    "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
))  # fmt: skip
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-",
                         "<": "(", ">": ")"})  # fmt: skip
_MARKS = str.maketrans(
    {"\u2019": "'", "\u02bc": "'", "`": "'", "\N{NO-BREAK SPACE}": " ", "\u202f": " ", "\u2009": " "}
)
_CURRENCY = re.compile(r"^(?:([A-Z]{3})|([$€£¥₹]))|(?:([A-Z]{3})|([$€£¥₹]))$")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*$|\d{1,3}(?:,\d{2})+,\d{3}$|\d+$")
_LEADING_GROUP = re.compile(r"[-(]*[$€£]?\*{0,12}\d{1,3}$")
_NEXT_GROUP = re.compile(r"\d{3}(?:$|[.,]\d{2,3}(?:-|\)|CR)?$)")
_ONLY_MARKS = re.compile(r"(?:[-(]?[$€£¥₹]?[-(]?|[-(][A-Z]{3})$")
_LONGEST = 40
_CREDIT_MARKS = frozenset(("CR", "C", "H", "CR."))
_DEBIT_MARKS = frozenset(("DR", "S", "DR."))
_EMPTY = frozenset(("-", "--", "---", "nil", "n/a", "-.-", "0", "./.", "$-", "$ -"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in minor units with its place on the line; ``whole`` when it was printed without decimals."""

    minor: int
    x0: float
    x1: float
    first: int
    last: int
    text: str
    currency: str = ""
    whole: bool = False


def parse_amount(text: str, digits: int = 2) -> tuple[int, str, bool] | None:
    """(minor units, currency or "", printed without decimals), or None when the text is no amount.

    >>> parse_amount("1.234,56-"), parse_amount("$(1,234.50)"), parse_amount("12.10.26")
    ((-123456, '', False), (-123450, 'USD', False), None)
    """
    if len(text) > _LONGEST:
        return None
    body, currency, negative = _unwrap(text)
    if not body or not body[-1].isdigit() or not re.fullmatch(r"[\d .,']+", body):
        return None
    number = _decimal_parts(body, digits)
    if number is None:
        return None
    whole, fraction, bare = number
    minor = int(whole or "0") * 10**digits + int(fraction or "0")
    return (-minor if negative else minor), currency, bare


def _unwrap(text: str) -> tuple[str, str, bool]:
    """The bare digits and marks of a token, its currency and whether it is negative, in any order of wrapping."""
    body, currency, negative = text.translate(_MINUS).translate(_MARKS).strip(" ;:"), "", False
    body = re.sub(r"(?<=\d)[.,]-+$|(?<=[.,]\d\d)[.,]$|(?<=[.,]\d\d\d)[.]$", "", body)
    while body:
        before = body
        found = _CURRENCY.search(body)
        if found and ((code := found.group(1) or found.group(3)) is None or code in CODES):
            currency = code or SYMBOLS[found.group(2) or found.group(4)]
            body = (body[: found.start()] + body[found.end() :]).strip()
        if body[:1] == "(" and body[-1:] == ")":
            body, negative = body[1:-1].strip(), True
        if body[-2:].upper() in ("CR", "DR") and body[-3:-2].isdigit():
            negative, body = negative or body[-2:].upper() == "CR", body[:-2].strip()
        if body[:1] == "-" or body[-1:] == "-":
            body, negative = body.strip("-").strip(), True
        body = body.strip("*").strip("+").strip()
        if body == before:
            break
    return body, currency, negative


def _decimal_parts(body: str, digits: int) -> tuple[str, str, bool] | None:
    """Whole part, fraction, and whether no decimals were printed."""
    mark = body[-digits - 1] if digits and len(body) > digits else ""
    if mark in (".", ",") and mark:
        whole, fraction = body[: -digits - 1], body[-digits:]
        if not fraction.isdigit() or mark in whole or not (whole == "" or _GROUPED.match(whole)):
            return None
        return re.sub(r"\D", "", whole), fraction, False
    if not _GROUPED.match(body):
        return None
    return re.sub(r"\D", "", body), "", True


def is_empty_amount(text: str) -> bool:
    """Whether a cell says that there is no amount."""
    return text.translate(_MINUS).lower() in _EMPTY


def find_amounts(words: Sequence[Word], digits: int, space: float) -> list[Amount]:
    """The amounts of one line, from left to right; ``space`` is the widest gap inside a number such as ``1 234,56``."""
    found: list[Amount] = []
    index = 0
    while index < len(words):
        amount = _amount_at(words, index, digits, space)
        if amount is not None:
            found.append(amount)
            index = amount.last
        index += 1
    return found


def _amount_at(words: Sequence[Word], first: int, digits: int, space: float) -> Amount | None:
    """The longest amount that begins at a word; a sign, a currency or a credit mark may stand apart from it."""
    text, last = words[first].text, first
    while _ONLY_MARKS.match(text := text.translate(_MINUS)):
        if last + 1 >= len(words) or words[last + 1].x0 - words[last].x1 > space:
            return None
        last, text = last + 1, text + words[last + 1].text
    if last + 1 < len(words) and words[last + 1].text == "%":
        return None
    while _continues(words, last, text, space):
        last += 1
        text += " " + words[last].text.translate(_MINUS)
    if text[:1] == "(" and ")" not in text:
        if last + 1 < len(words) and words[last + 1].text[:1] == ")":
            last, text = last + 1, text + ")"
        else:
            text = text[1:]
    parsed = parse_amount(text, digits)
    if parsed is None:
        return None
    minor, currency, whole = parsed
    if last + 1 < len(words) and words[last + 1].x0 - words[last].x1 <= 2 * space:
        mark = words[last + 1].text.translate(_MINUS).upper()
        if mark in _CREDIT_MARKS or mark == "-":
            minor, last = -abs(minor), last + 1
        elif mark in _DEBIT_MARKS:
            last += 1
    return Amount(minor, words[first].x0, words[last].x1, first, last, text, currency, whole)


def _continues(words: Sequence[Word], last: int, text: str, space: float) -> bool:
    """Whether the next word is a further group of three digits of the same number."""
    if last + 1 >= len(words) or words[last + 1].x0 - words[last].x1 > space:
        return False
    head = text.rpartition(" ")[2] if " " not in text else text.split(" ")[0]
    grouped = _LEADING_GROUP.match(head) and ("." not in text and "," not in text)
    return bool(grouped and _NEXT_GROUP.match(words[last + 1].text.translate(_MINUS)))
