"""Taking a dispute in: by a case that a person upholds, by command, or by whatever page comes to ask.

Only what is disputed is held back; the rest of the item is asked for as ever. Must not decide who is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.disputes.packet import mail_owner
from workers.disputes.rules.amounts import disputable
from workers.disputes.rules.deadlines import days_of
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, due_instant, open_case
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.lifting import lift_hold
from workers.ledger.book import disputes, holds
from workers.ledger.book.accounts import supersede
from workers.ledger.book.dispute_papers import disputed_item
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.policy.robot import CaseRule
from workers.receivables.dispute import Dispute
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody disputes, and how we know; without an item the whole account. ``hold_id``: it is held already."""

    account_id: int
    evidence: str
    code: str
    item_id: int | None = None
    amount: int | None = None
    currency: str | None = None
    note: str = ""
    hold_id: int | None = None


def subject_of(dispute_id: int) -> str:
    """What its cases are about."""
    return f"dispute:{dispute_id}"


def open_dispute(connection: Connection, claim: Claim, policy: PolicySet, occasion: Occasion) -> Dispute:
    """Keep the dispute, hold its amount, and tell its owner. Raises `UserError` where there is nothing to dispute.

    One that was rejected before for the same reason goes to the owner's superior at once.
    """
    matrix = policy.resolution_matrix
    _demand_known(claim.code, policy)
    if not claim.evidence.strip():
        raise UserError("a dispute needs evidence: who said so, where")
    supersede(connection, [claim.account_id], "dispute_added")
    currency, amount = claim.currency, None
    if claim.item_id is not None:
        item = disputed_item(connection, claim.item_id)
        held = disputes.held_elsewhere(connection, claim.item_id)
        currency, amount = item.currency, disputable(claim.amount, item.open, held)
    row = matrix.row(claim.code)
    repeats = disputes.rejected_before(connection, claim.account_id, claim.item_id, claim.code)
    due_on, escalate_on = days_of(row, occasion.business_date, queue_policy(policy.robot).country)
    new = disputes.NewDispute(
        account_id=claim.account_id,
        code=claim.code,
        owner=row.owner if repeats is None else row.escalate_to,
        due_on=due_on,
        escalate_on=escalate_on,
        evidence=claim.evidence,
        note=claim.note,
        open_item_id=claim.item_id,
        currency=currency,
        amount=amount,
        hold_id=claim.hold_id,
        repeats=repeats,
    )
    dispute = disputes.known_dispute(connection, disputes.add_dispute(connection, new, occasion))
    _ask_owner(connection, dispute, policy, occasion)
    return dispute


def recode(
    connection: Connection, dispute_id: int, told: tuple[str, int | None], policy: PolicySet, occasion: Occasion
) -> Dispute:
    """Give a dispute that waits for its owner another reason, with that reason's owner and days, and perhaps an amount.

    What was decided about one stands: another amount would let go what a credit memo was asked for.
    """
    code, amount = told
    _demand_known(code, policy)
    supersede(connection, [disputes.known_dispute(connection, dispute_id).account_id], "dispute_changed")
    dispute, row = disputes.known_dispute(connection, dispute_id), policy.resolution_matrix.row(code)
    if dispute.state != "open":
        raise UserError(f"dispute {dispute_id} waits for no decision: it is {dispute.state}")
    due_on, escalate_on = days_of(row, occasion.business_date, queue_policy(policy.robot).country)
    values = {"code": code, "owner": row.owner, "due_on": due_on, "escalate_on": escalate_on, "escalated_on": None}
    if amount is not None:
        if dispute.open_item_id is None:
            raise UserError("an amount belongs to one document: this dispute is of the whole account")
        item = disputed_item(connection, dispute.open_item_id)
        held = disputes.held_elsewhere(connection, dispute.open_item_id, but=dispute.id)
        values |= {"amount_minor": disputable(amount, item.open, held)}
    disputes.change_dispute(connection, dispute, values, occasion)
    changed = disputes.known_dispute(connection, dispute_id)
    case_id = _ask_owner(connection, changed, policy, occasion)
    # A case that repeats keeps its owner and its day.
    due_at = due_instant(occasion, row.resolve_days, queue_policy(policy.robot))
    cases.hand_over(connection, case_id, changed.owner, due_at)
    return changed


def intake_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk: an upheld `dispute` case makes each of its holds a dispute; a rejected one lifts them."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision == "reject":
            lift_hold(connection, case, resolution, occasion)
        elif case.account_id is not None:
            _uphold(connection, case, resolution, policy(), occasion)

    return decide


def _uphold(connection: Connection, case: Case, resolution: Resolution, policy: PolicySet, occasion: Occasion) -> None:
    """The reason is the one for which the customer's own words stand, where they do for one.

    Of an item that was paid or disputed in part meanwhile it is about the rest; a hold without any ends.
    """
    quote = str(case.evidence.get("quote", ""))
    code = policy.resolution_matrix.code_for(policy.deduction_codes.code_of(quote))
    for hold_id in case.evidence.get("holds", ()):
        hold = holds.find_hold(connection, hold_id)
        if hold is None or hold.lifted_at is not None:
            continue
        amount = _amount_left(connection, hold)
        if amount == 0:
            holds.lift_hold(connection, hold.id, occasion)
            continue
        claim = Claim(
            account_id=hold.account_id,
            evidence=hold.reason,
            code=code,
            item_id=hold.open_item_id,
            amount=amount,
            currency=hold.currency,
            note=resolution.note or quote,
            hold_id=hold.id,
        )
        open_dispute(connection, claim, policy, occasion)


def _amount_left(connection: Connection, hold: holds.Hold) -> int | None:
    """What of a hold no live dispute holds yet: None where that is all of it, zero where there is nothing."""
    if hold.open_item_id is None:
        return hold.amount_minor
    still = disputed_item(connection, hold.open_item_id).open
    held = disputes.held_elsewhere(connection, hold.open_item_id)
    if held is None or held >= still:
        return 0
    left = still - held
    return min(hold.amount_minor or left, left) if held or hold.amount_minor else None


def _demand_known(code: str, policy: PolicySet) -> None:
    known = policy.resolution_matrix.codes
    if known and code not in known:
        raise UserError(f"there is no reason {code!r}: resolution_matrix.yaml knows {', '.join(sorted(known))}")


def _ask_owner(connection: Connection, dispute: Dispute, policy: PolicySet, occasion: Occasion) -> int:
    """The case that waits for the owner, and the packet; returns the case's id."""
    row = policy.resolution_matrix.row(dispute.code)
    of = dispute.document_number or "its account"
    again = f"; rejected before as dispute {dispute.repeats}" if dispute.repeats else ""
    new = NewCase(
        CaseKind.DISPUTE_RESOLUTION,
        subject_of(dispute.id),
        f"the customer disputes {of}: {row.means}{again}",
        account_id=dispute.account_id,
        currency=dispute.currency,
        amount_minor=dispute.amount,
        evidence={
            "dispute": dispute.id,
            "code": dispute.code,
            "evidence": dispute.evidence,
            "wanted": list(row.evidence),
        },
        rule=CaseRule(dispute.owner, row.resolve_days),
    )
    case_id = open_case(connection, new, occasion, queue_policy(policy.robot))
    mail_owner(connection, dispute, policy, occasion)
    return case_id
