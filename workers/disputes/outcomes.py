"""How a dispute ends: a credit memo is asked for, the document is billed again, or it is rejected or withdrawn.

What is asked for stays held until the system of record shows it. Nothing is posted here: the system of record credits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from workers.disputes.answer import tell_customer
from workers.disputes.intake import subject_of
from workers.disputes.rules.deadlines import days_of
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import disputes
from workers.ledger.book.accounts import supersede
from workers.ledger.book.credits_asked import credit_asked_alone
from workers.ledger.book.dispute_papers import disputed_item, entity_of
from workers.ledger.queue.cases import Case
from workers.outbox.enclosures import InvoiceCopies, invoice_copies
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.dispute import Dispute, State
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person

CREDIT_TEMPLATE = "report/credit_request"


@dataclass(frozen=True, slots=True)
class Desk:
    """What deciding needs: the policy in force and the folder with copies of documents."""

    policy: PolicySet
    copies: InvoiceCopies


def dispute_desk(policy: PolicySet, home: Path) -> Desk:
    """The desk under the policy in force."""
    return Desk(policy, invoice_copies(policy.robot, home))


def ask_for_credit(
    connection: Connection, dispute_id: int, amount: int | None, note: str, at: tuple[Desk, Occasion]
) -> Dispute:
    """The customer is right, wholly or with ``amount``: what is right stays held, the rest is asked for again.

    Above the limit of one person a second one has to agree first; what that person asked for alone today is added.
    """
    desk, occasion = at
    dispute = _open(connection, dispute_id)
    credit = _creditable(connection, dispute, amount)
    if dispute.open_item_id is not None:
        disputes.change_dispute(connection, dispute, {"amount_minor": credit}, occasion)
    limits, currency = desk.policy.resolution_matrix.credit_limits, dispute.currency or ""
    together = credit + credit_asked_alone(connection, dispute, occasion)
    asked = {"credit_minor": credit, "asked_by": occasion.actor, "note": note or dispute.note}
    _clear(connection, dispute, "a credit memo is asked for", occasion)
    if limits.is_alone(together, currency):
        return _request(connection, dispute, asked, at)
    if not limits.who_may(together, currency):
        raise UserError(f"nobody may agree to {Money(together, currency)}: see credit_limits in resolution_matrix.yaml")
    disputes.move_dispute(connection, dispute, "credit_pending", occasion, **asked)
    _ask_second_person(connection, disputes.known_dispute(connection, dispute_id), desk.policy, occasion)
    return disputes.known_dispute(connection, dispute_id)


def decide_credit(
    connection: Connection, dispute_id: int, approved: bool, note: str, at: tuple[Desk, Occasion]
) -> Dispute:
    """A second person agrees, within what that person may agree to; or refuses, which rejects the dispute."""
    desk, occasion = at
    dispute = disputes.known_dispute(connection, dispute_id)
    if dispute.state != "credit_pending":
        raise UserError(f"dispute {dispute_id} waits for no agreement: it is {dispute.state}")
    limits, credit, currency = desk.policy.resolution_matrix.credit_limits, dispute.credit or 0, dispute.currency or ""
    if is_same_person(occasion.actor, dispute.asked_by):
        raise UserError(f"{occasion.actor} asked for this credit: a second person has to agree")
    if not limits.may_approve(occasion.actor, credit, currency):
        who = ", ".join(limits.who_may(credit, currency)) or "nobody"
        raise UserError(f"{occasion.actor} may not decide about {Money(credit, currency)}: that takes one of {who}")
    if not approved:
        return _reject(connection, dispute, note, (), at)
    clear_cases(connection, (CaseKind.CREDIT_APPROVAL,), subject_of(dispute_id), "agreed", occasion)
    return _request(connection, dispute, {"agreed_by": occasion.actor}, at)


def reject(
    connection: Connection, dispute_id: int, reason: str, documents: tuple[str, ...], at: tuple[Desk, Occasion]
) -> Dispute:
    """The customer is wrong: it is told why, with the documents named, and the ladder goes on as the table says."""
    return _reject(connection, _open(connection, dispute_id), reason, documents, at)


def bill_again(connection: Connection, dispute_id: int, note: str, at: tuple[Desk, Occasion]) -> Dispute:
    """The document is to be replaced: it stays held until the system of record closes it."""
    desk, occasion = at
    dispute = _open(connection, dispute_id)
    if dispute.open_item_id is None:
        raise UserError("only a document can be billed again: this dispute is of the whole account")
    _clear(connection, dispute, "it is billed again", occasion)
    due_on, escalate_on = _days(dispute, at)
    values = {"note": note or dispute.note, "owner": desk.policy.resolution_matrix.credit_desk}
    disputes.move_dispute(
        connection, dispute, "rebilling", occasion, due_on=due_on, escalate_on=escalate_on, escalated_on=None, **values
    )
    return disputes.known_dispute(connection, dispute_id)


def withdraw(connection: Connection, dispute_id: int, note: str, occasion: Occasion) -> Dispute:
    """The customer no longer says so, or never did: asked for again from now on, where the ladder stood."""
    return _close(connection, disputes.known_dispute(connection, dispute_id), "withdrawn", note, occasion)


def mark_credited(connection: Connection, dispute_id: int, note: str, occasion: Occasion) -> Dispute:
    """The credit has come, on a way that the robot did not see."""
    dispute = disputes.known_dispute(connection, dispute_id)
    if dispute.state not in ("credit_requested", "rebilling"):
        raise UserError(f"dispute {dispute_id} is {dispute.state}: no credit was asked for")
    return _close(connection, dispute, "credited", note, occasion)


def resolution_consequence(desk: Callable[[], Desk]) -> Consequence:
    """For the desk of cases: what was decided about a dispute in the queue, with the note as its reason.

    Where it was decided elsewhere while somebody had its case, `withdraw` puts the case away and changes nothing.
    """

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        dispute_id, at = int(case.evidence["dispute"]), (desk(), occasion)
        if _is_over(connection, dispute_id, "open", (resolution.decision, "withdraw")):
            return
        match resolution.decision:
            case "credit":
                ask_for_credit(connection, dispute_id, None, resolution.note, at)
            case "rebill":
                bill_again(connection, dispute_id, resolution.note, at)
            case "reject":
                reject(connection, dispute_id, resolution.note, (), at)
            case _:
                withdraw(connection, dispute_id, resolution.note, occasion)

    return decide


def approval_consequence(desk: Callable[[], Desk]) -> Consequence:
    """For the desk of cases: the second person's word about a credit; `refuse` puts away what nobody asks any more."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        dispute_id, approved = int(case.evidence["dispute"]), resolution.decision == "approve"
        if _is_over(connection, dispute_id, "credit_pending", (resolution.decision, "refuse")):
            return
        decide_credit(connection, dispute_id, approved, resolution.note, (desk(), occasion))

    return decide


def _is_over(connection: Connection, dispute_id: int, asked_in: State, said: tuple[str, str]) -> bool:
    """Whether a case only has to be put away, by the second decision of ``said``; raises `UserError` for another."""
    state, (decision, puts_away) = disputes.known_dispute(connection, dispute_id).state, said
    if state == asked_in:
        return False
    if decision != puts_away:
        raise UserError(f"dispute {dispute_id} is {state} by now: `{puts_away}` puts this case away, nothing else")
    return True


def _open(connection: Connection, dispute_id: int) -> Dispute:
    """The dispute under the lock of its account, if it still waits for a decision."""
    supersede(connection, [disputes.known_dispute(connection, dispute_id).account_id], "dispute_decided")
    dispute = disputes.known_dispute(connection, dispute_id)
    if dispute.state != "open":
        raise UserError(f"dispute {dispute_id} waits for no decision: it is {dispute.state}")
    return dispute


def _creditable(connection: Connection, dispute: Dispute, amount: int | None) -> int:
    if dispute.currency is None:
        raise UserError(f"dispute {dispute.id} is of no one currency: open one of the document that is to be credited")
    if dispute.open_item_id is None:
        if amount is None or amount <= 0:
            raise UserError("this dispute is of the whole account: say which amount is to be credited")
        return amount
    still = disputed_item(connection, dispute.open_item_id).open
    most = min(dispute.amount or still, still)
    if most <= 0:
        raise UserError("nothing of that item is open any more")
    if amount is not None and not 0 < amount <= most:
        raise UserError(f"a credit is above zero, and at most the disputed {Money(most, dispute.currency)}")
    return amount or most


def _request(connection: Connection, dispute: Dispute, values: dict[str, object], at: tuple[Desk, Occasion]) -> Dispute:
    """Ask for the credit memo and watch for it from here on."""
    desk, occasion = at
    due_on, escalate_on = _days(dispute, at)
    owner = desk.policy.resolution_matrix.credit_desk
    marks = disputes.newest_marks(connection, dispute.account_id)
    days = {"due_on": due_on, "escalate_on": escalate_on, "escalated_on": None, "owner": owner}
    disputes.move_dispute(connection, dispute, "credit_requested", occasion, **days, **marks, **values)
    asked = disputes.known_dispute(connection, dispute.id)
    if "@" in owner:
        enqueue(connection, _credit_mail(connection, asked, str(values.get("agreed_by", "")), desk.policy), occasion)
    return asked


def _credit_mail(connection: Connection, dispute: Dispute, agreed_by: str, policy: PolicySet) -> NewMessage:
    facts = {
        "dispute": dispute.id,
        "customer_id": dispute.customer_id,
        "customer_name": dispute.customer_name,
        "document_number": dispute.document_number or "",
        "code": dispute.code,
        "means": policy.resolution_matrix.row(dispute.code).means,
        "amount": dispute.credit,
        "currency": dispute.currency,
        "asked_by": dispute.asked_by,
        "agreed_by": agreed_by,
        "note": dispute.note,
        "decide_by": dispute.due_on.isoformat(),
    }
    return NewMessage(
        entity=entity_of(connection, dispute.account_id),
        purpose="credit_request",
        subject=f"credit for dispute {dispute.id}",
        channel="email",
        recipient=dispute.owner,
        template=CREDIT_TEMPLATE,
        payload=facts,
        language=policy.robot.default_language,
    )


def _ask_second_person(connection: Connection, dispute: Dispute, policy: PolicySet, occasion: Occasion) -> None:
    credit, currency = dispute.credit or 0, dispute.currency or ""
    new = NewCase(
        CaseKind.CREDIT_APPROVAL,
        subject_of(dispute.id),
        f"{dispute.asked_by} asks for a credit memo of {Money(credit, currency)}: {dispute.code}",
        account_id=dispute.account_id,
        currency=currency,
        amount_minor=credit,
        evidence={
            "dispute": dispute.id,
            "asked_by": dispute.asked_by,
            "may_agree": list(policy.resolution_matrix.credit_limits.who_may(credit, currency)),
        },
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))


def _reject(
    connection: Connection, dispute: Dispute, reason: str, documents: tuple[str, ...], at: tuple[Desk, Occasion]
) -> Dispute:
    desk, occasion = at
    if not reason.strip():
        raise UserError("the customer is told why: a rejection needs a reason")
    clear_cases(connection, (CaseKind.CREDIT_APPROVAL,), subject_of(dispute.id), "refused", occasion)
    _clear(connection, dispute, "it is rejected", occasion)
    back = desk.policy.resolution_matrix.row(dispute.code).if_invalid == "one_level_back"
    disputes.move_dispute(connection, dispute, "rejected", occasion, note=reason, steps_back=back)
    tell_customer(connection, dispute, reason, documents, (desk.policy, desk.copies, occasion))
    return disputes.known_dispute(connection, dispute.id)


def _close(connection: Connection, dispute: Dispute, to: State, note: str, occasion: Occasion) -> Dispute:
    if not dispute.is_live:
        raise UserError(f"dispute {dispute.id} is {dispute.state} already")
    clear_cases(connection, (CaseKind.CREDIT_APPROVAL,), subject_of(dispute.id), to, occasion)
    _clear(connection, dispute, to, occasion)
    disputes.move_dispute(connection, dispute, to, occasion, note=note or dispute.note)
    return disputes.known_dispute(connection, dispute.id)


def _clear(connection: Connection, dispute: Dispute, why: str, occasion: Occasion) -> None:
    clear_cases(connection, (CaseKind.DISPUTE_RESOLUTION,), subject_of(dispute.id), why, occasion)


def _days(dispute: Dispute, at: tuple[Desk, Occasion]) -> tuple[date, date]:
    desk, occasion = at
    row = desk.policy.resolution_matrix.row(dispute.code)
    return days_of(row, occasion.business_date, queue_policy(desk.policy.robot).country)
