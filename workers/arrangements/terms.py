"""The terms in force for an arrangement, and the case that asks a second person for a word about it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.policy.approval_limits import ApprovalLimits
from workers.policy.arrangements import PlanTerms, SettlementTerms
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import Arrangement
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


def subject_of(number: int) -> str:
    """What its cases are about."""
    return f"arrangement:{number}"


def plan_terms(policy: PolicySet, on: date) -> PlanTerms:
    """The terms of a day; raises `UserError` where there are none."""
    terms = policy.arrangements.plan_terms(on)
    if terms is None:
        raise UserError(f"config/arrangements.yaml has no terms for payment plans on {on}")
    return terms


def settlement_terms(policy: PolicySet, on: date) -> SettlementTerms:
    """The terms of a day; raises `UserError` where there are none."""
    terms = policy.arrangements.settlement_terms(on)
    if terms is None:
        raise UserError(f"config/arrangements.yaml has no terms for settlements on {on}")
    return terms


def limits_of(found: Arrangement, policy: PolicySet) -> tuple[int, ApprovalLimits]:
    """The amount that a second person agrees to, and who may: the balance of a plan, what a settlement lets off."""
    if found.kind == "plan":
        return found.balance, plan_terms(policy, found.proposed_on).limits
    return found.let_off, ApprovalLimits({}, settlement_terms(policy, found.proposed_on).approvers)


def ask_second_person(
    connection: Connection, found: Arrangement, policy: PolicySet, occasion: Occasion, *, before: int = 0
) -> None:
    """The case that waits for somebody whose limit reaches that far; ``before`` came from the same person that day."""
    amount, limits = limits_of(found, policy)
    sums = ", ".join(f"{part.due_on} {Money(part.amount, found.currency)}" for part in found.instalments)
    what = f"{found.kind.replace('_', ' ')} of {Money(found.balance, found.currency)}"
    new = NewCase(
        CaseKind.ARRANGEMENT_APPROVAL,
        subject_of(found.id),
        f"{found.proposed_by} proposes a {what}: {sums}",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=amount,
        evidence={
            "arrangement": found.id,
            "proposed_by": found.proposed_by,
            "documents": [item.document_number for item in found.items],
            "may_agree": list(limits.who_may(amount, found.currency)),
            **({"before_minor": before} if before else {}),
        },
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
