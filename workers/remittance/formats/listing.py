"""Advices without a table: each reference in running text with the amounts printed behind it.

The last resort. Which of several amounts behind a reference is the paid one is left open: all readings are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from workers.receivables.reference import canonical
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.entries import Entry, Listing, readings_of, whole_number
from workers.remittance.formats.header import are_adjacent, may_hold_titles
from workers.remittance.formats.labels import NOT_PAID, PAY
from workers.remittance.formats.layout import Line, Segment
from workers.remittance.formats.lines import ORDER_WORD
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import CALLED_TOTAL, MONEY_ROLES, plain, role_of

_REACH = 6
_TOKEN = re.compile(r"[A-Za-z]{0,4}#?[A-Za-z0-9][\w./-]*\d[\w/-]*")
_LONGEST_TOKEN = 40
_CALLED_DOCUMENT = re.compile(
    rf"\b(?:invoice|bill|rechnung|gutschrift|facture|avoir|factura|abono|fattura|nota|factuur|creditnota|credit note)"
    rf"(?: (?:no|nr|n|num|number|nummer)\b)?[.:#\u00b0\u00ba ]{{1,3}}({_TOKEN.pattern})",
    re.IGNORECASE,
)


def read_listings(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> list[Listing]:
    """The known references with their amounts; then also those written like the known ones."""

    def is_number(token: str) -> bool:
        return not find_dates(token, day_first=day_first)

    tokens = {token for line in lines for token in _tokens(line.text) if is_number(token)}
    known = {token for token in tokens if knows(token)}
    looks = {_look(token) for token in known}
    called = called_documents(lines)
    alike = {token for token in tokens if _look(token) in looks or (known and token in called)}
    listings = [_read(lines, names, knows) for names in ((known,) if alike == known else (known, alike))]
    return [listing for listing in listings if listing.readings]


def called_documents(lines: Sequence[Line]) -> frozenset[str]:
    """The numbers that stand behind the word for a document, whoever knows them."""
    return frozenset(match[1] for line in lines for match in _CALLED_DOCUMENT.finditer(line.text))


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


def _read(lines: Sequence[Line], names: set[str], knows: Knows) -> Listing:
    """Every reference with the amounts before the next reference."""
    reader = _Reader(names.__contains__, knows)
    for line, following in pairwise([*lines, None]):
        if line is not None:
            reader.read(line, following.text if following is not None else "")
    entries = [entry for entry in reader.entries if entry.amounts]
    with_amount = {canonical(entry.reference) for entry in entries}
    totals = tuple(reader.totals)
    return Listing(
        readings_of(entries),
        frozenset(reader.numbers),
        totals,
        called_paid=frozenset(totals),
        loose=frozenset(reader.loose),
        without_amount=frozenset(canonical(e.reference) for e in reader.entries if knows(e.reference)) - with_amount,
    )


def _holds_titles(line: Line) -> bool:
    """Whether a line names amounts that stand below it."""
    return may_hold_titles(line) and sum(role_of(segment.text) in MONEY_ROLES for segment in line.segments) > 1


def _title_above(segment: Segment, titles: Line | None) -> str:
    above = (t.text for t in titles.segments if t.x0 < segment.x1 and t.x1 > segment.x0) if titles else ()
    return next(iter(above), "")


class _Reader:
    """Goes through the text once, keeping the reference that further amounts belong to."""

    def __init__(self, is_name: Callable[[str], bool], knows: Knows) -> None:
        self.entries: list[Entry] = []
        self.numbers: set[int] = set()
        self.totals: list[int] = []
        self.loose: list[int] = []
        self._titles: Line | None = None
        self._is_name = is_name
        self._knows = knows

    def read(self, line: Line, following: str) -> None:
        label = ""
        titles = self._titles if self._titles and are_adjacent((self._titles, line)) else None
        self._titles = line if _holds_titles(line) else None
        for segment in line.segments:
            if segment.amount is None:
                label = segment.text
                self.entries += [Entry(name, line, []) for name in self._names(label)]
            elif not segment.amount.text:
                continue
            elif self._is_total(label, line, following):
                self.totals.append(abs(segment.amount.minor))
            elif self.entries and line.number - self.entries[-1].line.number <= _REACH:
                self.entries[-1].amounts.append((_title_above(segment, titles) or label, segment.amount.minor))
                self.numbers.add(line.number)
            elif not NOT_PAID.search(plain(label)):
                self.loose.append(abs(segment.amount.minor))

    def _names(self, text: str) -> list[str]:
        names = (token for token in _tokens(text) if self._is_name(token))
        return [whole_number(text.partition(name)[0], name, self._knows) for name in names]

    def _is_total(self, label: str, line: Line, following: str) -> bool:
        """Called a total just before it, or, ahead of all references, in a sentence that speaks of paying."""
        if any(self._is_name(token) for token in _tokens(label)):
            return False
        return bool(
            CALLED_TOTAL.search(plain(label)) or (not self.entries and PAY.search(plain(f"{line.text} {following}")))
        )
