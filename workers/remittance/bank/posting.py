"""Posting one bank line: what its money does, decided by `matching`, in the transaction of the caller.

Must not read files, and must not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import advices, bank_lines, cod, payments
from workers.ledger.cash.applications import Basis, Share, lock_accounts, lock_items, owners_of
from workers.ledger.cash.bank_lines import Outcome
from workers.ledger.cash.payments import Receipt
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import gather_line_facts
from workers.remittance.bank.keeping import line_of, new_line
from workers.remittance.bank.line_facts import (
    Announcement,
    Clears,
    ClearsTogether,
    Line,
    LineDecision,
    OnAccount,
    PaysExactly,
    PaysTogether,
    Several,
    Unidentified,
)
from workers.remittance.bank.matching import match_line
from workers.remittance.bank.payer_learning import propose_account
from workers.remittance.bank.several import apply_parts, apply_whole, find_parts
from workers.remittance.bank.statement import StatementLine
from workers.remittance.bank.suggested import suggestions_for
from workers.remittance.bank.take_back import Returns
from workers.remittance.terms import PostingTerms

_MONEY_LEFT = "If a payment came back, take it back here too: `collectbot payment reverse ID`."
_TAKE_BACK = "`take_back` returns the payment; of several name its number in the note."


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a line's money, and the case it needs, if any."""

    outcome: Outcome
    payment_id: int | None = None
    kind: CaseKind | None = None
    reason: str = ""
    account_id: int | None = None
    suggestion: str = ""
    candidates: tuple[int, ...] = ()


def post_line(
    connection: Connection, numbered: tuple[StatementLine, str], account: str, terms: PostingTerms, occasion: Occasion
) -> Outcome:
    """Keep a line under its fingerprint, match it and post its money. The caller holds the lock on its amount."""
    line, fingerprint = numbered
    line_id = bank_lines.add_bank_line(connection, new_line(line, fingerprint, account, terms.entity), occasion)
    desk = _Desk(connection, terms, line_id, occasion)
    posted = desk.post(line)
    bank_lines.settle_bank_line(connection, line_id, posted.outcome, posted.payment_id)
    if posted.outcome == "on_account":
        posted = desk.explain_with_others(posted)
    if posted.kind is not None:
        _open_case(connection, (line_id, line), posted, terms, occasion)
    if line.nature == "payment" and line.amount > 0:
        gone = Returns(connection, terms, occasion).settle_waiting(line_of(line), line_id)
        return posted.outcome if gone is None else "returned"
    return posted.outcome


class _Desk:
    """Carries out what was decided about one line."""

    def __init__(self, connection: Connection, terms: PostingTerms, line_id: int, occasion: Occasion) -> None:
        self._connection = connection
        self._terms = terms
        self._line_id = line_id
        self._evidence = f"bank_line:{line_id}"
        self._occasion = occasion

    def post(self, said: StatementLine) -> Posted:
        line = line_of(said)
        if said.amount < 0:
            return self._gone(said, replace(line, amount=-said.amount))
        if said.nature == "undone_debit":
            return self._keep(line, None, "the bank gave back what it had taken, or what we had paid came back")
        at_most = self._terms.charges_at_most.get(line.currency, 0)
        decision = match_line(gather_line_facts(self._connection, self._terms.entity, line, at_most))
        posted = self._carry_out(line, decision)
        if posted.outcome in ("on_account", "unidentified"):
            propose_account(self._connection, line, self._terms, self._occasion)
        return posted

    def explain_with_others(self, kept: Posted) -> Posted:
        """With other money on account this line may be what one advice announced."""
        payment = payments.find_payment(self._connection, kept.payment_id or 0)
        if payment is None or payment.account_id is None:
            return kept
        unpaid = advices.find_unpaid_of_account(self._connection, payment.account_id, payment.currency)
        larger = [advice for advice in unpaid if advice.amount_minor > payment.amount_minor]
        sums = [(parts, advice.id) for advice in larger if (parts := find_parts(self._connection, advice, payment.id))]
        if len(sums) == 1 and apply_parts(self._connection, *sums[0], self._occasion):
            return Posted("cleared_advice", kept.payment_id)
        return kept

    def _gone(self, said: StatementLine, line: Line) -> Posted:
        """Money left: a payment of ours came back, or it is a case, or nothing of receivables at all."""
        if said.nature == "return":
            returns = Returns(self._connection, self._terms, self._occasion)
            taken = returns.take_back(line, self._evidence, said.return_reason)
            if taken.payment_id is not None:
                return Posted("returned", taken.payment_id)
            kind = CaseKind.RETURNED_PAYMENT
            return Posted("case", None, kind, taken.reason, taken.account_id, _TAKE_BACK, taken.candidates)
        facts = gather_line_facts(self._connection, self._terms.entity, line)
        if said.type_code and not (facts.items or facts.payers or facts.known_payer):
            return Posted("outgoing")
        reason = "money left the bank account"
        return Posted("case", None, CaseKind.UNIDENTIFIED_CASH, reason, suggestion=_MONEY_LEFT)

    def _carry_out(self, line: Line, decision: LineDecision) -> Posted:
        match decision:
            case Clears(announcement) if announcement.payment_id is not None:
                return self._clear(announcement)
            case Clears(announcement):
                return self._post_waiting(line, announcement)
            case ClearsTogether(announcements):
                return self._clear_together(line, announcements)
            case PaysExactly(item, charges):
                receipt = self._receipt(line, item.account_id)
                share = Share(item.item_id, line.amount, 0, charges)
                rule = "bank.exact_less_charges" if charges else "bank.exact_reference"
                return Posted("applied", self._pay(receipt, (share,), rule))
            case PaysTogether(account_id, items, rule):
                receipt = self._receipt(line, account_id)
                shares = tuple(Share(item_id, still_open) for item_id, still_open in items)
                return Posted("applied", self._pay(receipt, shares, rule))
            case OnAccount(account_id, reason):
                return self._keep(line, account_id, reason)
            case Several(announcements, account_id):
                numbers = ", ".join(_said(announcement) for announcement in announcements)
                kept = self._keep(line, account_id, f"the line fits {numbers}")
                return Posted("case", kept.payment_id, kept.kind, kept.reason, account_id)
            case Unidentified(reason):
                return self._keep(line, None, reason)

    def _clear(self, announcement: Announcement) -> Posted:
        assert announcement.payment_id is not None
        basis = Basis("bank.clears_advice", self._evidence)
        payment = payments.find_payment(self._connection, announcement.payment_id)
        # What a person cleared while there was no bank feed is in the bank already.
        if payment is None or payment.clearing != "cleared":
            payments.clear_with_bank_line(
                self._connection, announcement.payment_id, basis, self._occasion, charges=announcement.charges
            )
        self._settle(announcement, announcement.payment_id)
        return Posted("cleared_advice", announcement.payment_id)

    def _settle(self, announcement: Announcement, payment_id: int) -> None:
        """The advice, or the cheque, has its money."""
        if announcement.cod_id is None:
            advices.settle_advice(self._connection, announcement.advice_id, "cleared", payment_id)
            return
        receipt = cod.find_receipt(self._connection, announcement.cod_id)
        assert receipt is not None
        values = {"payment_id": payment_id, "bank_line_id": self._line_id}
        cod.settle_receipt(self._connection, receipt, "cleared", self._occasion, **values)

    def _post_waiting(self, line: Line, announcement: Announcement) -> Posted:
        """An announced payment that was not posted, or was taken back: its money is here, if its items take it."""
        shares = self._shares_of(announcement)
        owners = owners_of(self._connection, (share.item_id for share in shares))
        lock_accounts(self._connection, owners | {announcement.account_id})
        items = lock_items(self._connection, (share.item_id for share in shares))
        if not all(items[share.item_id].takes(share) for share in shares):
            reason = f"{_said(announcement)} announced it, but its items have changed since"
            return self._keep(line, announcement.account_id, reason)
        receipt = replace(self._receipt(line, announcement.account_id), amount=line.amount + announcement.charges)
        basis = Basis("bank.confirms_advice", self._evidence)
        if announcement.charges:
            payment_id = payments.post_advice(
                self._connection, receipt, shares, confirm_by=None, basis=basis, occasion=self._occasion
            )
            return self._clear(replace(announcement, payment_id=payment_id))
        payment_id = self._pay(receipt, shares, basis.rule)
        self._settle(announcement, payment_id)
        if announcement.cod_id is None:
            advice = advices.find_advice(self._connection, announcement.advice_id)
            for subject in (f"advice:{advice.id}", f"mail:{advice.raw_message_id}"):
                why = f"{self._evidence} confirmed it"
                clear_cases(self._connection, (CaseKind.ADVICE_UNCONFIRMED,), subject, why, self._occasion)
        return Posted("cleared_advice", payment_id)

    def _shares_of(self, announcement: Announcement) -> tuple[Share, ...]:
        if announcement.cod_id is None:
            return advices.find_advice(self._connection, announcement.advice_id).shares
        receipt = cod.find_receipt(self._connection, announcement.cod_id)
        assert receipt is not None
        return receipt.shares

    def _clear_together(self, line: Line, announcements: Sequence[Announcement]) -> Posted:
        """The line is kept on account first: so it ends as if it had come before its advices."""
        numbers = ", ".join(_said(announcement) for announcement in announcements)
        kept = self._keep(line, announcements[0].account_id, f"the line fits {numbers} together")
        assert kept.payment_id is not None
        bank_lines.settle_bank_line(self._connection, self._line_id, "on_account", kept.payment_id)
        advice_ids = [announcement.advice_id for announcement in announcements]
        if apply_whole(self._connection, kept.payment_id, advice_ids, self._occasion):
            return Posted("cleared_advice", kept.payment_id)
        return kept

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


def _suggested(
    connection: Connection, said: StatementLine, posted: Posted, terms: PostingTerms
) -> dict[str, list[dict[str, Any]]]:
    if said.amount <= 0:
        return {}
    found = suggestions_for(connection, terms, line_of(said), posted.account_id)
    return {"suggestions": found} if found else {}


def _said(announcement: Announcement) -> str:
    if announcement.cod_id is not None:
        return f"receipt {announcement.cod_id}"
    return f"advice {announcement.advice_id}"


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
        evidence={
            "bank_line": line_id,
            "payment": posted.payment_id,
            "booked_on": said.booked_on.isoformat(),
            **({"candidates": list(posted.candidates)} if posted.candidates else {}),
            **_suggested(connection, said, posted, terms),
        },
        suggestion=posted.suggestion,
    )
    open_case(connection, case, occasion, terms.queue)
