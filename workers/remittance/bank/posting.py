"""Posting one bank line: what its money does, decided by `matching`, in the transaction of the caller.

Must not read files, and must not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import advices, bank_lines, payments
from workers.ledger.cash.applications import Basis, Share, lock_items
from workers.ledger.cash.bank_lines import NewBankLine, Outcome
from workers.ledger.cash.payments import Receipt
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import gather_line_facts
from workers.remittance.bank.matching import (
    Announcement,
    Clears,
    Line,
    LineDecision,
    OnAccount,
    PaysExactly,
    Several,
    Unidentified,
    match_line,
)
from workers.remittance.bank.statement import StatementLine
from workers.remittance.terms import PostingTerms

_MONEY_LEFT = "If a payment came back, take it back here too: `collectbot payment reverse ID`."


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a line's money, and the case it needs, if any."""

    outcome: Outcome
    payment_id: int | None = None
    kind: CaseKind | None = None
    reason: str = ""
    account_id: int | None = None
    suggestion: str = ""


def post_line(
    connection: Connection, numbered: tuple[StatementLine, str], account: str, terms: PostingTerms, occasion: Occasion
) -> Outcome:
    """Keep a line under its fingerprint, match it and post its money. The caller holds the lock on its amount."""
    line, fingerprint = numbered
    line_id = bank_lines.add_bank_line(connection, _new_line(line, fingerprint, account, terms.entity), occasion)
    desk = _Desk(connection, terms, line_id, occasion)
    posted = desk.post(line_of(line))
    bank_lines.settle_bank_line(connection, line_id, posted.outcome, posted.payment_id)
    if posted.kind is not None:
        _open_case(connection, (line_id, line), posted, terms, occasion)
    return posted.outcome


def line_of(said: StatementLine) -> Line:
    """A line of a statement in the words that the matching knows."""
    return Line(
        said.booked_on, said.amount, said.currency, said.reference, said.payer, said.end_to_end, said.structured,
        said.documents, said.payer_account, said.charges,
    )  # fmt: skip


def _new_line(line: StatementLine, fingerprint: str, account: str, entity: str) -> NewBankLine:
    return NewBankLine(
        entity=entity,
        fingerprint=fingerprint,
        booked_on=line.booked_on,
        amount=line.amount,
        currency=line.currency,
        reference=line.reference,
        payer=line.payer,
        bank_id=line.bank_id,
        account=account,
        value_on=line.value_on,
        end_to_end=line.end_to_end,
        payer_account=line.payer_account,
        structured=" ".join(reference.replace(" ", "") for reference in line.structured),
        type_code=line.type_code,
        nature=line.nature,
        return_reason=line.return_reason,
        charges_minor=line.charges,
        entry=line.entry,
        entry_minor=line.entry_amount,
    )


class _Desk:
    """Carries out what was decided about one line."""

    def __init__(self, connection: Connection, terms: PostingTerms, line_id: int, occasion: Occasion) -> None:
        self._connection = connection
        self._terms = terms
        self._evidence = f"bank_line:{line_id}"
        self._occasion = occasion

    def post(self, line: Line) -> Posted:
        if line.amount < 0:
            reason = "money left the bank account"
            return Posted("case", None, CaseKind.UNIDENTIFIED_CASH, reason, suggestion=_MONEY_LEFT)
        decision = match_line(gather_line_facts(self._connection, self._terms.entity, line))
        return self._carry_out(line, decision)

    def _carry_out(self, line: Line, decision: LineDecision) -> Posted:
        match decision:
            case Clears(announcement) if announcement.payment_id is not None:
                return self._clear(announcement.advice_id, announcement.payment_id)
            case Clears(announcement):
                return self._post_waiting(line, announcement)
            case PaysExactly(item):
                receipt = self._receipt(line, item.account_id)
                shares = (Share(item.item_id, line.amount),)
                return Posted("applied", self._pay(receipt, shares, "bank.exact_reference"))
            case OnAccount(account_id, reason):
                return self._keep(line, account_id, reason)
            case Several(announcements, account_id):
                numbers = ", ".join(str(announcement.advice_id) for announcement in announcements)
                kept = self._keep(line, account_id, f"the line fits the advices {numbers}")
                return Posted("case", kept.payment_id, kept.kind, kept.reason, account_id)
            case Unidentified(reason):
                return self._keep(line, None, reason)

    def _clear(self, advice_id: int, payment_id: int) -> Posted:
        basis = Basis("bank.clears_advice", self._evidence)
        payments.clear_with_bank_line(self._connection, payment_id, basis, self._occasion)
        advices.settle_advice(self._connection, advice_id, "cleared")
        return Posted("cleared_advice", payment_id)

    def _post_waiting(self, line: Line, announcement: Announcement) -> Posted:
        """An advice that was not posted, or was taken back: its money is here, if its items still take it."""
        advice = advices.find_advice(self._connection, announcement.advice_id)
        items = lock_items(self._connection, (share.item_id for share in advice.shares))
        if not all(items[share.item_id].takes(share) for share in advice.shares):
            reason = f"advice {advice.id} announced it, but its items have changed since"
            return self._keep(line, announcement.account_id, reason)
        receipt = self._receipt(line, announcement.account_id)
        payment_id = self._pay(receipt, advice.shares, "bank.confirms_advice")
        advices.settle_advice(self._connection, advice.id, "cleared", payment_id)
        for subject in (f"advice:{advice.id}", f"mail:{advice.raw_message_id}"):
            why = f"{self._evidence} confirmed it"
            clear_cases(self._connection, (CaseKind.ADVICE_UNCONFIRMED,), subject, why, self._occasion)
        return Posted("cleared_advice", payment_id)

    def _keep(self, line: Line, account_id: int | None, reason: str) -> Posted:
        known = account_id is not None
        payment_id = self._pay(self._receipt(line, account_id), (), "bank.on_account" if known else "bank.unidentified")
        kind = CaseKind.ON_ACCOUNT_CASH if known else CaseKind.UNIDENTIFIED_CASH
        return Posted("on_account" if known else "unidentified", payment_id, kind, reason, account_id)

    def _pay(self, receipt: Receipt, shares: Sequence[Share], rule: str) -> int:
        basis = Basis(rule, self._evidence)
        return payments.post_bank_payment(self._connection, receipt, shares, basis, self._occasion)

    def _receipt(self, line: Line, account_id: int | None) -> Receipt:
        return Receipt(self._terms.entity, account_id, line.currency, line.amount, line.booked_on)


def _open_case(
    connection: Connection,
    line: tuple[int, StatementLine],
    posted: Posted,
    terms: PostingTerms,
    occasion: Occasion,
) -> None:
    line_id, said = line
    assert posted.kind is not None
    case = NewCase(
        kind=posted.kind,
        subject=f"bank_line:{line_id}",
        reason=posted.reason,
        account_id=posted.account_id,
        currency=said.currency,
        amount_minor=said.amount,
        evidence={"bank_line": line_id, "payment": posted.payment_id, "booked_on": said.booked_on.isoformat()},
        suggestion=posted.suggestion,
    )
    open_case(connection, case, occasion, terms.queue)
