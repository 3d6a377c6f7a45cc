"""Carrying out that money came back: the payment it was is found and returned, whichever of the two lines came first.

Must not choose between payments (`returns` does); what it is not sure of becomes a case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import advices, bank_lines, cod, returned, reversals
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.bank_lines import KeptLine
from workers.ledger.queue.cases import Case
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import kept_line
from workers.remittance.bank.line_facts import Line
from workers.remittance.bank.return_fee import charge_return
from workers.remittance.bank.returns import Received, match_return
from workers.remittance.terms import PostingTerms

_DAYS = timedelta(days=400)
_AHEAD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The payment that came back; without one, why a person must look, and at which payments."""

    payment_id: int | None
    reason: str = ""
    candidates: tuple[int, ...] = ()
    account_id: int | None = None


class Returns:
    """Pairs the lines of money that went back with the money that came."""

    def __init__(self, connection: Connection, terms: PostingTerms, occasion: Occasion) -> None:
        self._connection = connection
        self._entity = terms.entity
        self._return_fee = terms.return_fee
        self._occasion = occasion

    def take_back(self, line: Line, evidence: str, reason: str) -> TakenBack:
        """A return came: ``line`` holds the amount above zero, and what the bank added for itself as charges."""
        found = self._originals(line)
        if len(found) != 1:
            numbers = tuple(candidate.payment_id for candidate in found)
            why = "fits the payments " + ", ".join(map(str, numbers)) if found else "is of no payment that we know"
            return TakenBack(None, f"money went back{_because(reason)}, and it {why}", numbers)
        return self._return(found[0].payment_id, evidence, reason)

    def settle_waiting(self, line: Line, line_id: int) -> int | None:
        """A payment came whose return came before it; gives the returned payment, if there is one."""
        first, last = line.booked_on - _AHEAD, line.booked_on + _DAYS
        waiting = bank_lines.find_lines(
            self._connection, self._entity, (line.currency, -line.amount), (first, last), "return"
        )
        for said in waiting:
            if said.outcome != "case" or said.payment_id is not None:
                continue
            back = kept_line(said, line.amount)
            found = self._originals(back)
            if [candidate.payment_id for candidate in found] == [self._payment_of(line_id)]:
                return self._settle(said, found[0].payment_id)
        return None

    def _settle(self, said: KeptLine, payment_id: int) -> int | None:
        taken = self._return(payment_id, f"bank_line:{said.id}", said.return_reason)
        if taken.payment_id is None:
            return None
        bank_lines.settle_bank_line(self._connection, said.id, "returned", taken.payment_id)
        why = f"payment {payment_id} is what came back"
        clear_cases(self._connection, (CaseKind.RETURNED_PAYMENT,), f"bank_line:{said.id}", why, self._occasion)
        return taken.payment_id

    def _return(self, payment_id: int, evidence: str, reason: str) -> TakenBack:
        if reversals.is_applied_by_a_person(self._connection, payment_id):
            why = f"payment {payment_id} came back{_because(reason)}; a person applied it, so a person takes it back"
            return TakenBack(None, why, (payment_id,))
        before = returned.return_payment(self._connection, payment_id, Basis("bank.returned", evidence), self._occasion)
        close_return(self._connection, payment_id, reason, self._occasion)
        charge_return(self._connection, before, reason, self._return_fee, self._occasion)
        return TakenBack(payment_id, account_id=before.account_id)

    def _originals(self, line: Line) -> tuple[Received, ...]:
        amounts = {line.amount, line.amount - line.charges} if 0 < line.charges < line.amount else {line.amount}
        for amount in sorted(amounts, reverse=True):
            found = match_return(replace(line, amount=amount), self._received(replace(line, amount=amount)))
            if found:
                return found
        return ()

    def _received(self, line: Line) -> Iterable[Received]:
        """What came in with that amount and is still here."""
        days = (line.booked_on - _DAYS, line.booked_on + _AHEAD)
        lines = [
            said
            for said in bank_lines.find_lines(self._connection, self._entity, (line.currency, line.amount), days)
            if said.payment_id is not None
        ]
        gone = returned.find_returned(self._connection, [said.payment_id for said in lines if said.payment_id])
        for said in lines:
            if said.payment_id is None or said.payment_id in gone:
                continue
            numbers = returned.documents_paid(self._connection, said.payment_id)
            cheque = cod.number_of_payment(self._connection, said.payment_id)
            yield Received(kept_line(said, said.amount), said.payment_id, said.bank_id, numbers, cheque)

    def _payment_of(self, line_id: int) -> int | None:
        return bank_lines.payment_of(self._connection, line_id)


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def take_back_consequence(terms_of: Callable[[str], PostingTerms]) -> Consequence:
    """``take_back``: a person says which payment came back; of several candidates the note names the number."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision == "take_back":
            payment_id = _chosen(connection, case, resolution)
            before = returned.return_payment(connection, payment_id, Basis("person", f"case:{case.id}"), occasion)
            reason = _settle_line(connection, case, payment_id)
            close_return(connection, payment_id, reason, occasion)
            charge_return(connection, before, reason, terms_of(before.entity).return_fee, occasion)

    return decide


def _chosen(connection: Connection, case: Case, resolution: Resolution) -> int:
    candidates = [int(number) for number in case.evidence.get("candidates", ())]
    named = {int(word) for word in re.findall(r"\d+", resolution.note)}
    chosen = [number for number in candidates if number in named] if named else candidates
    if len(chosen) != 1:
        listed = ", ".join(map(str, candidates)) or "none"
        raise UserError(f"name the payment that came back in the note; candidates: {listed}")
    if returned.find_returned(connection, chosen):
        raise UserError(f"payment {chosen[0]} came back before: name another, or resolve the case without take_back")
    return chosen[0]


def _settle_line(connection: Connection, case: Case, payment_id: int) -> str:
    """The line that took the money out has its payment; gives the bank's reason."""
    line_id = case.evidence.get("bank_line")
    if line_id is None:
        return ""
    bank_lines.settle_bank_line(connection, int(line_id), "returned", payment_id)
    return bank_lines.return_reason_of(connection, int(line_id))


def close_return(connection: Connection, payment_id: int, reason: str, occasion: Occasion) -> None:
    """What hangs on a returned payment ends with it: its advice, its line, its cheque, and cases about its cash."""
    # The advice spoke of this money: it is not posted again, whatever comes later under its number.
    advices.reverse_advice_of(connection, payment_id, locked=True)
    bank_lines.mark_returned(connection, payment_id)
    cod.return_of_payment(connection, payment_id, reason, occasion)
    for line in bank_lines.lines_of_payments(connection, [payment_id]).values():
        why = f"payment {payment_id} came back"
        kinds = (CaseKind.ON_ACCOUNT_CASH, CaseKind.UNIDENTIFIED_CASH)
        clear_cases(connection, kinds, f"bank_line:{line.id}", why, occasion)
