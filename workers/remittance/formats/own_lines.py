"""The last look at a reading: does it give a document what stands on the document's own lines?

A sum that closes may come from anywhere on the page; what is printed beside a number does not. Pure. Must not read
anything anew: it only finds what speaks against what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.formats.layout import Line, bare, has_digit
from workers.remittance.formats.place_on_line import different_places
from workers.remittance.formats.several_numbers import breaks_off, goes_on

_LAST_DIGITS = re.compile(r"\d{1,3}[A-Z]?")
_JOINT = re.compile(r"[/+&,]")
_ENDS = ".,;: "
_MOST_FIGURES = 6
_MOST_LAST_DIGITS = 3
_PLACES_OF_TWO = 2  # a payer may use our number as the payment's: then it is printed as both


def as_printed(payments: Sequence[AdvicePayment], lines: Sequence[Line]) -> tuple[AdvicePayment, ...]:
    """The payments, in conflict where a document's own lines print other amounts than the one read for it.

    A number that was cut out of a list of numbers stands for the whole list again: it names no single document.
    """
    places, below = _by_word(lines), {upper.number: lower for upper, lower in pairwise(lines)}
    return tuple(_as_printed(payment, places, below) for payment in payments)


def _by_word(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines on which each number stands, also as the first of several."""
    places: dict[str, dict[int, Line]] = {}
    for line in lines:
        for word in (bare(word.text) for segment in line.segments for word in segment.words):
            for key in (word, _JOINT.split(word, maxsplit=1)[0]):
                if has_digit(key):
                    places.setdefault(key, {})[line.number] = line
    return {key: list(found.values()) for key, found in places.items()}


def _as_printed(
    payment: AdvicePayment, places: Mapping[str, Sequence[Line]], below: Mapping[int, Line]
) -> AdvicePayment:
    owned = [(line, _own_lines(line.reference, places)) for line in payment.lines]
    conflict, read = payment.conflict or different_places(owned), []
    for line, own in owned:
        texts = (text for each in own for text in _cells(each, line.reference, below.get(each.number)))
        several = next((text for text in texts if _goes_on(text, line.reference)), "")
        read.append(replace(line, reference=several or line.reference, mentions=line.mentions or _beside(line, own)))
        if not _is_beside(line, own):
            conflict = conflict or f"{line.reference} is printed beside another amount than the one read for it"
        if len(own) < _PLACES_OF_TWO and line.reference and canonical(line.reference) == canonical(payment.reference):
            conflict = conflict or f"{line.reference} is printed only as the payment's own number"
    return replace(payment, lines=tuple(read), conflict=conflict)


def _own_lines(reference: str, places: Mapping[str, Sequence[Line]]) -> list[Line]:
    """A number of several words is looked for by the first that has a digit."""
    word = next((bare(word) for word in reference.split() if has_digit(word)), "")
    return [line for line in places.get(word, ()) if reference in line.text] if word else []


def _beside(line: AdviceLine, own: Sequence[Line]) -> tuple[str, ...]:
    """Further numbers on the lines of a document that is paid, for what was read without a table."""
    words = (bare(word.text) for each in own for s in each.segments if s.amount is None for word in s.words)
    further = dict.fromkeys(word for word in words if has_digit(word) and word not in line.reference)
    return tuple(further) if line.net > 0 else ()


def _is_beside(line: AdviceLine, own: Sequence[Line]) -> bool:
    """Whether a line's own lines print what was read for it, or print no amount at all."""
    figures = [abs(s.amount.minor) for each in own for s in each.amounts if s.amount]
    whole = [abs(s.number.minor) for each in own for s in each.segments if s.number]
    return not figures or _follows(line, [*figures, *whole])


def _cells(line: Line, reference: str, below: Line | None) -> Iterator[str]:
    """The texts of a line; one that breaks off behind the reference, with the digits that stand under it."""
    for segment in line.segments:
        under = "".join(s.text for s in below.segments if s.x0 < segment.x1 and s.x1 > segment.x0) if below else ""
        _, found, rest = segment.text.partition(reference)
        is_cut = found and breaks_off(rest) and _LAST_DIGITS.fullmatch(under)
        yield f"{segment.text} {under}" if is_cut else segment.text


def _goes_on(text: str, reference: str) -> bool:
    """Whether more numbers follow a reference in its own cell.

    >>> _goes_on("RE-4711 - 13", "RE-4711"), _goes_on("4711/12/13", "4711"), _goes_on("4711 of 12/13", "4711")
    (True, True, False)
    >>> _goes_on("* AB4535K - 9D,", "AB4535K"), _goes_on("bill 4711 t/m 13 d.d. 05-05-2026 for goods", "4711")
    (True, True)
    >>> _goes_on("RE-4711 - 13 Oct 2026", "RE-4711"), _goes_on("RE-4711, 13.10.2026", "RE-4711")
    (False, False)
    """
    _, found, rest = text.rstrip(_ENDS).partition(reference)
    return bool(found) and goes_on(rest, _MOST_LAST_DIGITS)


def _follows(line: AdviceLine, figures: Sequence[int]) -> bool:
    """Whether what is paid is a printed figure, or one less others: a discount, a deduction, what was paid before.

    >>> _follows(AdviceLine("1", 98), [100, 2]), _follows(AdviceLine("1", 500), [100, 2])
    (True, False)
    """
    paid = abs(line.net)
    before = abs(line.net + (line.discount or 0) + (line.deduction or 0))
    if not paid or paid in figures or before in figures:
        return True
    few = figures[:_MOST_FIGURES]
    return any(
        whole - sum(taken) == paid
        for whole in few
        for count in range(1, len(few))
        for taken in combinations(few, count)
    )
