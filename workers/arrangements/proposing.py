"""Proposing a payment plan: within the limits of the day, and with a second person's word above one person's.

A proposal silences nothing; it takes the place of what was proposed for the same items before. Must not accept it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.ending import cancel_proposals
from workers.arrangements.rules.limits import Debt, Wanted, consent_to, objections, plan_of
from workers.arrangements.terms import ask_second_person, plan_terms
from workers.errors import UserError
from workers.ledger.book.arrangements import NewArrangement, add_arrangement, find_arrangements, known_arrangement
from workers.ledger.book.owed import OwedItem
from workers.ledger.queue.cases import lock_account_of
from workers.policy.arrangements import PlanTerms
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import RUNNING, Arrangement, State
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person

# What one person has said alone and still stands; what waits for a second person is not said alone.
_STANDING: tuple[State, ...] = ("proposed", *RUNNING, "kept")


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
    debt, items = debt_today(connection, wish.scope, occasion)
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
        ask_second_person(connection, found, policy, occasion, before=debt.before)
    return found


def debt_today(connection: Connection, scope: Scope, occasion: Occasion) -> tuple[Debt, list[OwedItem]]:
    """The debt of a scope, and what its proposer has arranged of the account alone today by other plans that stand."""
    debt, items = debt_in(connection, scope, occasion.business_date)
    own, before = {item.id for item in items}, 0
    for found in find_arrangements(connection, _STANDING, scope.account_id):
        is_own = found.proposed_on == occasion.business_date and is_same_person(found.proposed_by, occasion.actor)
        is_alone = is_own and not found.agreed_by and (found.kind, found.currency) == ("plan", scope.currency)
        # A proposal over the same items takes its place.
        if is_alone and own.isdisjoint(item.id for item in found.items):
            before += found.balance
    return replace(debt, before=before), items


def wanted_of(wish: PlanWish, terms: PlanTerms, today: date) -> Wanted:
    """The wish with its first day."""
    return Wanted(wish.count, wish.first_on or today + timedelta(days=terms.first_within_days))
