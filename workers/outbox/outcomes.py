"""What becomes of a message whose hand-over gave no receipt: tried again later, failed, or in doubt.

Runs inside the caller's transaction. Must not send.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.clock import real_now
from workers.ledger.outgoing.attempts import Bracket, Outcome
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.ports import OutboxPorts
from workers.outbox.refusals import Refusal, bear_refusal
from workers.outbox.rules.refusal import Consequence, consequence, is_of_recipient
from workers.policy.robot import OutboxPolicy


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
    def temporary(cls, detail: str, retry_after: timedelta | None, code: str = "") -> Failure:
        return cls("unavailable", detail, code, retry_after)

    @classmethod
    def in_doubt(cls, detail: str) -> Failure:
        return cls("in_doubt", detail)


def record_failure(
    connection: Connection, bracket: Bracket, ports: OutboxPorts, message: Claimed, failure: Failure
) -> str:
    """Record the outcome and its consequences; returns the name it is counted under."""
    occasion = ports.occasion(message.entity)
    outcome = outcome_of(failure, message.channel, message.attempts + 1, ports.policy.robot.outbox, real_now())
    if message.channel == "sms" and consequence("sms", failure.code) is Consequence.SENDER_REFUSED:
        # It proves nothing against the contact: the same notice goes again once the sender is in order.
        outcome = replace(outcome, name=Consequence.SENDER_REFUSED.value)
    if not bracket.outcome(message, outcome, occasion):
        return ""
    if outcome.state == "failed":
        bear_refusal(connection, _refusal(message, failure), ports.policy.robot, occasion)
    return {"planned": "deferred", "failed": "failed", "in_doubt": "in_doubt"}[outcome.state]


def outcome_of(failure: Failure, channel: str, attempts: int, policy: OutboxPolicy, now: datetime) -> Outcome:
    """A definite temporary refusal is tried again, with growing waits, until the tries run out. Pure."""
    if failure.kind == "in_doubt":
        return Outcome("in_doubt", "in_doubt", failure.detail)
    if failure.kind == "unavailable" and attempts < policy.max_attempts:
        minutes = policy.retry_minutes[min(attempts, len(policy.retry_minutes)) - 1]
        wait = failure.retry_after or timedelta(minutes=minutes)
        return Outcome("refused_for_now", "planned", failure.detail, now + wait)
    return Outcome("unsendable" if _blames_nobody(failure, channel) else "failed", "failed", failure.detail)


def _blames_nobody(failure: Failure, channel: str) -> bool:
    """Whether the contact is as good as before: the next run gives it the same notice."""
    if failure.kind == "unavailable":
        return not is_of_recipient(channel, failure.code)
    return failure.kind == "unsendable"


def _refusal(message: Claimed, failure: Failure) -> Refusal:
    return Refusal(
        message.id,
        message.purpose,
        message.channel,
        message.recipient,
        failure.code,
        failure.detail,
        message.contact_id,
        message.account_id,
        message.currency,
        _blames_nobody(failure, message.channel),
    )
