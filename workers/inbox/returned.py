"""Mails of ours that came back: their level no longer counts, and their address takes nothing any more."""

from __future__ import annotations

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.inbox.correspondent import find_ours
from workers.inbox.rules.bounce import Bounce
from workers.inbox.terms import InboxTerms
from workers.ledger.book import contacts
from workers.ledger.incoming import correspondence
from workers.ledger.incoming.raw_messages import Settlement
from workers.receivables.occasion import Occasion


def settle_bounce(
    connection: Connection, mail_id: int, bounce: Bounce, terms: InboxTerms, occasion: Occasion
) -> Settlement:
    """Record a bounce of a mail that we sent; the Message-ID proves it, because nobody can guess one of ours."""
    found = find_ours(connection, (bounce.message_id,), terms)
    if not bounce.is_permanent:
        return Settlement("ignored", f"{_status(bounce)}: the mail server keeps trying")
    if not found:
        return Settlement("ignored", f"{_status(bounce)}: it names no mail that we sent")
    message = found[0]
    if not correspondence.record_bounce(connection, message, _status(bounce), occasion):
        return Settlement("ignored", f"message {message.id} was known to have come back", message.account_id)
    if _same(bounce.recipient, message.recipient):
        contacts.mark_invalid(connection, "email", message.recipient, _status(bounce), occasion)
    case = NewCase(
        kind=CaseKind.DELIVERY_FAILED,
        subject=f"message:{message.id}",
        reason=f"message {message.id} came back: {_status(bounce)}",
        account_id=message.account_id,
        evidence={"mail": mail_id, "message": message.id, "status": bounce.status},
    )
    open_case(connection, case, occasion, terms.queue)
    return Settlement("case", f"{CaseKind.DELIVERY_FAILED}: message {message.id}", message.account_id)


def _same(bounced: str, recipient: str) -> bool:
    """A rehearsal's redirected mail bounces for another address than its customer's, which stays valid."""
    return not bounced or bounced.strip().lower() == recipient.strip().lower()


def _status(bounce: Bounce) -> str:
    return f"{'permanent' if bounce.is_permanent else 'temporary'} failure {bounce.status or 'without status'}"
