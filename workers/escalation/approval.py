"""What a person's decision about a placement, or about a day over its bound, causes. Runs in the desk's transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from workers.errors import UserError
from workers.escalation.candidates import load_candidates
from workers.escalation.facts import Candidate, CandidateItem
from workers.escalation.rules.news import claim_records
from workers.escalation.run import evaluate, propose
from workers.escalation.telling import tell
from workers.exception_queue.desk import Consequence, Resolution
from workers.ledger.book.accounts import supersede
from workers.ledger.queue import placements
from workers.ledger.queue.cases import Case
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement

APPROVE = "approve"
BOUND_SUBJECT = "placements:"


def placement_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk: a resolved `placement_approval` case approves or refuses its placement."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        decide_placement(connection, policy(), case.evidence["placement"], resolution.decision == APPROVE, occasion)

    return decide


def bound_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk: a resolved `bounds_exceeded` case whose subject begins with ``placements:``."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision == APPROVE:
            for account_id, currency in sorted(case.evidence["accounts"]):
                supersede(connection, [account_id], "placement_proposed")
                propose(connection, policy(), account_id, currency, occasion)

    return decide


def decide_placement(
    connection: Connection, policy: PolicySet, placement_id: int, approved: bool, occasion: Occasion
) -> str:
    """Approve a proposal, if it is still eligible today, or refuse it; returns the state it is in afterwards.

    What stopped being eligible since it was proposed is closed instead: it may be proposed again later.
    """
    placement = _proposal(connection, placement_id)
    supersede(connection, [placement.account_id], "placement_decided")
    if not approved:
        placements.set_state(connection, placement, "refused", occasion, f"refused by {occasion.actor}")
        return "refused"
    candidate, items, missed = _judge_again(connection, policy, placement, occasion)
    if candidate is None or not items:
        reason = ", ".join(missed) or "nothing is open any more"
        placements.set_state(connection, placement, "closed", occasion, f"no longer eligible: {reason}")
        return "closed"
    creditor = policy.robot.entities[placement.entity].name
    addressed = replace(placement, folder=policy.agencies[placement.agency].folder)
    message_id = tell(connection, addressed, claim_records(creditor, candidate, items), policy, occasion)
    placements.approve(connection, placement, [(item.id, item.open) for item in items], message_id, occasion)
    return "approved"


def _proposal(connection: Connection, placement_id: int) -> Placement:
    found = placements.find_placement(connection, placement_id)
    if found is None or found.state != "proposed":
        raise UserError(f"placement {placement_id} waits for no decision")
    return found


def _judge_again(
    connection: Connection, policy: PolicySet, placement: Placement, occasion: Occasion
) -> tuple[Candidate | None, tuple[CandidateItem, ...], tuple[str, ...]]:
    """Today's verdict, over the items that were proposed: never more than the person was shown."""
    as_of = occasion.business_date
    found = load_candidates(connection, policy, [placement.account_id], as_of)
    candidate = next((one for one in found if one.currency == placement.currency), None)
    if candidate is None or placement.agency not in policy.agencies:
        return None, (), ("agency_known" if candidate else "episode_running",)
    verdict = evaluate(policy, candidate, as_of)
    # The proposal itself is what is placed already.
    missed = tuple(name for name in verdict.missed if name != "not_placed_already")
    shown = {item.id: item.told for item in placement.items}
    items = tuple(item for item in verdict.items if item.id in shown and item.open <= shown[item.id])
    return (None if missed else candidate), items, missed
