"""Which payment came back: pure. Exactly one that fits by the strongest bond, or a person decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from workers.receivables.customer import name_key
from workers.receivables.reference import canonical
from workers.remittance.bank.line_facts import Line, keys_of
from workers.remittance.bank.matching import Bond, strongest

# Unauthorised debits and card payments come back after months; a name alone is believed for a shorter time.
_DAYS = 400
_DAYS_BY_NAME = 60
_DAYS_AHEAD = 3
_MIN_REFERENCE = 4


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came in: the bank's words of then, the payment it became, and the documents that this paid."""

    line: Line
    payment_id: int
    bank_id: str = ""
    documents: frozenset[str] = frozenset()
    cheque: str = ""


def match_return(line: Line, received: Iterable[Received]) -> tuple[Received, ...]:
    """The payments that a returned line may be, by the strongest bond: one is certain, several are for a person.

    ``line`` has the amount that went back, above zero.
    """
    return tuple(strongest((_bond(line, candidate), candidate) for candidate in received))


def _bond(line: Line, candidate: Received) -> Bond | None:
    then = candidate.line
    if (then.amount, then.currency) != (line.amount, line.currency):
        return None
    age = line.booked_on - then.booked_on
    if not timedelta(-_DAYS_AHEAD) <= age <= timedelta(_DAYS):
        return None
    if _says_same(line, candidate):
        return "reference"
    if any(_named(line, number) for number in candidate.documents):
        return "document"
    return "payer" if age <= timedelta(_DAYS_BY_NAME) and _same_payer(line, then) else None


def _says_same(line: Line, candidate: Received) -> bool:
    """The bank's own number of then, the payer's number of the transfer, the creditor reference, or the cheque's."""
    then = candidate.line
    same_transfer = bool(then.end_to_end) and canonical(then.end_to_end) in keys_of(line)
    same_reference = bool(set(map(canonical, then.structured)) & set(map(canonical, line.structured)))
    return same_transfer or same_reference or _named(line, candidate.bank_id) or _named(line, candidate.cheque)


def _named(line: Line, number: str) -> bool:
    return len(canonical(number)) >= _MIN_REFERENCE and canonical(number) in keys_of(line)


def _same_payer(line: Line, then: Line) -> bool:
    if line.payer_account and then.payer_account:
        return line.payer_account == then.payer_account
    return bool(name_key(line.payer)) and name_key(line.payer) == name_key(then.payer)
