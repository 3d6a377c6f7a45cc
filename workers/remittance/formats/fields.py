"""The facts of a payment that stand outside the table: amount, date, reference, currency, method.

Each is found by its label to the left, on the same line, or above it. Several amounts may be stated; which one the
lines must add up to is decided in `closing`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from workers.remittance.formats.amounts import CODES, SYMBOLS
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.labels import (
    AMOUNT_WORD,
    ANY_DATE,
    MAIL_DATE,
    MAIL_FROM,
    METHODS,
    NOT_PAID,
    NOT_PAYMENT_DATE,
    PAY,
    PAYMENT_DATE,
    VALUE_DATE,
)
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.payment_reference import MAX_BELOW, find_reference
from workers.remittance.formats.vocabulary import TOTAL, plain

_ADVICE_WORD = re.compile(r"\b(?:remittance(?: advice)?|advice|avis)\b")
_NUMBER_FOLLOWS = re.compile(
    r"(?:\b(?:ref\w*|no|nr|n|id|num\w*|account|riferimento|#)|nummer|referenz|konto|kenmerk|referens)$"
)
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_DOLLARS = re.compile(r"\bdollars\b", re.IGNORECASE)
_LONGEST_TEXT = 1_000
_MAIL_HEAD_LINES = 6


class Strength(IntEnum):
    """How sure a label is; a stronger one wins over any weaker one."""

    BARE = 0
    WEAK = 1
    STRONG = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount outside the item rows that may be the payment."""

    minor: int
    strength: Strength
    line: int
    currency: str = ""  # printed beside it


@dataclass(frozen=True, slots=True)
class Fields:
    """What a stretch of a document says about its payment."""

    amounts: tuple[StatedAmount, ...]
    date: date | None
    reference: str
    currency: str
    method: str


def find_fields(
    lines: Sequence[Line], item_rows: frozenset[int], total_rows: frozenset[int] = frozenset(), *, day_first: bool
) -> Fields:
    """The payment's facts in ``lines``; the rows that list documents and their totals are given by line number."""
    outside = [line for line in lines if line.number not in item_rows]
    return Fields(
        amounts=tuple(_find_amounts(outside, total_rows)),
        date=_find_date(_without_mail_dates(outside), day_first=day_first) or _find_date(outside, day_first=day_first),
        reference=find_reference(outside, day_first=day_first),
        currency=find_currency(lines),
        method=_find_method(outside),
    )


def _find_amounts(lines: Sequence[Line], total_rows: frozenset[int]) -> Iterable[StatedAmount]:
    for position, line in enumerate(lines):
        for index, segment in enumerate(line.segments):
            if segment.amount is None or not segment.amount.text:
                continue
            left = plain(_label_of(line, index, is_total=line.number in total_rows))
            if segment.amount.whole and not segment.amount.currency and _calls_for_number(left):
                continue
            strength = _amount_strength(left)
            if line.number not in total_rows and not AMOUNT_WORD.search(left):
                strength = max(strength, _amount_strength(plain(_above(lines, position, segment))))
            if not NOT_PAID.search(left):
                yield StatedAmount(segment.amount.minor, strength, line.number, _currency_beside(line, index))


def _calls_for_number(label: str) -> bool:
    """Whether a number stands behind a label, not an amount: what has no decimals there is the payment's own number."""
    return bool(_NUMBER_FOLLOWS.search(label))


def _label_of(line: Line, index: int, *, is_total: bool) -> str:
    """The text right before an amount and its currency; that of a total speaks for all amounts behind it."""
    if index > 1 and line.segments[index - 1].text in CODES:
        index -= 1
    before = line.segments[:index] if is_total else line.segments[max(0, index - 1) : index]
    return next((segment.text for segment in reversed(before) if segment.amount is None), "")


def _currency_beside(line: Line, index: int) -> str:
    """The currency of an amount: in it, or the word before or behind it."""
    amount = line.segments[index].amount
    before = [segment.words[-1].text for segment in line.segments[index - 1 : index] if segment.words]
    behind = [segment.words[0].text for segment in line.segments[index + 1 : index + 2] if segment.words]
    words = (word.strip(".,;:()[]") for word in (*behind, *before))
    beside = (word if word in CODES else SYMBOLS.get(word, "") for word in words)
    return (amount.currency if amount else "") or next((code for code in beside if code), "")


def _amount_strength(label: str) -> Strength:
    if not label or NOT_PAID.search(label):
        return Strength.BARE
    if PAY.search(label):
        return Strength.STRONG
    return Strength.WEAK if AMOUNT_WORD.search(label) or TOTAL.search(label) else Strength.BARE


def _above(lines: Sequence[Line], position: int, segment: Segment) -> str:
    """The text right above a segment, if it is a label: no amount, few digits."""
    line = lines[position]
    for upper in reversed(lines[max(0, position - 3) : position]):
        if upper.page != line.page or line.top - upper.bottom > MAX_BELOW * line.height:
            return ""
        found = [s for s in upper.segments if min(s.x1, segment.x1) > max(s.x0, segment.x0)]
        if found:
            return found[0].text if found[0].amount is None and not re.search(r"\d{3}", found[0].text) else ""
    return ""


def _without_mail_dates(lines: Sequence[Line]) -> list[Line]:
    """The lines without the day on which a quoted mail was sent: no fact of the payment it tells of."""
    senders = [position for position, line in enumerate(lines) if MAIL_FROM.match(line.text)]
    heads = {position + below for position in senders for below in range(1, _MAIL_HEAD_LINES)}
    return [line for place, line in enumerate(lines) if place not in heads or not MAIL_DATE.match(line.text)]


def _find_date(lines: Sequence[Line], *, day_first: bool) -> date | None:
    """The day the money moves: a value date before a payment date, that before any other date; the first of equals."""
    best: tuple[Strength, date] | None = None
    for position, line in enumerate(lines):
        for index, segment in enumerate(line.segments):
            for found in find_dates(segment.text[:_LONGEST_TEXT], day_first=day_first):
                before = segment.text[: found.start]
                left = line.segments[index - 1].text if index and len(before.strip()) < 2 else ""
                label = plain(f"{left} {before}") or plain(_above(lines, position, segment))
                strength = _date_strength(label)
                if not NOT_PAYMENT_DATE.search(label) and (best is None or strength > best[0]):
                    best = (strength, found.value)
    return best[1] if best else None


def _date_strength(label: str) -> Strength:
    if VALUE_DATE.search(label):
        return Strength.CERTAIN
    if PAYMENT_DATE.search(label) or PAY.search(_ADVICE_WORD.sub("", label)):
        return Strength.STRONG
    return Strength.WEAK if ANY_DATE.search(label) else Strength.BARE


def find_currency(lines: Sequence[Line]) -> str:
    """The currency code that is printed most often near amounts or in labels, else the one of a symbol."""
    codes: Counter[str] = Counter()
    symbols: Counter[str] = Counter()
    for line in lines:
        printed, marked = _currencies_in(line.text)
        codes.update(printed)
        symbols.update(marked)
    for counts in (codes, symbols):
        if counts:
            return max(sorted(counts), key=counts.__getitem__)
    return ""


# Every way of reading a document asks all of its lines.
@lru_cache(maxsize=2_048)
def _currencies_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The currencies of a text's codes, and those of its symbols and words."""
    symbols = [SYMBOLS[mark] for mark in text if mark in SYMBOLS]
    return tuple(code for code in _CODE.findall(text) if code in CODES), (
        *symbols,
        *("USD" for _ in _DOLLARS.findall(text)),
    )


def _find_method(lines: Sequence[Line]) -> str:
    found = next((match for line in lines if (match := METHODS.search(line.text))), None)
    return found.group(1) if found else ""
