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

_TOKEN = re.compile(r"[A-Za-z]{0,4}#?[A-Za-z0-9][\w./-]*\d[\w/-]*")


@dataclass(frozen=True, slots=True)
class Listing:
    """The readings, the most plausible first, and the line numbers they were found on."""

    readings: tuple[tuple[AdviceLine, ...], ...]
    item_lines: frozenset[int]


@dataclass
class _Entry:
    """A reference, where it stands, and the amounts behind it with their labels."""

    reference: str
    line: Line
    amounts: list[tuple[Role | None, int]]


def read_listing(lines: Sequence[Line], knows: Callable[[str], bool], *, day_first: bool) -> Listing:
    """Every known reference with the amounts before the next reference, as: net by label, last, first."""
    entries, numbers = _entries(lines, knows, day_first=day_first)
    entries = [entry for entry in entries if entry.amounts]
    if not entries:
        return Listing((), frozenset())
    choices = (
        [_labelled(entry) for entry in entries],
        [entry.amounts[-1][1] for entry in entries],
        [entry.amounts[0][1] for entry in entries],
    )
    readings = dict.fromkeys(
        tuple(_advice_line(entry, net) for entry, net in zip(entries, nets, strict=True)) for nets in choices
    )
    return Listing(tuple(readings), frozenset(numbers))


def _entries(lines: Sequence[Line], knows: Callable[[str], bool], *, day_first: bool) -> tuple[list[_Entry], set[int]]:
    entries: list[_Entry] = []
    numbers: set[int] = set()
    for line in lines:
        label = ""
        is_total = bool(TOTAL.search(plain(line.text))) and not any(map(knows, _TOKEN.findall(line.text)))
        for segment in line.segments if not is_total else ():
            if segment.amount is None:
                label = segment.text
                tokens = [t for t in _TOKEN.findall(segment.text) if not find_dates(t, day_first=day_first)]
                entries += [_Entry(token, line, []) for token in tokens if knows(token)]
            elif segment.amount.text and entries and (line.number - entries[-1].line.number) <= _REACH:
                entries[-1].amounts.append((role_of(label), segment.amount.minor))
                numbers.add(line.number)
    return entries, numbers


_REACH = 6


def _labelled(entry: _Entry) -> int:
    """The amount called paid, else the last one."""
    return next((minor for role, minor in entry.amounts if role is Role.NET), entry.amounts[-1][1])


def _advice_line(entry: _Entry, net: int) -> AdviceLine:
    taken = next((abs(minor) for role, minor in entry.amounts if role is Role.DISCOUNT), None)
    place = f"page {entry.line.page + 1}, {entry.line.top:.0f} pt from the top"
    return AdviceLine(entry.reference, net, discount=taken, evidence=place)
