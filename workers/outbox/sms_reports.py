"""What providers report about texts that left: stored first, then settled: delivered, bounced with its consequences.

A report counts once, in whatever order and how often and over how many processes it comes; one that overtakes our
receipt waits for it. Must not send.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from workers.clock import real_now
from workers.errors import CollectionsError
from workers.ledger.incoming.correspondence import SentMessage, record_bounce, record_delivery
from workers.ledger.outgoing import delivery_reports
from workers.ledger.outgoing.delivery_reports import DeliveryReport, ReportedMessage, StoredReport
from workers.ledger.queue.cases import lock_account_of
from workers.outbox.ports import OutboxPorts
from workers.outbox.refusals import Refusal, bear_refusal
from workers.outbox.rules.refusal import Consequence, consequence
from workers.outbox.rules.sms_status import Meaning, judge_status
from workers.receivables.occasion import Occasion

# A report whose message is not known by then is about none of ours: somebody else texts from the same account.
_PATIENCE = timedelta(days=1)
_AT_MOST = 500
_log = structlog.get_logger(__name__)


def take_report(ports: OutboxPorts, report: DeliveryReport) -> None:
    """Store a report, and settle it if its message is known to have left."""
    with ports.ledger.write() as connection:
        report_id = delivery_reports.store_report(connection, report, real_now())
    if report_id is not None:
        settle_report(ports, report_id)


def settle_reports(ports: OutboxPorts) -> int:
    """Settle the reports that wait, oldest first; returns how many. One that cannot be settled stops no other."""
    with ports.ledger.read() as connection:
        waiting = delivery_reports.find_waiting(connection, _AT_MOST)
    settled = 0
    for report_id in waiting:
        try:
            settled += settle_report(ports, report_id)
        except CollectionsError as error:
            _log.warning("sms_report.not_settled", report=report_id, reason=str(error))
    return settled


def settle_report(ports: OutboxPorts, report_id: int) -> bool:
    """Settle one report in a transaction of its own; False while it has to wait, or when it is settled."""
    with ports.ledger.write() as connection:
        waiting = delivery_reports.find_report(connection, report_id)
        found = delivery_reports.find_reported(connection, waiting.report) if waiting else None
        # Everybody locks accounts before messages, so that nobody waits in a circle.
        lock_account_of(connection, found.account_id if found else None)
        stored = delivery_reports.find_report(connection, report_id, lock=True)
        if stored is None:
            return False
        message = delivery_reports.find_reported(connection, stored.report, lock=True)
        return _settle(connection, ports, stored, message)


def _settle(connection: Connection, ports: OutboxPorts, stored: StoredReport, message: ReportedMessage | None) -> bool:
    now = real_now()
    if message is None:
        if now - stored.received_at < _PATIENCE:
            return False
        delivery_reports.settle_report(connection, stored.id, "ignored", "it names no text of ours", at=now)
        return True
    occasion = ports.occasion(message.entity)
    match judge_status(stored.report.status, message.state):
        case Meaning.WAIT:
            return False
        case Meaning.NOTHING:
            reason = f"message {message.id} was {message.state}"
            delivery_reports.settle_report(connection, stored.id, "ignored", reason, at=now)
            return True
        case Meaning.DELIVERED:
            record_delivery(connection, _as_sent(message), occasion)
        case Meaning.BOUNCED:
            _take_back(connection, ports, stored.report, message, occasion)
    delivery_reports.settle_report(connection, stored.id, "applied", f"message {message.id}", at=now)
    return True


def _take_back(
    connection: Connection, ports: OutboxPorts, report: DeliveryReport, message: ReportedMessage, occasion: Occasion
) -> None:
    """The level no longer counts; what the carrier's code says about the number or about us has its consequence."""
    detail = f"{report.status}, code {report.code or 'unknown'}"
    by_sender = consequence(message.channel, report.code) is Consequence.SENDER_REFUSED
    record_bounce(connection, _as_sent(message), detail, occasion, sender_refused=by_sender)
    refusal = Refusal(
        message.id,
        message.purpose,
        message.channel,
        message.recipient,
        report.code,
        detail,
        message.contact_id,
        message.account_id,
        message.currency,
    )
    bear_refusal(connection, refusal, ports.policy.robot, occasion)


def _as_sent(message: ReportedMessage) -> SentMessage:
    return SentMessage(message.id, message.key, message.account_id, message.recipient, message.channel, message.state)
