"""Sum and details of a booking that contradict each other: a person is asked once, and sees both sides.

Must not post anything. ``dismiss`` says that they are different money: the next import posts what was held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.bank_bookings import BookedLine
from workers.ledger.queue import cases
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion
from workers.remittance.bank.bookings import Booking, Told
from workers.remittance.bank.statement import StatementLine
from workers.remittance.terms import PostingTerms

_KIND = CaseKind.CONTRADICTION
_HELD = (
    "Nothing of the details is posted. Same money: take back what is applied (`collectbot payment reverse ID`), import "
    "the file again. Other money: `dismiss`, import again."
)
_MISFIT = "The sum is posted, its details are not: ask the bank which of them is right."


def is_other_money(connection: Connection, booking: Booking) -> bool:
    """Whether a person dismissed the contradiction: these are two bookings under one number."""
    return bool(cases.find_evidence(connection, _KIND, _subject(booking), "dismiss"))


def ask_about_held(
    connection: Connection,
    said: tuple[Told, Booking, str],
    standing: Sequence[BookedLine],
    terms: PostingTerms,
    occasion: Occasion,
) -> None:
    """Lines of a booking are not posted beside what stands under its number: ``said`` ends with why."""
    told, booking, why = said
    lines = [line for line, _ in told.bookings[booking]]
    sides = {"standing": [_standing(line) for line in standing], "came": [_came(line) for line in lines]}
    _ask_once(connection, (_subject(booking), why, _HELD), (lines[0], sides), terms, occasion)


def ask_about_misfits(
    connection: Connection, lines: Iterable[tuple[StatementLine, str]], terms: PostingTerms, occasion: Occasion
) -> None:
    """The bank told transactions that do not make the amount of their booking, which was posted as one sum."""
    for line, mark in lines:
        told, booked = (
            to_decimal(amount, line.currency) for amount in (sum(part.amount for part in line.misfits), line.amount)
        )
        why = f"the bank books {booked} {line.currency} and tells of transactions that make {told}"
        sides = {"standing": [_came(line)], "came": [_came(part) for part in line.misfits]}
        _ask_once(connection, (_subject_of_line(mark), why, _MISFIT), (line, sides), terms, occasion)


def settle_contradictions(connection: Connection, booking: Booking, replaced: BookedLine, occasion: Occasion) -> None:
    """Details that make the sum came after all."""
    for subject in (_subject(booking), _subject_of_line(replaced.fingerprint)):
        clear_cases(connection, (_KIND,), subject, "its details replaced the sum", occasion)


def _ask_once(
    connection: Connection,
    words: tuple[str, str, str],
    about: tuple[StatementLine, dict[str, Any]],
    terms: PostingTerms,
    occasion: Occasion,
) -> None:
    (subject, reason, suggestion), (line, sides) = words, about
    if cases.was_asked(connection, _KIND, subject):
        return
    case = NewCase(
        kind=_KIND,
        subject=subject,
        reason=reason,
        currency=line.currency,
        amount_minor=line.entry_amount,
        evidence={"booking": line.entry, "booked_on": line.booked_on.isoformat(), **sides},
        suggestion=suggestion,
    )
    open_case(connection, case, occasion, terms.queue)


def _standing(line: BookedLine) -> dict[str, Any]:
    own = {"bank_line": line.id, "payment": line.payment_id, "outcome": line.outcome}
    return {**own, "amount_minor": line.amount, "payer": line.payer, "reference": line.reference}


def _came(line: StatementLine) -> dict[str, Any]:
    return {"amount_minor": line.amount, "payer": line.payer, "reference": line.reference}


def _subject(booking: Booking) -> str:
    (number, day, currency), total = booking
    return _subject_of_line(hashlib.sha256("\x1f".join((number, str(day), currency, str(total))).encode()).hexdigest())


def _subject_of_line(mark: str) -> str:
    return f"bank_booking:{mark[:16]}"
