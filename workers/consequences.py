"""What a person's decision about a case causes, in the transaction that resolves it: one table over all slices.

Kinds that are not listed end with their resolution. Must not hold logic of its own: a slice decides what it does.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from workers.arrangements.accepting import approval_consequence as arrangement_consequence
from workers.arrangements.settled import broken_consequence
from workers.credit.limits import limit_consequence, review_consequence
from workers.credit.order_desk import order_consequence
from workers.disputes.intake import intake_consequence
from workers.disputes.outcomes import approval_consequence, dispute_desk, resolution_consequence
from workers.dunning import level_approval, release
from workers.escalation.approval import BOUND_SUBJECT, bound_consequence, placement_consequence
from workers.escalation.remittances import remittance_consequence
from workers.escalation.writing_off import write_off_consequence
from workers.exception_queue.actors import workshop_of
from workers.exception_queue.call_tasks import call_consequence
from workers.exception_queue.desk import Consequence, Consequences, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.lifting import LIFTING, lift_stop
from workers.exception_queue.promotion.promoting import rule_consequence
from workers.ledger.queue.cases import Case
from workers.outbox.actors import ports_of
from workers.outbox.settle import confirm
from workers.receivables.occasion import Occasion
from workers.remittance.approval import cash_bound_consequence
from workers.remittance.bank.payer_learning import decide_account, decide_name
from workers.remittance.bank.take_back import take_back_consequence
from workers.remittance.daily_bound import BOUND_SUBJECT as CASH_SUBJECT
from workers.remittance.terms import PostingTerms, posting_terms
from workers.wiring import Robot


def consequences_of(robot: Robot) -> Consequences:
    """The table for one robot."""
    return {
        **LIFTING,
        CaseKind.DISPUTE: intake_consequence(lambda: robot.policy),
        CaseKind.DISPUTE_RESOLUTION: resolution_consequence(lambda: dispute_desk(robot.policy, robot.settings.home)),
        CaseKind.CREDIT_APPROVAL: approval_consequence(lambda: dispute_desk(robot.policy, robot.settings.home)),
        CaseKind.ARRANGEMENT_APPROVAL: arrangement_consequence(lambda: robot.policy),
        CaseKind.ARRANGEMENT_BROKEN: broken_consequence,
        CaseKind.RUN_APPROVAL: _decide_run(robot),
        CaseKind.BOUNDS_EXCEEDED: _decide_bound(robot),
        CaseKind.WRITE_OFF_APPROVAL: write_off_consequence(lambda: robot.policy),
        CaseKind.AGENCY_REMITTANCE: remittance_consequence(lambda: robot.policy),
        CaseKind.PLACEMENT_APPROVAL: placement_consequence(lambda: robot.policy),
        CaseKind.IN_DOUBT: _confirm(robot),
        CaseKind.STOP_REQUEST: _lift_stop(robot),
        CaseKind.RETURNED_PAYMENT: take_back_consequence(_terms_of(robot)),
        CaseKind.PAYER_ACCOUNT: decide_account,
        CaseKind.PAYER_NAME: decide_name,
        CaseKind.RULE_APPROVAL: rule_consequence(lambda: workshop_of(robot)),
        CaseKind.LIMIT_APPROVAL: limit_consequence(lambda: robot.policy),
        CaseKind.CREDIT_REVIEW: review_consequence(lambda: robot.policy),
        CaseKind.ORDER_REVIEW: order_consequence(lambda: robot.policy),
        CaseKind.CALL_TASK: call_consequence(lambda: robot.policy.robot),
    }


def _terms_of(robot: Robot) -> Callable[[str], PostingTerms]:
    """The terms of an entity as they are when a case is decided."""
    return lambda entity: posting_terms(robot.policy.robot, entity)


def _decide_run(robot: Robot) -> Consequence:
    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        approved = resolution.decision == "approve"
        if case.subject.startswith(level_approval.SUBJECT):
            hold_days = robot.policy.robot.approval.refused_hold_days
            level_approval.decide(connection, case.subject, approved, hold_days, occasion)
        else:
            release.decide_ladder(connection, case.subject, approved, occasion)

    return decide


def _decide_bound(robot: Robot) -> Consequence:
    of_placements = bound_consequence(lambda: robot.policy)
    of_cash = cash_bound_consequence(_terms_of(robot))

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if case.subject.startswith(BOUND_SUBJECT):
            of_placements(connection, case, resolution, occasion)
        elif case.subject.startswith(CASH_SUBJECT):
            of_cash(connection, case, resolution, occasion)
        else:
            release.decide_day(connection, case.subject, resolution.decision == "approve", occasion)

    return decide


def _confirm(robot: Robot) -> Consequence:
    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        left = resolution.decision == "confirm_sent"
        confirm(connection, ports_of(robot), case.evidence["message"], left, occasion.actor)

    return decide


def _lift_stop(robot: Robot) -> Consequence:
    """Everybody of the queue may keep a stop; to lift one takes the legal role."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision == "lift":
            robot.policy.robot.demand_person(occasion.actor, "legal", "lift a stop")
        lift_stop(connection, case, resolution, occasion)

    return decide
