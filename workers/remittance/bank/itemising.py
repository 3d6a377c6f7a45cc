"""Details of a sum that stands: the sum is taken out and they are posted, in one transaction and to the cent.

Where part of the sum is applied, or the amounts differ, nothing is posted and a person sees both sides.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import bank_lines
from workers.ledger.cash.bank_bookings import BookedLine, find_booked, lies_waiting, replace_sum
from workers.ledger.cash.bank_lines import Outcome
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion
from workers.remittance.bank.bookings import Booking, Marked, Told, others_of, sort_lines, sum_of
from workers.remittance.bank.contradictions import ask_about_held, is_other_money, settle_contradictions
from workers.remittance.bank.posting import post_line
from workers.remittance.terms import PostingTerms

_ABOUT_SUMS = (CaseKind.ON_ACCOUNT_CASH, CaseKind.UNIDENTIFIED_CASH, CaseKind.RETURNED_PAYMENT)


def settle_booking(
    connection: Connection, told: Told, booking: Booking, terms: PostingTerms, occasion: Occasion
) -> list[Outcome] | None:
    """What became of the lines of a booking that stands in another shape; None where they are held for a person.

    The caller holds the locks on the booking and on all its amounts.
    """
    own = told.bookings[booking]
    booked = find_booked(connection, terms.entity, [booking[0][0]])
    now = sort_lines(told, own, bank_lines.known_fingerprints(connection, (mark for _, mark in own)), booked)
    standing = others_of(told, booking, booked)
    if now.contradicting:
        if is_other_money(connection, booking):
            return _post(connection, told, own, terms, occasion)
        ask_about_held(connection, (told, booking, _why_not_one(own, standing)), standing, terms, occasion)
        return None
    whole = sum_of(told, booking, [line for line in standing if line.total == booking[1]])
    if not now.details or whole is None:
        return []  # another process was faster
    objection = _objection(connection, told, booking, whole)
    if objection:
        ask_about_held(connection, (told, booking, objection), [whole], terms, occasion)
        return None
    replace_sum(connection, whole, occasion)
    clear_cases(connection, _ABOUT_SUMS, f"bank_line:{whole.id}", "its details came and replaced it", occasion)
    settle_contradictions(connection, booking, whole, occasion)
    return _post(connection, told, own, terms, occasion)


def _post(
    connection: Connection, told: Told, own: Sequence[Marked], terms: PostingTerms, occasion: Occasion
) -> list[Outcome]:
    return [post_line(connection, marked, told.account, terms, occasion) for marked in own]


def _objection(connection: Connection, told: Told, booking: Booking, whole: BookedLine) -> str:
    """Why the details do not replace the sum: they are not provably the same money, or it was used."""
    (_, _, currency), total = booking
    made = sum(line.amount for line, _ in told.bookings[booking])
    if made != total or whole.amount != total:
        return f"the details make {to_decimal(made, currency)} {currency}, their sum is {to_decimal(total, currency)}"
    if whole.account != told.account:
        return f"the details are of account {told.account}, their sum is of {whole.account or 'none that is named'}"
    if not lies_waiting(connection, whole):
        held_by = f"payment {whole.payment_id}" if whole.payment_id else f"bank line {whole.id}"
        return f"the details came of a sum that is applied or went back already: {held_by}"
    return ""


def _why_not_one(own: Sequence[Marked], standing: Sequence[BookedLine]) -> str:
    line = own[0][0]
    came, stood = (to_decimal(total, line.currency) for total in (line.entry_amount, standing[0].total))
    return f"the bank booked {stood} under {line.entry} before, and now tells {came} {line.currency} under that number"
