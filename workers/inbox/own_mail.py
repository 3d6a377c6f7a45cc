"""Mail of our own that comes in: our probe of the return address, or any mail of ours that somebody's rule sent back.

It is no customer's mail, whatever it speaks of. Must not take a report about a mail of ours for the mail itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.inbox.correspondent import find_ours
from workers.inbox.rules.delivery_report import find_report
from workers.inbox.rules.own_marks import bears_our_marks, sent_to, tag_survived
from workers.inbox.terms import InboxTerms
from workers.ledger.incoming import correspondence
from workers.ledger.incoming.correspondence import SentMessage
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.operations import return_probe
from workers.receivables.mail import Mail
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail that we sent; ``probe`` is its message where it is a probe whose fate nobody told yet."""

    mail: Mail
    probe: SentMessage | None = None


def find_own(connection: Connection, mail: Mail, terms: InboxTerms) -> OwnMail | None:
    """None for anybody else's: it is from an address of the robot, and has our Message-ID, or else our marks."""
    if mail.sender.address.lower() not in terms.own_addresses or find_report(mail) is not None:
        return None
    sent = next(iter(find_ours(connection, (mail.message_id,), terms)), None)
    if sent is None and not bears_our_marks(mail):
        return None
    if sent is None:
        tag = terms.return_path.tag_among(sent_to(mail))
        sent = correspondence.find_sent_by_id(connection, tag.message_id) if tag and tag.is_genuine else None
    awaited = return_probe.newest_probe(connection)
    is_probe = sent is not None and awaited is not None and sent.id == awaited.message_id
    return OwnMail(mail, sent if is_probe else None)


def settle_own(own: OwnMail, terms: InboxTerms, connection: Connection, occasion: Occasion) -> Settlement:
    """Ignored; a probe also says what it shows."""
    if own.probe is None:
        return Settlement("ignored", "our own mail")
    correspondence.record_delivery(connection, own.probe, occasion)
    if tag_survived(own.mail, terms.return_path, own.probe.id):
        return_probe.set_result(connection, "ok", occasion)
        return Settlement("ignored", "our own probe: the return address works")
    return_probe.set_result(connection, "stripped", occasion)
    case = NewCase(
        CaseKind.OPERATIONS,
        "return_address",
        "the mail server strips the tag from our return address: bounces do not say which mail they are about",
        evidence={"message": own.probe.id},
        suggestion="Switch plus addressing on for the domain of company.bounce_address, or use another domain for it.",
    )
    open_case(connection, case, occasion, terms.queue)
    return Settlement("ignored", "our own probe: its tag was stripped")
