"""What becomes of a message whose hand-over gave no receipt: tried again later, failed, or in doubt.

Runs inside the caller's transaction. Must not send.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.clock import real_now
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import consents, contacts
from workers.ledger.outgoing.attempts import Bracket, Outcome
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.ports import OutboxPorts
from workers.outbox.rules.refusal import Consequence, consequence
from workers.policy.queue import queue_policy
from workers.policy.robot import OutboxPolicy
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Failure:
    """A hand-over without a receipt: its kind, what the other side said, and how long to wait before the next try."""

    kind: str
    detail: str
    code: str = ""
    retry_after: timedelta | None = None

    @classmethod
    def permanent(cls, detail: str, code: str = "") -> Failure:
        return cls("refused", detail, code)

    @classmethod
    def unsendable(cls, detail: str) -> Failure:
        """We could not even build it, which says nothing about whoever was to get it."""
        return cls("unsendable", detail)

    @classmethod
    def temporary(cls, detail: str, retry_after: timedelta | None) -> Failure:
        return cls("unavailable", detail, retry_after=retry_after)

    @classmethod
    def in_doubt(cls, detail: str) -> Failure:
        return cls("in_doubt", detail)


def record_failure(
    connection: Connection, bracket: Bracket, ports: OutboxPorts, message: Claimed, failure: Failure
) -> str:
    """Record the outcome and its consequences; returns the name it is counted under."""
    occasion = ports.occasion(message.entity)
    outcome = outcome_of(failure, message.attempts + 1, ports.policy.robot.outbox, real_now())
    if not bracket.outcome(message, outcome, occasion):
        return ""
    if outcome.state == "failed":
        _bear_refusal(connection, ports, message, failure, occasion)
    return {"planned": "deferred", "failed": "failed", "in_doubt": "in_doubt"}[outcome.state]


def outcome_of(failure: Failure, attempts: int, policy: OutboxPolicy, now: datetime) -> Outcome:
    """A definite temporary refusal is tried again, with growing waits, until the tries run out. Pure."""
    if failure.kind == "in_doubt":
        return Outcome("in_doubt", "in_doubt", failure.detail)
    if failure.kind == "unavailable" and attempts < policy.max_attempts:
        minutes = policy.retry_minutes[min(attempts, len(policy.retry_minutes)) - 1]
        wait = failure.retry_after or timedelta(minutes=minutes)
        return Outcome("refused_for_now", "planned", failure.detail, now + wait)
    return Outcome("unsendable" if failure.kind == "unsendable" else "failed", "failed", failure.detail)


def _bear_refusal(
    connection: Connection, ports: OutboxPorts, message: Claimed, failure: Failure, occasion: Occasion
) -> None:
    """An address that takes nothing is not used again: the next run finds another contact, or asks a person.

    Any other refusal for good is a person's at once.
    """
    reached = _personal_channel(message)
    meaning = consequence(message.channel, failure.code) if reached else Consequence.NONE
    if reached and meaning is Consequence.INVALID:
        contacts.mark_invalid(connection, reached, message.recipient, failure.detail, occasion)
        return
    if reached and meaning is Consequence.OPTED_OUT:
        said, evidence = failure.detail, f"message {message.id}"
        consents.record_opt_out(
            connection, reached, message.recipient, wording=said, evidence=evidence, occasion=occasion
        )
        return
    case = NewCase(
        CaseKind.DELIVERY_FAILED,
        f"message:{message.id}",
        f"{message.purpose} over {message.channel} was refused: {failure.detail}",
        account_id=message.account_id,
        currency=message.currency,
        evidence={"message": message.id, "code": failure.code, "detail": failure.detail},
    )
    open_case(connection, case, occasion, queue_policy(ports.policy.robot))


def _personal_channel(message: Claimed) -> contacts.Channel | None:
    """The channel, where it leads to a customer's contact."""
    if message.contact_id is None:
        return None
    return "sms" if message.channel == "sms" else "email"
