"""Advices without a table: each reference in running text with the amount printed behind it.

The last resort: what it reads counts only when it adds up to a stated payment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.layout import Line

_TOKEN = re.compile(r"[A-Za-z]{0,4}#?[A-Za-z0-9][\w./-]*\d[\w/-]*")


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines found and the line numbers they were found on."""

    lines: tuple[AdviceLine, ...]
    item_lines: frozenset[int]


def read_listing(lines: Sequence[Line], knows: Callable[[str], bool], *, day_first: bool) -> Listing:
    """Every known reference that is followed by an amount before the next reference."""
    found: list[AdviceLine] = []
    numbers: set[int] = set()
    pending = ""
    for line in lines:
        for segment in line.segments:
            if segment.amount is not None and segment.amount.text:
                if pending:
                    place = f"page {line.page + 1}, {line.top:.0f} pt from the top"
                    found.append(AdviceLine(pending, segment.amount.minor, evidence=place))
                    numbers.add(line.number)
                    pending = ""
                continue
            for token in _TOKEN.findall(segment.text):
                if knows(token) and not find_dates(token, day_first=day_first):
                    pending = token
    return Listing(tuple(found), frozenset(numbers))
