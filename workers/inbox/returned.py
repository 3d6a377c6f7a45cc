"""Delivery reports: what came back no longer counts, and an address that takes nothing is not used any more.

Our own return address proves which mail a report is about, and so does a Message-ID of ours: nobody else can know them.
A report that only names a recipient proves nothing and goes to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.inbox.correspondent import find_ours
from workers.inbox.rules.delivery_report import Action, DeliveryReport, RecipientReport
from workers.inbox.terms import InboxTerms
from workers.ledger.book import contacts
from workers.ledger.incoming import correspondence
from workers.ledger.incoming.correspondence import SentMessage
from workers.ledger.incoming.raw_messages import Settlement
from workers.receivables.delivery_status import Failure
from workers.receivables.occasion import Occasion

_REPORTED_WITHIN = timedelta(days=14)
_SENDER_REFUSALS_MAX = 2


def settle_report(
    connection: Connection, mail_id: int, report: DeliveryReport, terms: InboxTerms, occasion: Occasion
) -> Settlement:
    """Record what became of a mail that we sent."""
    return _Postman(connection, mail_id, terms, occasion).settle(report)


@dataclass(frozen=True, slots=True)
class _Postman:
    """Settles one report in one transaction."""

    connection: Connection
    mail_id: int
    terms: InboxTerms
    occasion: Occasion

    def settle(self, report: DeliveryReport) -> Settlement:
        tag = self.terms.return_path.tag_among(report.sent_to)
        if tag is not None and not tag.is_genuine:
            return self._forged(tag.message_id)
        message = correspondence.find_sent_by_id(self.connection, tag.message_id) if tag else None
        message = message or next(iter(find_ours(self.connection, report.message_ids, self.terms)), None)
        if message is None:
            return self._unproved(report)
        about = report.about(message.recipient)
        match about.action:
            case Action.FAILED:
                return self._failed(message, about)
            case Action.DELIVERED if correspondence.record_delivery(self.connection, message, self.occasion):
                return Settlement("answered", f"message {message.id} was delivered", message.account_id)
            case Action.DELAYED:
                reason = f"{_told(about)}: the mail server keeps trying"
                return Settlement("ignored", reason, message.account_id)
            case action:
                return Settlement("ignored", f"message {message.id} was {action}", message.account_id)

    def _failed(self, message: SentMessage, about: RecipientReport) -> Settlement:
        told, failure = _told(about), about.failure
        by_sender = failure is Failure.SENDER and not self._was_refused_often(message)
        known = not correspondence.record_bounce(
            self.connection, message, told, self.occasion, sender_refused=by_sender
        )
        if known:
            return Settlement("ignored", f"message {message.id} was known to have come back", message.account_id)
        if by_sender:
            return self._sender_refused(message, about)
        if failure is Failure.ADDRESS and _same(about, message.recipient):
            contacts.mark_invalid(self.connection, "email", message.recipient, told, self.occasion)
        evidence = {"message": message.id, "status": about.status, "words": about.words}
        reason = f"message {message.id} came back: {told}"
        case = NewCase(CaseKind.DELIVERY_FAILED, f"message:{message.id}", reason, message.account_id, evidence=evidence)
        return self._case(case, message.account_id, f"message {message.id}")

    def _was_refused_often(self, message: SentMessage) -> bool:
        """A server that refuses us again and again is asked no more: the notice moves on, as after any failure."""
        since = self.occasion.at - _REPORTED_WITHIN
        refused = correspondence.count_sender_refusals(self.connection, message.recipient, since)
        return refused >= _SENDER_REFUSALS_MAX

    def _sender_refused(self, message: SentMessage, about: RecipientReport) -> Settlement:
        """One case for operations, however many mails are refused: no other address would help."""
        domain = message.recipient.rpartition("@")[2].lower()
        case = NewCase(
            CaseKind.OPERATIONS,
            f"sender_refused:{domain}",
            f"{domain} refuses us as a sender: {about.status} {about.words}".strip(),
            evidence={"message": message.id, "status": about.status},
            suggestion="Read the words of the server; check SPF, DKIM and DMARC with `collectbot check-config --dns`.",
        )
        return self._case(case, message.account_id, f"{domain} refuses us as a sender")

    def _forged(self, message_id: int) -> Settlement:
        reason = f"a report claims that message {message_id} came back, to a return address that we did not make"
        case = NewCase(
            CaseKind.OPERATIONS,
            f"mail:{self.mail_id}",
            f"{reason}; nothing was done",
            suggestion="Somebody may be trying to silence the robot, or COLLECTBOT_SECRET_KEY was changed lately.",
        )
        return self._case(case, None, "a return address that we did not make")

    def _unproved(self, report: DeliveryReport) -> Settlement:
        """A report with nothing but a recipient can be written by anybody: a person looks at it."""
        about = report.recipients[0]
        since = self.occasion.business_date - _REPORTED_WITHIN
        last = (correspondence.last_mail_to(self.connection, one, since) for one in about.addresses)
        message = next((found for found in last if found is not None), None)
        if message is None or about.action is not Action.FAILED:
            return Settlement("ignored", f"{_told(about)}: it names no mail that we sent")
        case = NewCase(
            CaseKind.DELIVERY_FAILED,
            f"mail:{self.mail_id}",
            f"a report without proof says that message {message.id} did not arrive: {_told(about)}",
            message.account_id,
            evidence={"message": message.id, "status": about.status, "words": about.words},
            suggestion="If the report is genuine, set another address (`contact set`).",
        )
        return self._case(case, message.account_id, f"unproved, probably message {message.id}")

    def _case(self, new: NewCase, account_id: int | None, summary: str) -> Settlement:
        evidence = {"mail": self.mail_id, **new.evidence}
        open_case(self.connection, replace(new, evidence=evidence), self.occasion, self.terms.queue)
        return Settlement("case", f"{new.kind}: {summary}", account_id)


def _same(about: RecipientReport, recipient: str) -> bool:
    """A rehearsal's redirected mail bounces for another address than its customer's, which stays valid."""
    return not about.addresses or recipient.strip().lower() in (one.lower() for one in about.addresses)


def _told(about: RecipientReport) -> str:
    kind = "permanent" if about.action is Action.FAILED else "temporary"
    return (
        f"{kind} failure {about.status or 'without status'}"
        if about.action in (Action.FAILED, Action.DELAYED)
        else about.action
    )
