"""Proposing a payment plan: within the limits of the day, and with a second person's word above one person's.

A proposal silences nothing; it takes the place of what was proposed for the same items before. Must not accept it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.ending import cancel_proposals
from workers.arrangements.rules.limits import Debt, Wanted, consent_to, objections, plan_of
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import NewArrangement, add_arrangement, known_arrangement
from workers.ledger.queue.cases import lock_account_of
from workers.policy.arrangements import PlanTerms
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import Arrangement
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class PlanWish:
    """Which debt is to be paid in how many instalments, and who asked for that where.

    ``first_on`` left out is the last day that the terms allow.
    """

    scope: Scope
    count: int
    evidence: str
    first_on: date | None = None


def subject_of(number: int) -> str:
    """What its cases are about."""
    return f"arrangement:{number}"


def propose_plan(connection: Connection, wish: PlanWish, policy: PolicySet, occasion: Occasion) -> Arrangement:
    """Propose a plan; above one person's limit it waits for a second one. Raises `UserError` outside the limits."""
    if not wish.evidence.strip():
        raise UserError("a plan needs evidence: who asked for it, where")
    lock_account_of(connection, wish.scope.account_id)
    terms = plan_terms(policy, occasion.business_date)
    debt, items = debt_in(connection, wish.scope, occasion.business_date)
    wanted = wanted_of(wish, terms, occasion.business_date)
    against = objections(debt, wanted, terms, occasion.business_date)
    if against:
        raise UserError(f"no such plan: {'; '.join(against)}")
    cancel_proposals(connection, [item.id for item in items], "replaced", occasion)
    waits = consent_to(debt, terms) == "second_person"
    latest = occasion.business_date + timedelta(days=terms.accept_within_days)
    new = NewArrangement(
        account_id=wish.scope.account_id,
        kind="plan",
        state="approval_pending" if waits else "proposed",
        currency=debt.currency,
        items=tuple((item.id, item.open) for item in items),
        instalments=plan_of(debt, wanted, terms),
        accept_by=min(latest, wanted.first_on),
        grace_days=terms.grace_days,
        skips_if_broken=terms.on_broken == "next_level",
        evidence=wish.evidence,
    )
    number = add_arrangement(connection, new, occasion)
    found = known_arrangement(connection, number)
    if waits:
        _ask_second_person(connection, found, (debt, terms), policy, occasion)
    return found


def plan_terms(policy: PolicySet, on: date) -> PlanTerms:
    """The terms of a day; raises `UserError` where there are none."""
    terms = policy.arrangements.plan_terms(on)
    if terms is None:
        raise UserError(f"config/arrangements.yaml has no terms for payment plans on {on}")
    return terms


def wanted_of(wish: PlanWish, terms: PlanTerms, today: date) -> Wanted:
    """The wish with its first day."""
    return Wanted(wish.count, wish.first_on or today + timedelta(days=terms.first_within_days))


def _ask_second_person(
    connection: Connection,
    found: Arrangement,
    asked: tuple[Debt, PlanTerms],
    policy: PolicySet,
    occasion: Occasion,
) -> None:
    debt, terms = asked
    sums = ", ".join(f"{part.due_on} {Money(part.amount, found.currency)}" for part in found.instalments)
    new = NewCase(
        CaseKind.ARRANGEMENT_APPROVAL,
        subject_of(found.id),
        f"{found.proposed_by} proposes a payment plan over {Money(found.balance, found.currency)}: {sums}",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=found.balance,
        evidence={
            "arrangement": found.id,
            "proposed_by": found.proposed_by,
            "documents": [item.document_number for item in found.items],
            "may_agree": list(terms.limits.who_may(debt.balance, debt.currency)),
        },
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
