"""A booking in two shapes, as one sum and as its details: which of its lines are new, and which only tell it again.

The details stand, whichever came first; details and sum that do not make one amount are for a person. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workers.ledger.cash.bank_bookings import BookedLine, Number
from workers.remittance.bank.statement import StatementLine

Marked = tuple[StatementLine, str]
Booking = tuple[Number, int]
Booked = Mapping[Number, Sequence[BookedLine]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one bank account: its lines under their fingerprints, and those of each booking together.

    ``marks`` are the fingerprints under one number of the bank, whatever their totals: banks repeat numbers.
    """

    account: str
    lines: tuple[Marked, ...]
    bookings: Mapping[Booking, tuple[Marked, ...]]
    marks: Mapping[Number, frozenset[str]]


@dataclass(slots=True)
class Sorted:
    """Lines to post, how many tell what stands already, bookings whose details replace a sum, and contradictions."""

    fresh: list[Marked] = field(default_factory=list)
    otherwise: int = 0
    details: list[Booking] = field(default_factory=list)
    contradicting: list[Booking] = field(default_factory=list)


def tell(account: str, lines: Iterable[Marked]) -> Told:
    """The lines of one account of a file."""
    kept = tuple(lines)
    bookings: dict[Booking, list[Marked]] = defaultdict(list)
    for line, mark in kept:
        if line.entry:
            bookings[booking_of(line)].append((line, mark))
    marks: dict[Number, frozenset[str]] = defaultdict(frozenset)
    for (number, _), own in bookings.items():
        marks[number] |= {mark for _, mark in own}
    return Told(account, kept, {booking: tuple(own) for booking, own in bookings.items()}, marks)


def number_of(line: StatementLine) -> Number:
    """What the bank calls the booking of a line."""
    return line.entry, line.booked_on, line.currency


def booking_of(line: StatementLine) -> Booking:
    """The booking of a line with its total."""
    return number_of(line), line.entry_amount


def sort_lines(told: Told, lines: Iterable[Marked], known: Collection[str], booked: Booked) -> Sorted:
    """What is to be done with these lines of a file, beside what stands in the ledger."""
    found = Sorted()
    for line, mark in lines:
        if mark in known:
            continue
        booking = booking_of(line)
        others = others_of(told, booking, booked) if line.entry else []
        if not others:
            found.fresh.append((line, mark))
        elif _contradicts(told, booking, others):
            _once(found.contradicting, booking)
        elif same := [other for other in others if other.total == line.entry_amount]:
            if sum_of(told, booking, same) is not None:
                _once(found.details, booking)
            else:
                found.otherwise += 1
        else:
            found.fresh.append((line, mark))
    return found


def others_of(told: Told, booking: Booking, booked: Booked) -> list[BookedLine]:
    """What stands under the number of a booking and is not in this file."""
    number, _ = booking
    return [line for line in booked.get(number, ()) if line.fingerprint not in told.marks[number]]


def sum_of(told: Told, booking: Booking, others: Sequence[BookedLine]) -> BookedLine | None:
    """The one line that stands as the sum of details that a file brings."""
    if len(told.bookings[booking]) < 2 or len(others) != 1 or not others[0].is_sum:
        return None
    return others[0]


def _contradicts(told: Told, booking: Booking, others: Sequence[BookedLine]) -> bool:
    """Whether a sum and details of one number of the bank, on one account, do not make one amount."""
    own, total = told.bookings[booking], booking[1]
    if any(other.total == total for other in others) or any(other.account != told.account for other in others):
        return False
    is_sum = len(own) == 1 and own[0][0].amount == total
    stands_in_parts = len(others) > 1 and not any(other.is_sum for other in others)
    return (len(own) > 1 and len(others) == 1 and others[0].is_sum) or (is_sum and stands_in_parts)


def _once(bookings: list[Booking], booking: Booking) -> None:
    if booking not in bookings:
        bookings.append(booking)
