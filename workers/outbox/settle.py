"""Settling: what was attempted and never answered is settled by evidence, or becomes a case; it is never sent again.

SMS: the provider's reports and list. E-mail: the channel's own evidence where it has any. Nothing found in time: a
person decides.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.channels.base import Receipt
from workers.clock import real_now
from workers.errors import CollectionsError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.outgoing.attempts import Bracket, Handed, Outcome
from workers.ledger.outgoing.delivery_reports import CONFIRMED, find_reference
from workers.ledger.outgoing.unsettled import Unsettled, find_unsettled, is_evidence_of_another
from workers.outbox.compose import compose
from workers.outbox.ports import OutboxPorts
from workers.outbox.receipts import receive
from workers.policy.queue import queue_policy


def settle(ports: OutboxPorts) -> dict[str, int]:
    """Settle every message whose attempt has no receipt; returns counts: handed_over, waiting, cases."""
    now = real_now()
    with ports.ledger.read() as connection:
        found = find_unsettled(connection, attempted_before=now - ports.lease)
    counts: Counter[str] = Counter(handed_over=0, waiting=0, cases=0)
    for unsettled in found:
        counts[_settle_one(ports, unsettled, now)] += 1
    return dict(counts)


def confirm(connection: Connection, ports: OutboxPorts, message_id: int, left: bool, actor: str) -> None:
    """A person says whether a message in doubt left; one that did not frees its key for a later run."""
    unsettled = find_unsettled(connection, message_id=message_id)
    if not unsettled:
        return
    message = unsettled[0].message
    occasion = ports.occasion(message.entity, actor)
    bracket = Bracket(connection, message)
    if left:
        left_unseen = Handed(unsettled[0].as_attempted, f"{CONFIRMED}{actor}", b"", occasion)
        receive(connection, bracket, [left_unseen], ports.policy.robot)
    else:
        outcome = Outcome("denied", "failed", f"{actor}: it did not leave")
        bracket.outcome(unsettled[0].as_attempted, outcome, occasion)


def _settle_one(ports: OutboxPorts, unsettled: Unsettled, now: datetime) -> str:
    message = unsettled.message
    receipt = _evidence(ports, unsettled)
    patience = timedelta(minutes=ports.policy.robot.outbox.in_doubt_minutes)
    can_wait = ports.channels[message.channel].can_look_up and now - unsettled.attempted_at < patience
    with ports.ledger.write() as connection:
        bracket, occasion = Bracket(connection, message), ports.occasion(message.entity)
        if receipt is not None and not is_evidence_of_another(connection, message, receipt.provider_reference):
            left = Handed(unsettled.as_attempted, receipt.provider_reference, receipt.content, occasion)
            receive(connection, bracket, [left], ports.policy.robot)
            return "handed_over"
        if unsettled.state == "attempted":
            outcome = Outcome("in_doubt", "in_doubt", "no receipt before the lease ended")
            bracket.outcome(unsettled.as_attempted, outcome, occasion)
        if not find_unsettled(connection, message_id=message.id):
            # Its receipt came while the other side was asked: there is nothing left to doubt.
            return "settled_meanwhile"
        if can_wait:
            return "waiting"
        case = NewCase(
            CaseKind.IN_DOUBT,
            f"message:{message.id}",
            f"nobody knows whether {message.purpose} over {message.channel} left",
            account_id=message.account_id,
            currency=message.currency,
            evidence={"message": message.id, "attempted_at": unsettled.attempted_at.isoformat()},
        )
        open_case(connection, case, occasion, queue_policy(ports.policy.robot))
        return "cases"


def _evidence(ports: OutboxPorts, unsettled: Unsettled) -> Receipt | None:
    """What the other side has reported or can show; a side that cannot be asked now shows nothing yet."""
    message = unsettled.message
    channel = ports.channels[message.channel]
    with ports.ledger.read() as connection:
        reported = find_reference(connection, message.key, unsettled.attempted_at)
    if not (reported or channel.can_look_up):
        return None
    try:
        outgoing = compose(
            message, ports.policy, ports.renderer, unsettled.planned_on, ports.copies, links=ports.page_links
        )
        if reported:
            return Receipt(reported, channel.prepare(outgoing).content)
        return channel.look_up(outgoing, unsettled.attempted_at)
    except CollectionsError:
        return None
