"""Offering to settle a debt for less, or for early payment, and answering another sum: only inside what is delegated.

What a person proposes above that waits for a second person; what the robot may not give becomes a case. The words that
the customer accepts are kept with the offer. Must not accept it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.accepting import accept, demand_open
from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.ending import cancel_proposals
from workers.arrangements.rules.settling import (
    Accepted,
    Consent,
    Countered,
    Offer,
    Referred,
    Settleable,
    answer,
    consent_to,
    opening,
)
from workers.arrangements.terms import ask_second_person, settlement_terms, subject_of
from workers.arrangements.wording import OfferDesk, Worded, acceptance_text
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import NewArrangement, add_arrangement, known_arrangement
from workers.ledger.book.owed import OwedItem
from workers.ledger.queue.cases import lock_account_of
from workers.policy.arrangements import SettlementTerms
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import Arrangement, Instalment
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class OfferWish:
    """Which debt is to be settled for which sum, and why; without a sum for what the robot would ask at first."""

    scope: Scope
    evidence: str
    agreed: int | None = None
    round: int = 1


def offer(connection: Connection, wish: OfferWish, desk: OfferDesk, occasion: Occasion) -> Arrangement:
    """Make an offer; above what is delegated it waits for a second person. Raises `UserError` outside the limits."""
    if not wish.evidence.strip():
        raise UserError("an offer needs evidence: who asked for it, where")
    lock_account_of(connection, wish.scope.account_id)
    terms = settlement_terms(desk.policy, occasion.business_date)
    debt, items = settleable(connection, wish.scope, occasion.business_date)
    agreed, consent = sum_offered(debt, wish.agreed, terms)
    accept_by, pay_by = offer_days(debt, items, terms, occasion.business_date)
    documents = tuple(item.document_number for item in items)
    worded = Worded(debt, agreed, documents, accept_by, pay_by, terms.balance_revives)
    new = NewArrangement(
        account_id=wish.scope.account_id,
        kind="early_payment" if debt.age < 0 else "settlement",
        state="approval_pending" if consent == "second_person" else "proposed",
        currency=debt.currency,
        items=tuple((item.id, item.open) for item in items),
        instalments=(Instalment(1, pay_by, agreed),),
        accept_by=accept_by,
        grace_days=terms.grace_days,
        skips_if_broken=terms.on_broken == "next_level",
        evidence=wish.evidence,
        terms=acceptance_text(connection, wish.scope.account_id, worded, desk),
        revives=terms.balance_revives,
        round=wish.round,
    )
    cancel_proposals(connection, [item.id for item in items], "replaced", occasion)
    found = known_arrangement(connection, add_arrangement(connection, new, occasion))
    if found.state == "approval_pending":
        ask_second_person(connection, found, desk.policy, occasion)
    return found


def counter(
    connection: Connection, number: int, told: tuple[int, str], desk: OfferDesk, occasion: Occasion
) -> Arrangement:
    """What the robot answers to another sum; ``told`` is the sum, and where the customer says so in writing.

    A sum that is enough is accepted at once; else there is a new offer, or a person is asked and the old one stands.
    """
    amount, how = told
    found = demand_open(connection, number, occasion)
    if found.kind == "plan":
        raise UserError("another sum is offered for a settlement: a plan is of all of the balance")
    scope = Scope(found.account_id, found.currency, tuple(item.id for item in found.items))
    debt, _ = settleable(connection, scope, occasion.business_date)
    terms = settlement_terms(desk.policy, occasion.business_date)
    match answer(Offer(debt, found.agreed, found.round), amount, terms):
        case Accepted(agreed):
            taken = offer(connection, OfferWish(scope, how, agreed, found.round), desk, occasion)
            return accept(connection, taken.id, how, occasion)
        case Countered(Offer(_, agreed, of_round)):
            return offer(connection, OfferWish(scope, how, agreed, of_round), desk, occasion)
        case Referred():
            _refer(connection, found, (amount, how), desk, occasion)
            return found


def settleable(connection: Connection, scope: Scope, today: date) -> tuple[Settleable, list[OwedItem]]:
    """The debt of a scope as a settlement sees it; raises `UserError` where it is barred or nothing is open."""
    debt, items = debt_in(connection, scope, today)
    if debt.bars or not items:
        raise UserError("; ".join(debt.bars) or "nothing of it is open and overdue: name documents that are due later")
    return Settleable(debt.currency, debt.balance, (today - max(item.due_date for item in items)).days), items


def sum_offered(debt: Settleable, wanted: int | None, terms: SettlementTerms) -> tuple[int, Consent]:
    """The sum that is offered, and whose word it takes; raises `UserError` where nobody may let so much off."""
    agreed = _sum(debt, wanted, terms)
    consent = consent_to(debt, agreed, terms)
    if consent == "never":
        let_off = Money(debt.balance - agreed, debt.currency)
        raise UserError(f"nobody may let {let_off} off of {Money(debt.balance, debt.currency)}")
    return agreed, consent


def _sum(debt: Settleable, wanted: int | None, terms: SettlementTerms) -> int:
    first = opening(debt, terms)
    if wanted is None:
        if first is None:
            raise UserError("nothing is delegated for such a debt: say which sum is to be offered")
        return first.agreed
    if not 0 < wanted <= debt.balance:
        raise UserError(f"a settlement is above zero, and at most {Money(debt.balance, debt.currency)}")
    return wanted


def offer_days(debt: Settleable, items: Sequence[OwedItem], terms: SettlementTerms, today: date) -> tuple[date, date]:
    """Until when it can be accepted, and paid; an early payment comes before anything of it is due."""
    accept_by = today + timedelta(days=terms.valid_days)
    pay_by = accept_by + timedelta(days=terms.pay_within_days)
    if debt.age < 0:
        pay_by = min(pay_by, min(item.due_date for item in items) - timedelta(days=1))
    if pay_by < today:
        raise UserError("what is due and what is not are settled apart")
    return min(accept_by, pay_by), pay_by


def _refer(
    connection: Connection, found: Arrangement, told: tuple[int, str], desk: OfferDesk, occasion: Occasion
) -> None:
    amount, how = Money(told[0], found.currency), told[1]
    new = NewCase(
        CaseKind.ARRANGEMENT_REQUEST,
        subject_of(found.id),
        f"the customer offers {amount} for {Money(found.balance, found.currency)}; the robot offered"
        f" {Money(found.agreed, found.currency)} and may not go further",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=found.balance,
        evidence={"arrangement": found.id, "offered": str(amount), "how": how},
    )
    open_case(connection, new, occasion, queue_policy(desk.policy.robot))
