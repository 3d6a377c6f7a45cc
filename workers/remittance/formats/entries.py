"""Numbers in running text with the amounts behind them, to the lines that they may mean.

Must not look for them (`listing`, `written_list` do), nor settle which reading is right: what closes does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.labels import PAY
from workers.remittance.formats.layout import Line
from workers.remittance.formats.vocabulary import DEDUCTION_WORD, DISCOUNT_WORD, Role, plain, role_of

_HEAD_OF_NUMBER = re.compile(r"(?:^|(?<=[\s(#:]))([A-Z]{1,5}\d{0,6}|\d{2,6}) $")
Labelled = tuple[str, int]


@dataclass
class Entry:
    """A reference, where it stands, and the amounts behind it with their labels."""

    reference: str
    line: Line
    amounts: list[Labelled]


@dataclass(frozen=True, slots=True)
class TextReading:
    """One meaning of a text; ``unexplained`` are figures beside its numbers that it leaves without a meaning."""

    lines: tuple[AdviceLine, ...]
    unexplained: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        return sum(line.net for line in self.lines)


@dataclass(frozen=True, slots=True)
class Listing:
    """The readings, the most plausible first.

    ``totals`` are amounts that may be the payment, ``called_paid`` those of them that the text says so of; ``loose``
    ones belong to nothing. ``without_amount`` are documents we know that are named and get none.
    """

    readings: tuple[TextReading, ...]
    item_lines: frozenset[int]
    totals: tuple[int, ...] = ()
    called_paid: frozenset[int] = frozenset()
    loose: frozenset[int] = frozenset()
    without_amount: frozenset[str] = frozenset()


def whole_number(before: str, number: str, knows: Callable[[str], bool]) -> str:
    """A number together with its head, where it is printed with blanks between its parts.

    >>> whole_number("Rechnung RE2026 ", "07037", lambda text: True), whole_number("Rechnung ", "07037", lambda _: True)
    ('RE2026 07037', '07037')
    >>> whole_number("Bill #INV 2026 ", "040308", lambda text: True)
    'INV 2026 040308'
    """
    head = _HEAD_OF_NUMBER.search(before)
    joined = f"{head[1]} {number}" if head else ""
    return whole_number(before[: head.start(1)], joined, knows) if head and knows(joined) else number


def readings_of(entries: Sequence[Entry]) -> tuple[TextReading, ...]:
    """Every entry with one of its amounts, as: net by label, last, first; each reading once."""
    choices = (
        [_labelled(entry) for entry in entries],
        [entry.amounts[-1][1] for entry in entries],
        [entry.amounts[0][1] for entry in entries],
    )
    return tuple(dict.fromkeys(_reading(entries, nets) for nets in choices)) if entries else ()


def _reading(entries: Sequence[Entry], nets: Sequence[int]) -> TextReading:
    paired = list(zip(entries, nets, strict=True))
    unexplained = frozenset[int]().union(*(_unexplained(entry, net) for entry, net in paired))
    return TextReading(tuple(_advice_line(entry, net) for entry, net in paired), unexplained)


def _labelled(entry: Entry) -> int:
    """The amount called paid, else the last one."""
    return next((minor for label, minor in entry.amounts if role_of(label) is Role.NET), entry.amounts[-1][1])


def _unexplained(entry: Entry, net: int) -> frozenset[int]:
    """The other figures of an entry, unless they are what was billed and what was taken off it."""
    others = [(plain(label), abs(minor)) for label, minor in entry.amounts if abs(minor) != abs(net)]
    open_ones = sorted({minor for label, minor in others if not _is_taken(label)})
    taken = sum({minor for label, minor in others if _is_taken(label)})
    if not open_ones or (taken and open_ones == [abs(net) + taken]):
        return frozenset()
    label = " ".join(plain(label) for label, minor in entry.amounts if minor == net)
    billed = open_ones[-1]
    told = _is_taken(label) or (len(open_ones) == 1 and bool(PAY.search(label)))
    if billed > abs(net) and (told or billed - abs(net) == sum(open_ones[:-1])):
        return frozenset()
    return frozenset(open_ones)


def _is_taken(label: str) -> bool:
    return bool(DISCOUNT_WORD.search(label) or DEDUCTION_WORD.search(label))


def _advice_line(entry: Entry, net: int) -> AdviceLine:
    """A figure before the paid one that is called a discount or a deduction was taken off."""
    place = f"page {entry.line.page + 1}, {entry.line.top:.0f} pt from the top"
    figures = _billed_and_taken(entry, net)
    if figures is not None:
        gross, taken_off, words = figures
        is_discount = bool(DISCOUNT_WORD.search(plain(words)))
        return AdviceLine(
            entry.reference,
            net,
            gross=gross,
            discount=taken_off if is_discount else None,
            deduction=None if is_discount else taken_off,
            reason="" if is_discount else words,
            evidence=place,
        )
    others = [(plain(label), abs(minor)) for label, minor in entry.amounts if minor and minor != net]
    discount = next((minor for label, minor in others if DISCOUNT_WORD.search(label)), None)
    taken = [(label, minor) for label, minor in others if DEDUCTION_WORD.search(label)]
    reason, deduction = taken[0] if taken and discount is None else ("", None)
    return AdviceLine(entry.reference, net, discount=discount, deduction=deduction, reason=reason, evidence=place)


def _billed_and_taken(entry: Entry, net: int) -> tuple[int, int, str] | None:
    """Of three figures the billed one, what was taken off it, and the words around that, where they add up."""
    sizes = [abs(minor) for _, minor in entry.amounts]
    if len(sizes) != 3 or sizes[0] - sizes[1] != sizes[2] or sizes[2] != abs(net) or not sizes[1]:
        return None
    sign = -1 if net < 0 else 1
    words = f"{entry.amounts[1][0]} {entry.amounts[2][0].partition(',')[0]}"
    return sign * sizes[0], sign * sizes[1], words
