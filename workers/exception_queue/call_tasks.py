"""Call tasks: a notice that a person gives by telephone. The robot writes the script; it never dials.

A task is handed over when its case exists. What the call came to decides whether the notice counts: a call that
reached nobody is taken back like a letter that came back, and the ladder goes on to the next contact or channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger import journal
from workers.ledger.book import contacts
from workers.ledger.incoming import correspondence
from workers.ledger.outgoing.messages import Claimed
from workers.ledger.queue import calls
from workers.ledger.queue.calls import MadeCall
from workers.ledger.queue.cases import Case
from workers.policy.queue import queue_policy
from workers.policy.robot import RobotPolicy
from workers.receivables.calendar import add_business_days
from workers.receivables.notice import NoticeFacts
from workers.receivables.occasion import Occasion

NOT_CALLED = "dismiss"
# What the caller has to do beside telling how the call ended.
AFTERWARDS = {
    "promised": "record the amount and the day (`promise add`), so that dunning waits for them",
    "disputed": "hold the disputed items (`hold add --kind dispute`), so that they are not dunned meanwhile",
    "wrong_number": "find the right number and set it (`contact set`)",
}


def open_call_task(
    connection: Connection, message: Claimed, script: str, occasion: Occasion, robot: RobotPolicy
) -> int:
    """The case that is the hand-over of a call; one per message, however often it is asked for."""
    facts = NoticeFacts.from_json(message.payload)
    evidence = {
        "message": message.id,
        "contact": message.contact_id,
        # In a rehearsal nobody calls the customer.
        "phone": robot.redirect_all_to.sms if robot.redirect_all_to else message.recipient,
        "script": script,
        "items": [[item.document_number, item.due_date.isoformat(), item.open] for item in facts.items],
        "call": 1,
        "call_on": occasion.business_date.isoformat(),
        "afterwards": AFTERWARDS,
    }
    new = NewCase(
        CaseKind.CALL_TASK,
        f"message:{message.id}",
        f"call about {len(facts.items)} overdue items: {facts.level_name}",
        account_id=message.account_id,
        currency=message.currency,
        amount_minor=facts.amount_asked,
        evidence=evidence,
    )
    return open_case(connection, new, occasion, queue_policy(robot))


def call_consequence(policy: Callable[[], RobotPolicy]) -> Consequence:
    """What the outcome of a call causes; ``policy`` is asked when a call is recorded."""

    def record(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision != NOT_CALLED:
            record_call(connection, case, resolution.decision, occasion, policy())

    return record


def record_call(connection: Connection, case: Case, outcome: str, occasion: Occasion, robot: RobotPolicy) -> None:
    """Keep what a call came to, let the notice count or not, and say when it is tried again."""
    told = case.evidence
    call = MadeCall(
        told["message"], case.id, case.account_id or 0, case.currency or "", told["contact"], told["call"], outcome
    )
    calls.add_call(connection, call, occasion)
    again_on = None
    if outcome == "no_answer" and call.number < robot.call_tasks.tries:
        again_on = add_business_days(occasion.business_date, 1, queue_policy(robot).country)
        _open_again(connection, case, again_on, occasion, robot)
    kept = {"case": case.id, "message": call.message_id, "contact": call.contact_id, "call": call.number}
    data = {**kept, "outcome": outcome, "again_on": again_on}
    journal.record(connection, "call.made", data, occasion, account_id=case.account_id)
    if again_on is None:
        _settle_notice(connection, case, outcome, occasion)


def _open_again(connection: Connection, case: Case, on: date, occasion: Occasion, robot: RobotPolicy) -> None:
    """The same task for another day."""
    told: dict[str, Any] = {**case.evidence, "call": case.evidence["call"] + 1, "call_on": on.isoformat()}
    new = NewCase(
        CaseKind.CALL_TASK, case.subject, case.reason, case.account_id, case.currency, case.amount_minor, told
    )
    open_case(connection, new, replace(occasion, business_date=on), queue_policy(robot))


def _settle_notice(connection: Connection, case: Case, outcome: str, occasion: Occasion) -> None:
    message = correspondence.find_sent_by_id(connection, case.evidence["message"])
    if message is None:
        return
    if outcome in calls.CONVERSATIONS:
        correspondence.record_delivery(connection, message, occasion)
        return
    if outcome == "wrong_number":
        contacts.mark_invalid(connection, "sms", case.evidence["phone"], "wrong number", occasion)
    correspondence.record_bounce(connection, message, f"telephone: {outcome}", occasion)
