"""Proposing a payment plan: within the limits of the day, and with a second person's word above one person's.

A proposal silences nothing; it takes the place of what was proposed for the same items before. Must not accept it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.ending import cancel_proposals
from workers.arrangements.rules.limits import Wanted, consent_to, objections, plan_of
from workers.arrangements.terms import ask_second_person, plan_terms
from workers.errors import UserError
from workers.ledger.book.arrangements import NewArrangement, add_arrangement, known_arrangement
from workers.ledger.queue.cases import lock_account_of
from workers.policy.arrangements import PlanTerms
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Arrangement
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
        ask_second_person(connection, found, policy, occasion)
    return found


def wanted_of(wish: PlanWish, terms: PlanTerms, today: date) -> Wanted:
    """The wish with its first day."""
    return Wanted(wish.count, wish.first_on or today + timedelta(days=terms.first_within_days))
