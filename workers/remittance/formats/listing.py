"""Advices without a table: each reference in running text with the amounts printed behind it.

The last resort. Which of several amounts behind a reference is the paid one is left open: all readings are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.layout import Line
from workers.remittance.formats.vocabulary import TOTAL, Role, plain, role_of

_REACH = 6
_CALLED_TOTAL = re.compile(rf"{TOTAL.pattern}|\b(?:altogether|insgesamt|zusammen|au total)\b")
_TOKEN = re.compile(r"[A-Za-z]{0,4}#?[A-Za-z0-9][\w./-]*\d[\w/-]*")


@dataclass(frozen=True, slots=True)
class Listing:
    """The readings, the most plausible first; ``totals`` are amounts called a total in the same text."""

    readings: tuple[tuple[AdviceLine, ...], ...]
    item_lines: frozenset[int]
    totals: tuple[int, ...] = ()


@dataclass
class _Entry:
    """A reference, where it stands, and the amounts behind it with their labels."""

    reference: str
    line: Line
    amounts: list[tuple[Role | None, int]]


def read_listing(lines: Sequence[Line], knows: Callable[[str], bool], *, day_first: bool) -> Listing:
    """Every known reference with the amounts before the next reference, as: net by label, last, first."""
    reader = _Reader(knows, day_first)
    for line in lines:
        reader.read(line)
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

    def __init__(self, knows: Callable[[str], bool], day_first: bool) -> None:
        self.entries: list[_Entry] = []
        self.numbers: set[int] = set()
        self.totals: list[int] = []
        self._knows, self._day_first = knows, day_first

    def read(self, line: Line) -> None:
        label = ""
        for segment in line.segments:
            if segment.amount is None:
                label = segment.text
                self.entries += [_Entry(token, line, []) for token in self._references(label)]
            elif segment.amount.text and _CALLED_TOTAL.search(plain(label)) and not self._references(label):
                self.totals.append(abs(segment.amount.minor))
            elif segment.amount.text and self.entries and line.number - self.entries[-1].line.number <= _REACH:
                self.entries[-1].amounts.append((role_of(label), segment.amount.minor))
                self.numbers.add(line.number)

    def _references(self, text: str) -> list[str]:
        tokens = (t for t in _TOKEN.findall(text) if not find_dates(t, day_first=self._day_first))
        return [token for token in tokens if self._knows(token)]


def _labelled(entry: _Entry) -> int:
    """The amount called paid, else the last one."""
    return next((minor for role, minor in entry.amounts if role is Role.NET), entry.amounts[-1][1])


def _advice_line(entry: _Entry, net: int) -> AdviceLine:
    taken = next((abs(minor) for role, minor in entry.amounts if role is Role.DISCOUNT), None)
    place = f"page {entry.line.page + 1}, {entry.line.top:.0f} pt from the top"
    return AdviceLine(entry.reference, net, discount=taken, evidence=place)
