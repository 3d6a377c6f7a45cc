"""Posting what a judged advice says: from money that already came, or in transit until it comes, or not yet.

Must not judge: which items a payment settles was decided before. What is found here is only where its money is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workers.errors import InvariantViolation, LedgerBusy
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import advices, bank_lines, payments
from workers.ledger.cash.advices import Advice, NewAdvice, State
from workers.ledger.cash.applications import Basis, Share, lock_accounts, lock_items, owners_of, share_rows
from workers.ledger.cash.payments import Payment, Receipt
from workers.ledger.cash.withdrawals import lies_whole, withdraw_held
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import announcement_of, gather_fitting, lines_of
from workers.remittance.bank.line_facts import Announcement
from workers.remittance.bank.matching import bond, choose_bonded, strongest
from workers.remittance.bank.several import apply_parts, apply_whole, find_parts, find_whole
from workers.remittance.daily_bound import reason_over_bound
from workers.remittance.terms import PostingTerms

_ABOUT_CASH = (CaseKind.ON_ACCOUNT_CASH, CaseKind.UNIDENTIFIED_CASH)


@dataclass(frozen=True, slots=True)
class JudgedMail:
    """The mail of an advice, its payer, and the documents that let its decision be replayed."""

    raw_message_id: int | None
    payer_id: str
    facts: Mapping[str, Any] | None
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnnouncedPayment:
    """One payment of an advice, and the shares of it that may be posted without a person."""

    currency: str
    amount: int
    shares: tuple[Share, ...]
    dated_on: date | None = None
    reference: str = ""
    duplicate_key: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an announced payment ended; ``reason`` says why it was not posted, or by what it was.

    ``kind`` is the case it needs: that every advice waits for its bank line is policy, and needs none.
    """

    advice_id: int
    state: State
    payment_id: int | None = None
    reason: str = ""
    kind: CaseKind | None = None


def place_payment(
    connection: Connection, mail: JudgedMail, announced: AnnouncedPayment, terms: PostingTerms, occasion: Occasion
) -> Placed:
    """Keep the advice and post its payment. The caller holds the lock on its amount (`lock_amounts`).

    The caller judged it by the items as they stand: raises `InvariantViolation` when they cannot take it all the same.
    """
    advice = advices.find_advice(connection, advices.add_advice(connection, _row(mail, announced, terms), occasion))
    desk = _Desk(connection, advice, terms, occasion)
    if not desk.items_take_it():
        why = f"advice {advice.id} gives its items what they cannot take"
        raise InvariantViolation(why, accounts=[advice.account_id])
    return desk.place()


def place_again(connection: Connection, advice_id: int, terms: PostingTerms, occasion: Occasion) -> Placed:
    """Post an advice that waited, if its items still take it and nothing stands against it any more."""
    desk = _Desk(connection, advices.find_advice(connection, advice_id), terms, occasion)
    if not desk.items_take_it():
        return Placed(advice_id, "announced", None, "its items have changed since")
    return desk.place()


def find_bank_payment(
    connection: Connection, entity: str, money: tuple[str, int], announcement: Announcement, *, charges_at_most: int
) -> int | None:
    """A bank line of this (currency, amount) that paid exactly the announced items before their advice came.

    What the bank kept of it, within the limit, counts as paid.
    """
    applied = payments.find_applied(connection, entity, *money)
    charged = dict(bank_lines.find_charged(connection, entity, money, charges_at_most))
    for amount in sorted(set(charged.values())):
        found = payments.find_applied(connection, entity, money[0], amount)
        applied += [(payment, paid) for payment, paid in found if payment.id in charged]
    same = [payment for payment, paid in applied if paid == announcement.item_ids]
    tied = [payment.id for payment, line in lines_of(connection, same) if bond(line, announcement)]
    return tied[0] if len(tied) == 1 else None


class _Desk:
    """Finds the money of one advice and posts it."""

    def __init__(self, connection: Connection, advice: Advice, terms: PostingTerms, occasion: Occasion) -> None:
        self._connection = connection
        self._advice = advice
        self._terms = terms
        self._occasion = occasion
        self._evidence = f"advice:{advice.id}"

    def items_take_it(self) -> bool:
        """The book may have moved since the judgement. Locks the payer with the owners of the items, in one order."""
        owners = owners_of(self._connection, (share.item_id for share in self._advice.shares))
        lock_accounts(self._connection, owners | {self._advice.account_id})
        items = lock_items(self._connection, (share.item_id for share in self._advice.shares))
        return all(items[share.item_id].takes(share) for share in self._advice.shares)

    def place(self) -> Placed:
        placed = self._place()
        advice = self._advice
        advices.settle_advice(self._connection, advice.id, placed.state, placed.payment_id)
        if placed.state == "reversed" and placed.payment_id is not None:
            advices.reverse_advice_of(self._connection, placed.payment_id, locked=True)
        advices.record_judgement(self._connection, advice.id, placed.state, advice.account_id, self._occasion)
        return placed

    def _place(self) -> Placed:
        arrived = self._find_money()
        if len(arrived) == 1:
            payment, charges = arrived[0]
            return self._apply_charged(payment, charges) if charges else self._apply_held(payment)
        if arrived:
            numbers = ", ".join(str(payment.id) for payment, _ in arrived)
            reason = f"the bank payments {numbers} fit alike"
            return Placed(self._advice.id, "case", None, reason, CaseKind.AMBIGUOUS_REFERENCE)
        if not self._advice.amount_minor:
            return self._post()
        came = self._came_in_parts() or self._came_and_went()
        if came is not None:
            return came
        return self._wait() or self._post()

    def _find_money(self) -> list[tuple[Payment, int]]:
        """Bank payments that are this advice's and no other's, by the test that a later bank line would have met.

        With each, what the bank kept of it.
        """
        if not self._advice.amount_minor:
            return []
        own = []
        at_most = self._terms.charges_at_most.get(self._advice.currency, 0)
        for payment, line in lines_of(self._connection, self._of_amount(payments.find_unexplained)):
            fitting = choose_bonded(line, gather_fitting(self._connection, self._advice.entity, line, at_most))
            if [announcement.advice_id for announcement in fitting] == [self._advice.id]:
                own.append((bond(line, fitting[0]), (payment, fitting[0].charges)))
        return strongest(own)

    def _of_amount(self, find: Callable[[Connection, str, str, int], list[Payment]]) -> list[Payment]:
        """Payments of this advice's amount, or of what the bank left of it within the limit."""
        entity, money = self._advice.entity, (self._advice.currency, self._advice.amount_minor)
        found = find(self._connection, entity, *money)
        at_most = self._terms.charges_at_most.get(money[0], 0)
        charged = dict(bank_lines.find_charged(self._connection, entity, money, at_most))
        for amount in sorted(set(charged.values())):
            found += [payment for payment in find(self._connection, entity, money[0], amount) if payment.id in charged]
        return found

    def _came_in_parts(self) -> Placed | None:
        """Several payments on account are together this advice's money, or one is its and other advices' money."""
        parts = find_parts(self._connection, self._advice)
        if parts and apply_parts(self._connection, parts, self._advice.id, self._occasion):
            return Placed(self._advice.id, "cleared", parts[0], "its money came in several payments")
        whole = find_whole(self._connection, self._advice)
        if whole is not None and apply_whole(self._connection, *whole, self._occasion):
            return Placed(self._advice.id, "cleared", whole[0], "its money came with that of other advices")
        return None

    def _came_and_went(self) -> Placed | None:
        """The bank brought this money and took it back before the advice was read: there is nothing to post."""
        gone = self._of_amount(payments.find_gone)
        ours = announcement_of(self._connection, self._advice, None)
        tied = [payment for payment, line in lines_of(self._connection, gone) if bond(line, ours) is not None]
        if len(tied) != 1:
            return None
        return Placed(self._advice.id, "reversed", tied[0].id, "its money came and went back")

    def _apply_held(self, payment: Payment) -> Placed:
        basis = Basis("advice.explains_bank", self._evidence)
        payer = self._advice.account_id
        payments.apply_held_cash(
            self._connection, payment, self._advice.shares, payer=payer, basis=basis, occasion=self._occasion
        )
        self._explain_line(payment.id, payment.id)
        return Placed(self._advice.id, "cleared", payment.id, "its money was in the bank")

    def _apply_charged(self, payment: Payment, charges: int) -> Placed:
        """Less came than was sent: the payment ends as it would have, had its line come after the advice."""
        basis = Basis("advice.explains_bank", self._evidence)
        if not lies_whole(self._connection, payments.lock_payment(self._connection, payment.id)):
            raise LedgerBusy(f"payment {payment.id} was applied while its advice was posted")
        withdraw_held(self._connection, payment.id, basis, self._occasion)
        receipt = replace(self._receipt(), received_on=payment.received_on)
        payment_id = payments.post_advice(
            self._connection, receipt, self._advice.shares, confirm_by=None, basis=basis, occasion=self._occasion
        )
        payments.clear_with_bank_line(self._connection, payment_id, basis, self._occasion, charges=charges)
        self._explain_line(payment.id, payment_id)
        return Placed(self._advice.id, "cleared", payment_id, "its money was in the bank, less what the bank kept")

    def _explain_line(self, before: int, payment_id: int) -> None:
        """The line that brought the money has its payment, and the question about it its answer."""
        for line_id in bank_lines.explain_line_of(self._connection, before):
            bank_lines.settle_bank_line(self._connection, line_id, "cleared_advice", payment_id)
            why = f"advice {self._advice.id} explained it"
            clear_cases(self._connection, _ABOUT_CASH, f"bank_line:{line_id}", why, self._occasion)

    def _wait(self) -> Placed | None:
        """Why the advice stays announced until its bank line, or a person, lets it through."""
        advice = self._advice
        if self._terms.post_on == "bank":
            return Placed(advice.id, "announced", None, "an advice is posted when its bank line comes")
        if advices.must_wait_for_the_bank(self._connection, advice.account_id):
            reason = "an earlier advice of this payer was never confirmed by the bank"
            return Placed(advice.id, "announced", None, reason, CaseKind.ADVICE_UNCONFIRMED)
        if payments.items_in_transit(self._connection, [share.item_id for share in advice.shares]):
            reason = "an unconfirmed advice holds one of its items already"
            return Placed(advice.id, "announced", None, reason, CaseKind.ADVICE_UNCONFIRMED)
        money = (advice.currency, advice.amount_minor)
        reason = reason_over_bound(self._connection, self._terms, money, self._occasion)
        return Placed(advice.id, "announced", None, reason, CaseKind.BOUNDS_EXCEEDED) if reason else None

    def _receipt(self) -> Receipt:
        advice = self._advice
        dated = advice.payment_date or self._occasion.business_date
        return Receipt(
            advice.entity, advice.account_id, advice.currency, advice.amount_minor, dated, advice.payer_reference
        )

    def _post(self) -> Placed:
        advice = self._advice
        payment_id = payments.post_advice(
            self._connection,
            self._receipt(),
            advice.shares,
            confirm_by=self._terms.confirm_by(self._occasion.business_date),
            basis=Basis("advice", self._evidence),
            occasion=self._occasion,
        )
        return Placed(advice.id, "posted" if advice.amount_minor else "cleared", payment_id)


def _row(mail: JudgedMail, announced: AnnouncedPayment, terms: PostingTerms) -> NewAdvice:
    return NewAdvice(
        raw_message_id=mail.raw_message_id,
        entity=terms.entity,
        payer_id=mail.payer_id,
        state="announced",
        payment_date=announced.dated_on,
        currency=announced.currency,
        amount_minor=announced.amount,
        payer_reference=announced.reference,
        duplicate_key=announced.duplicate_key,
        facts=mail.facts,
        decision={**mail.decision, "shares": share_rows(announced.shares)},
    )
