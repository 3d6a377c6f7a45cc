"""Batches that nobody acknowledges: sent again with the same bytes, and in the end shown to a person.

Only agencies that answer are waited for. Must not place anything: a second sending is no second placement.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from workers.escalation.hearing import batch_subject
from workers.escalation.rules.protocol.columns import batch_name
from workers.escalation.rules.reminding import Chase, evaluate_batch
from workers.escalation.telling import send_again
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.queue import agency_batches, cases
from workers.ledger.queue.agency_batches import SentBatch
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion


def chase(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Look at every batch without an acknowledgement; returns how many had which outcome."""
    with ledger.read() as connection:
        waiting = agency_batches.find_unacknowledged(connection)
    outcomes: Counter[str] = Counter()
    for batch in waiting:
        if _due(batch, policy, occasion) is not Chase.WAIT:
            with ledger.write(batch.account_id) as connection:
                lock_accounts(connection, [batch.account_id])
                outcomes.update(filter(None, [_follow(connection, batch.id, policy, occasion)]))
    return outcomes


def _due(batch: SentBatch, policy: PolicySet, occasion: Occasion) -> Chase:
    agency = policy.agencies.get(batch.agency)
    if agency is None or agency.incoming is None or batch.handed_over_on is None:
        return Chase.WAIT
    country = policy.robot.entities[batch.entity].country
    days = (batch.made_on, batch.handed_over_on, occasion.business_date)
    return evaluate_batch(days, agency.acknowledgement, country)


def _follow(connection: Connection, batch_id: int, policy: PolicySet, occasion: Occasion) -> str:
    batch = agency_batches.find_batch(connection, batch_id)
    if batch is None or batch.state != "sent":
        return ""
    match _due(batch, policy, occasion):
        case Chase.WAIT:
            return ""
        case Chase.SEND_AGAIN:
            send_again(connection, batch, occasion)
            return "sent_again"
        case Chase.ASK:
            return _ask(connection, batch, policy, occasion)


def _ask(connection: Connection, batch: SentBatch, policy: PolicySet, occasion: Occasion) -> str:
    subject = batch_subject(batch.id)
    if cases.was_asked(connection, CaseKind.AGENCY_BATCH, subject):
        return ""
    reason = (
        f"{batch.agency} has not acknowledged {batch_name(batch.id)} of {batch.made_on}, sent {batch.sendings} times"
    )
    case = NewCase(
        CaseKind.AGENCY_BATCH,
        subject,
        reason,
        account_id=batch.account_id,
        currency=batch.currency,
        amount_minor=batch.amount_minor,
        evidence={"batch": batch.id, "kind": batch.kind, "records": batch.records, "sendings": batch.sendings},
    )
    open_case(connection, case, occasion, queue_policy(policy.robot))
    return "asked"
