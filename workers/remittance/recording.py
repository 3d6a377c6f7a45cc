"""Recording a judgement: advices kept, payments posted, a case where a person must look. Must not judge again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from workers.errors import LedgerBusy
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.accounts import find_account, open_account
from workers.ledger.book.references import entities_of
from workers.ledger.cash import advices
from workers.ledger.cash.advices import NewAdvice, State
from workers.ledger.cash.applications import Share, lock_accounts, lock_items, owners_of
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.incoming.raw_messages import Settlement
from workers.receivables.occasion import Occasion
from workers.remittance.advice_posting import AnnouncedPayment, JudgedMail, Placed, find_bank_payment, place_payment
from workers.remittance.bank.line_facts import Announcement
from workers.remittance.daily_bound import bound_case
from workers.remittance.decision import Apply, ExceptionCase, ResolvedLine
from workers.remittance.documents import decision_document, facts_document
from workers.remittance.evidence import evidence_of
from workers.remittance.neighbourhood import written_off_before
from workers.remittance.run import Judgement
from workers.remittance.taken_deductions import PlacedShares, keep_deductions
from workers.remittance.terms import PostingTerms


class Recorder:
    """Records one judgement in one transaction; the terms are those of the entity that owns the items."""

    def __init__(
        self, connection: Connection, terms: Mapping[str, PostingTerms], judgement: Judgement, occasion: Occasion
    ) -> None:
        self._connection = connection
        self._judgement = judgement
        self._occasion = occasion
        self._payer_id = judgement.facts.payer.customer_id
        self._payments = judgement.facts.advice.payments
        self._shares = [_shares(allocations) for allocations in judgement.decision.allocations]
        owners = entities_of(connection, self._named_items())
        self._spans_entities = len(owners) > 1
        self._terms = terms[min(owners)] if owners else next(iter(terms.values()))

    def record(self, mail_id: int) -> Settlement:
        """Post, or hand over; raises `LedgerBusy` when the book is no longer the one that was judged."""
        amounts = {(payment.currency, payment.amount) for payment in self._payments}
        lock_amounts(self._connection, self._terms.entity, amounts)
        self._check_still_current()
        match self._judgement.decision:
            case Apply() if self._spans_entities:
                why = "it pays documents of several of our entities"
                return self._except(mail_id, ExceptionCase("ambiguous_reference", "several_entities", why))
            case Apply() if any(payment.amount < 0 for payment in self._payments):
                why = "its credit memos exceed what it pays"
                return self._except(mail_id, ExceptionCase("over_payment", "negative_payment", why))
            case Apply():
                return self._post(mail_id)
            case ExceptionCase() as exception:
                return self._except(mail_id, exception)

    def _named_items(self) -> list[int]:
        return [share.item_id for shares in self._shares for share in shares]

    def _check_still_current(self) -> None:
        judged = {item.id: item.open for item in self._judgement.facts.items}
        self._lock_accounts()
        now = lock_items(self._connection, self._named_items())
        moved = any(item.open != judged[item.id] for item in now.values())
        book, facts = LedgerBook(self._connection), self._judgement.facts
        if facts.written_off and facts.written_off != written_off_before(book, facts.payer, facts.advice):
            moved = True
        if moved or book.seen(self._judgement.keys) != facts.seen:
            raise LedgerBusy(f"the book changed while {self._judgement.name} was judged")

    def _lock_accounts(self) -> None:
        """The payer with the owners of the items, in one order: a parent may pay what its child owes."""
        payer = self._account()
        owners = owners_of(self._connection, self._named_items())
        lock_accounts(self._connection, owners | ({payer} if payer is not None else set()))

    def _post(self, mail_id: int) -> Settlement:
        placed = self._place(mail_id)
        over_bound = self._ask_for_approval(placed)
        doubtful = [each for each in placed if each.kind is not None and each not in over_bound]
        if doubtful:
            kind = min(each.kind for each in doubtful if each.kind is not None)
            return self._hand_over(mail_id, kind, "; ".join(each.reason for each in doubtful))
        reason = "; ".join(each.reason or f"payment {each.payment_id} is posted" for each in placed)
        return Settlement("case" if over_bound else "applied", reason, self._account())

    def _except(self, mail_id: int, exception: ExceptionCase) -> Settlement:
        if exception.kind == CaseKind.ALREADY_PAID and self._was_paid_by_bank_lines(mail_id, exception.lines):
            return Settlement("applied", "bank lines had paid these items before", self._account())
        if exception.allocations and not self._spans_entities and self._closes():
            placed = self._place(mail_id)
            self._ask_for_approval(placed)
            self._keep_deductions(placed, exception)
        else:
            state: State = "duplicate" if exception.kind == CaseKind.DUPLICATE_ADVICE else "case"
            for index in range(len(self._payments)):
                self._keep(mail_id, index, state)
        evidence = evidence_of(exception, self._judgement.suggestions, self._terms.deduction_codes)
        return self._hand_over(mail_id, CaseKind(exception.kind), exception.why, evidence)

    def _ask_for_approval(self, placed: Sequence[Placed]) -> list[Placed]:
        """What waits because the day has applied enough; a person is asked once a day and currency."""
        over_bound = [each for each in placed if each.kind == CaseKind.BOUNDS_EXCEEDED]
        for each in over_bound:
            currency = self._payments[placed.index(each)].currency
            case = bound_case(self._terms, currency, each.reason, self._occasion)
            open_case(self._connection, case, self._occasion, self._terms.queue)
        return over_bound

    def _closes(self) -> bool:
        """Law 1: what may be posted is the payment to the cent, or nothing of it is."""
        cash = [sum(share.cash for share in shares) for shares in self._shares]
        return cash == [payment.amount for payment in self._payments]

    def _place(self, mail_id: int) -> list[Placed]:
        payer_id = self._payer_id
        if payer_id is None:
            raise ValueError("nothing is applied without a payer")
        open_account(self._connection, self._terms.entity, payer_id)
        return [
            place_payment(self._connection, *self._announced(mail_id, index, payer_id), self._terms, self._occasion)
            for index in range(len(self._payments))
        ]

    def _keep_deductions(self, placed: Sequence[Placed], exception: ExceptionCase) -> None:
        today = self._occasion.business_date
        advised = [
            PlacedShares(each.advice_id, frozenset(share.item_id for share in shares), payment.date or today)
            for each, shares, payment in zip(placed, self._shares, self._payments, strict=True)
        ]
        codes = self._terms.deduction_codes
        keep_deductions(self._connection, advised, exception.residuals, codes, self._occasion)

    def _announced(self, mail_id: int, index: int, payer_id: str) -> tuple[JudgedMail, AnnouncedPayment]:
        payment = self._payments[index]
        announced = AnnouncedPayment(
            payment.currency,
            payment.amount,
            tuple(share for share in self._shares[index] if share.settled),
            payment.date,
            payment.reference,
            self._key(index),
        )
        return JudgedMail(mail_id, payer_id, *self._documents(index)), announced

    def _keep(self, mail_id: int, index: int, state: State, payment_id: int | None = None) -> None:
        """Keep an advice that posts nothing, so that its like is known when it comes again."""
        payment = self._payments[index]
        facts, decision = self._documents(index)
        new = NewAdvice(
            raw_message_id=mail_id,
            entity=self._terms.entity,
            payer_id=self._payer_id,
            state=state,
            payment_date=payment.date,
            currency=payment.currency,
            amount_minor=payment.amount,
            payer_reference=payment.reference,
            duplicate_key=self._key(index),
            payment_id=payment_id,
            facts=facts,
            decision=decision,
        )
        advice_id = advices.add_advice(self._connection, new, self._occasion)
        advices.record_judgement(self._connection, advice_id, state, self._account(), self._occasion)

    def _key(self, index: int) -> str:
        """The key under which the advice is remembered, unless an earlier one has it or its sender is in doubt."""
        keys, earlier = self._judgement.keys, self._judgement.facts.seen
        fresh = keys[index] not in earlier and keys.index(keys[index]) == index
        return keys[index] if fresh and self._judgement.is_remembered else ""

    def _documents(self, index: int) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """Facts and decision of the mail stand with its first payment."""
        if index:
            return None, {}
        return facts_document(self._judgement.facts), decision_document(self._judgement.decision)

    def _was_paid_by_bank_lines(self, mail_id: int, lines: Sequence[ResolvedLine]) -> bool:
        """The bank line came first and named its document: the advice says the same and changes nothing."""
        found = [self._paid_by(index, lines) for index in range(len(self._payments))]
        # One bank payment is not two payments of an advice.
        if None in found or len(set(found)) != len(found):
            return False
        for index, payment_id in enumerate(found):
            self._keep(mail_id, index, "cleared", payment_id)
        return True

    def _paid_by(self, index: int, lines: Sequence[ResolvedLine]) -> int | None:
        payment, payer = self._payments[index], self._judgement.facts.payer.customer
        if payer is None:
            return None
        named = [line.item or line.candidates[0] for line in lines if line.payment_index == index and _is_clear(line)]
        items = frozenset((item.id, item.document_number) for item in named)
        dated = payment.date or self._occasion.business_date
        announcement = Announcement(0, payer.id, payer.name, payment.reference, dated, self._account() or 0, items)
        money = (payment.currency, payment.amount)
        at_most = self._terms.charges_at_most.get(payment.currency, 0)
        return find_bank_payment(self._connection, self._terms.entity, money, announcement, charges_at_most=at_most)

    def _account(self) -> int | None:
        return find_account(self._connection, self._terms.entity, self._payer_id) if self._payer_id else None

    def _hand_over(
        self, mail_id: int, kind: CaseKind, why: str, evidence: Mapping[str, Any] | None = None
    ) -> Settlement:
        account_id = self._account()
        currencies = {payment.currency for payment in self._payments}
        amount = sum(payment.amount for payment in self._payments) if len(currencies) == 1 else None
        case = NewCase(
            kind=kind,
            subject=f"mail:{mail_id}",
            reason=why,
            account_id=account_id,
            currency=next(iter(currencies)) if amount is not None else None,
            amount_minor=amount,
            evidence={"mail": mail_id, **(evidence or {})},
        )
        open_case(self._connection, case, self._occasion, self._terms.queue)
        return Settlement("case", f"{kind}: {why}", account_id)


def _shares(allocations: Sequence[Any]) -> tuple[Share, ...]:
    return tuple(Share(a.item_id, a.cash, a.discount, a.writeoff) for a in allocations)


def _is_clear(line: ResolvedLine) -> bool:
    return line.item is not None or len(line.candidates) == 1
