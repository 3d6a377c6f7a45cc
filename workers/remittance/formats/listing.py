"""Advices without a table: each reference in running text with the amounts printed behind it.

The last resort. Which of several amounts behind a reference is the paid one is left open: all readings are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.labels import PAY
from workers.remittance.formats.layout import Line
from workers.remittance.formats.lines import ORDER_WORD
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import DEDUCTION_WORD, DISCOUNT_WORD, TOTAL, Role, plain, role_of

_REACH = 6
_CALLED_TOTAL = re.compile(rf"{TOTAL.pattern}|\b(?:altogether|insgesamt|zusammen|au total|in totaal|in totale)\b")
_TOKEN = re.compile(r"[A-Za-z]{0,4}#?[A-Za-z0-9][\w./-]*\d[\w/-]*")
_LONGEST_TOKEN = 40
_CALLED_DOCUMENT = re.compile(
    rf"\b(?:invoice|bill|rechnung|gutschrift|facture|avoir|factura|abono|fattura|nota|factuur|creditnota|credit note)"
    rf"(?: (?:no|nr|n|num|number|nummer)\b)?[.:#\u00b0\u00ba ]{{1,3}}({_TOKEN.pattern})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The readings, the most plausible first; ``totals`` are amounts called a total or a payment in the same text."""

    readings: tuple[tuple[AdviceLine, ...], ...]
    item_lines: frozenset[int]
    totals: tuple[int, ...] = ()


@dataclass
class _Entry:
    """A reference, where it stands, and the amounts behind it with their labels."""

    reference: str
    line: Line
    amounts: list[tuple[str, int]]


def read_listings(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> list[Listing]:
    """The known references with their amounts; then also those written like the known ones."""

    def is_number(token: str) -> bool:
        return not find_dates(token, day_first=day_first)

    tokens = {token for line in lines for token in _tokens(line.text) if is_number(token)}
    known = {token for token in tokens if knows(token)}
    looks = {_look(token) for token in known}
    called = {match[1] for line in lines for match in _CALLED_DOCUMENT.finditer(line.text)}
    alike = {token for token in tokens if _look(token) in looks or (known and token in called)}
    listings = [_read(lines, names) for names in ((known,) if alike == known else (known, alike))]
    return [listing for listing in listings if listing.readings]


def _tokens(text: str) -> list[str]:
    """The numbers in a text, without those that are called an order."""
    found = (m for m in _TOKEN.finditer(text) if not ORDER_WORD.search(text[max(0, m.start() - 20) : m.start()]))
    return [match[0] for match in found if len(match[0]) <= _LONGEST_TOKEN]


def _look(token: str) -> str:
    """A number with its digits and letters made alike.

    >>> _look("INV-2026-0011") == _look("INV-2025-0742"), _look("TR-558812")
    (True, 'AA-999999')
    """
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in token)


def _read(lines: Sequence[Line], names: set[str]) -> Listing:
    """Every reference with the amounts before the next reference, as: net by label, last, first."""
    reader = _Reader(names.__contains__)
    for line, following in pairwise([*lines, None]):
        if line is not None:
            reader.read(line, following.text if following is not None else "")
    entries = [entry for entry in reader.entries if entry.amounts]
    choices = (
        [_labelled(entry) for entry in entries],
        [entry.amounts[-1][1] for entry in entries],
        [entry.amounts[0][1] for entry in entries],
    )
    readings = dict.fromkeys(
        tuple(_advice_line(entry, net) for entry, net in zip(entries, nets, strict=True)) for nets in choices
    )
    return Listing(tuple(readings) if entries else (), frozenset(reader.numbers), tuple(reader.totals))


class _Reader:
    """Goes through the text once, keeping the reference that further amounts belong to."""

    def __init__(self, is_name: Callable[[str], bool]) -> None:
        self.entries: list[_Entry] = []
        self.numbers: set[int] = set()
        self.totals: list[int] = []
        self._is_name = is_name

    def read(self, line: Line, following: str) -> None:
        label = ""
        for segment in line.segments:
            if segment.amount is None:
                label = segment.text
                self.entries += [_Entry(token, line, []) for token in _tokens(label) if self._is_name(token)]
            elif not segment.amount.text:
                continue
            elif self._is_total(label, line, following):
                self.totals.append(abs(segment.amount.minor))
            elif self.entries and line.number - self.entries[-1].line.number <= _REACH:
                self.entries[-1].amounts.append((label, segment.amount.minor))
                self.numbers.add(line.number)

    def _is_total(self, label: str, line: Line, following: str) -> bool:
        """Called a total just before it, or, ahead of all references, in a sentence that speaks of paying."""
        if any(self._is_name(token) for token in _tokens(label)):
            return False
        return bool(
            _CALLED_TOTAL.search(plain(label)) or (not self.entries and PAY.search(plain(f"{line.text} {following}")))
        )


def _labelled(entry: _Entry) -> int:
    """The amount called paid, else the last one."""
    return next((minor for label, minor in entry.amounts if role_of(label) is Role.NET), entry.amounts[-1][1])


def _advice_line(entry: _Entry, net: int) -> AdviceLine:
    """A figure before the paid one that is called a discount or a deduction was taken off."""
    others = [(plain(label), abs(minor)) for label, minor in entry.amounts if minor != net]
    discount = next((minor for label, minor in others if DISCOUNT_WORD.search(label)), None)
    taken = [(label, minor) for label, minor in others if DEDUCTION_WORD.search(label)]
    reason, deduction = taken[0] if taken and discount is None else ("", None)
    place = f"page {entry.line.page + 1}, {entry.line.top:.0f} pt from the top"
    return AdviceLine(entry.reference, net, discount=discount, deduction=deduction, reason=reason, evidence=place)
