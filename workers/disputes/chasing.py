"""Once a day: disputes that facts have ended are closed, late owners are reminded, and those too late are passed over.

Running it again on a day changes nothing more. Must not decide a dispute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from workers.disputes.intake import subject_of
from workers.disputes.packet import mail_owner
from workers.disputes.rules.amounts import has_come
from workers.disputes.rules.deadlines import is_escalated, is_late
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import disputes
from workers.ledger.book.reported_credits import reported_credit
from workers.ledger.queue import cases
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.receivables.dispute import LIVE, Dispute, State
from workers.receivables.occasion import Occasion

JOB = "disputes.chase"
REMINDER = "report/dispute_reminder"
_KINDS = (CaseKind.DISPUTE_RESOLUTION, CaseKind.CREDIT_APPROVAL)
_LINES_MOST = 200


def chase(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Look at every live dispute; how many were credited, settled, escalated, and how many reminders were recorded."""
    done: Counter[str] = Counter()
    with ledger.read() as connection:
        live = disputes.find_disputes(connection, LIVE)
        settled = disputes.closed_items(connection, live)
    for dispute in live:
        with ledger.write() as connection:
            done.update(_follow(connection, dispute, dispute.id in settled, policy, occasion))
    with ledger.write() as connection:
        done["reminders"] += len(_remind(connection, policy, occasion))
    return +done


def _follow(
    connection: Connection, dispute: Dispute, settled: bool, policy: PolicySet, occasion: Occasion
) -> list[str]:
    """What became of one since yesterday."""
    cases.lock_account_of(connection, dispute.account_id)
    now = disputes.known_dispute(connection, dispute.id)
    if now.state != dispute.state:
        return []
    ended = _ended(connection, now, settled)
    if ended is not None:
        clear_cases(connection, _KINDS, subject_of(dispute.id), ended, occasion)
        disputes.move_dispute(connection, now, ended, occasion)
        return [ended]
    if is_escalated(now, occasion.business_date):
        _escalate(connection, now, policy, occasion)
        return ["escalated"]
    return []


def _ended(connection: Connection, dispute: Dispute, settled: bool) -> State | None:
    if dispute.state == "credit_requested":
        fallen, memos = reported_credit(connection, dispute.id)
        if has_come(dispute.credit or 0, fallen, memos):
            return "credited"
    return "settled" if settled else None


def _escalate(connection: Connection, dispute: Dispute, policy: PolicySet, occasion: Occasion) -> None:
    """Its owner's superior gets the case and the packet."""
    owner = policy.resolution_matrix.row(dispute.code).escalate_to
    values = {"owner": owner, "escalated_on": occasion.business_date}
    disputes.change_dispute(connection, dispute, values, occasion)
    case = cases.find_by_subject(connection, CaseKind.DISPUTE_RESOLUTION, subject_of(dispute.id))
    if case is not None:
        cases.hand_over(connection, case.id, owner)
        told = {"dispute": dispute.id}
        cases.record(connection, (case.id, dispute.account_id), "case.escalated", told, occasion)
    mail_owner(connection, disputes.known_dispute(connection, dispute.id), policy, occasion)


def _remind(connection: Connection, policy: PolicySet, occasion: Occasion) -> list[int]:
    """One mail per owner with an address, of all that should be decided by now."""
    late: dict[str, list[Dispute]] = defaultdict(list)
    for dispute in disputes.find_disputes(connection, LIVE):
        if is_late(dispute, occasion.business_date) and "@" in dispute.owner:
            late[dispute.owner.lower()].append(dispute)
    return [
        enqueue(connection, _reminder(owner, own, policy, occasion), occasion) for owner, own in sorted(late.items())
    ]


def _reminder(owner: str, own: Sequence[Dispute], policy: PolicySet, occasion: Occasion) -> NewMessage:
    day = occasion.business_date
    lines = [_line(dispute, policy, (day - dispute.due_on).days) for dispute in own]
    return NewMessage(
        entity=next(iter(policy.robot.entities)),
        purpose="dispute_reminder",
        subject=f"disputes {day.isoformat()}",
        channel="email",
        recipient=owner,
        template=REMINDER,
        payload={"date": day.isoformat(), "count": len(own), "disputes": lines[:_LINES_MOST]},
        language=policy.robot.default_language,
    )


def _line(dispute: Dispute, policy: PolicySet, days_late: int) -> dict[str, Any]:
    named = ("id", "customer_id", "customer_name", "state")
    return {
        **{name: getattr(dispute, name) for name in named},
        "document_number": dispute.document_number or "",
        "means": policy.resolution_matrix.row(dispute.code).means,
        "amount": dispute.amount or 0,
        "currency": dispute.currency or "",
        "due_on": dispute.due_on.isoformat(),
        "days_late": days_late,
    }
