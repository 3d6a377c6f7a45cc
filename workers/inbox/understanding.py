"""What a mail is about, and what it causes: everything slow, before any lock; and the recording that is left to do.

Must not record anything itself: `workers.inbox.run` does, in the transaction that settles the mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from workers.inbox.answers import AnswerDesk
from workers.inbox.correspondent import identify
from workers.inbox.own_mail import find_own, settle_own
from workers.inbox.replies import Reply, carry_out, suspect
from workers.inbox.returned import settle_report
from workers.inbox.rules.absence import find_return_day, find_stand_in
from workers.inbox.rules.delivery_report import DeliveryReport
from workers.inbox.rules.triage import Kind, triage
from workers.inbox.terms import InboxTerms
from workers.ledger import journal
from workers.ledger.incoming.raw_messages import RawMessage, Settlement
from workers.ledger.unit_of_work import Ledger
from workers.receivables.mail import parse_mail
from workers.receivables.mail_sealed import refuse_sealed
from workers.receivables.occasion import Occasion

# Characters of a foreign Message-ID that are repeated in our headers.
_LONGEST_ID = 250

# Reads a mail outside any transaction; what it returns records the outcome inside one.
Recording = Callable[[Connection, Occasion], Settlement]
RemittanceReader = Callable[[int, bytes], Recording]


@dataclass(frozen=True, slots=True)
class Inbox:
    """What settling mails needs; ``remittance`` is the cash application's door (`remittance.process`).

    Without ``answers`` every mail that asks for something is a person's.
    """

    ledger: Ledger
    terms: InboxTerms
    remittance: RemittanceReader
    occasion: Callable[[], Occasion]
    answers: AnswerDesk | None = None


def understand(inbox: Inbox, message: RawMessage) -> Recording:
    """What the mail is about; everything slow happens here, before any lock."""
    mail = parse_mail(message.content)
    with inbox.ledger.read() as connection:
        own = find_own(connection, mail, inbox.terms)
        writer = identify(connection, mail, inbox.terms)
    if own is not None:
        return partial(settle_own, own, inbox.terms)
    found = triage(mail, inbox.terms.phrases, writer.message_ids.__contains__, inbox.terms.own_domain)
    if found.kind is Kind.NOT_OURS or (found.kind is Kind.REPLY and found.reason == "unclear"):
        refuse_sealed(mail)  # what it says may stand where nobody reads it
    match found.kind:
        case Kind.REMITTANCE:
            return inbox.remittance(message.id, message.content)
        case Kind.REPORT if found.report is not None:
            return partial(_reported, message.id, found.report, inbox.terms)
        case Kind.SUSPICIOUS:
            return partial(_suspected, Reply(message.id, mail, found, writer), inbox.terms)
        case Kind.REPLY:
            return partial(_replied, Reply(message.id, mail, found, writer), inbox)
        case Kind.OUT_OF_OFFICE:
            return partial(_away, Reply(message.id, mail, found, writer), inbox.terms)
        case _:
            ignored = Settlement("ignored", found.reason, writer.account_id)
            return lambda _connection, _occasion: ignored


def _reported(
    mail_id: int, report: DeliveryReport, terms: InboxTerms, connection: Connection, occasion: Occasion
) -> Settlement:
    return settle_report(connection, mail_id, report, terms, occasion)


def _replied(reply: Reply, inbox: Inbox, connection: Connection, occasion: Occasion) -> Settlement:
    """A reply becomes part of the account's thread: our next mail answers it in turn."""
    desk, message_id = inbox.answers, reply.mail.message_id
    settled = desk.answer(connection, reply, occasion) if desk else None
    if settled is None:
        settled = carry_out(connection, reply, inbox.terms, occasion)
        if desk:
            desk.acknowledge(connection, reply, settled, occasion)
    fits = len(message_id) <= _LONGEST_ID and message_id.isascii() and message_id.isprintable()
    return replace(settled, message_id=message_id if fits else "")


def _suspected(reply: Reply, terms: InboxTerms, connection: Connection, occasion: Occasion) -> Settlement:
    return suspect(connection, reply, terms, occasion)


def _away(answer: Reply, terms: InboxTerms, connection: Connection, occasion: Occasion) -> Settlement:
    """Nobody read what we wrote: that stops nothing, and is noted for whoever wonders why nobody answered."""
    mail, account_id = answer.mail, answer.writer.account_id
    until = find_return_day(mail, terms.phrases, occasion.business_date)
    stand_in = find_stand_in(mail, terms.phrases)
    if account_id is not None:
        data = {"mail": answer.mail_id, "until": until.isoformat() if until else ""}
        journal.record(connection, "customer.away", data, occasion, account_id=account_id)
    told = ("an automatic answer", f"away until {until}" if until else "", f"stand-in {stand_in}" if stand_in else "")
    return Settlement("ignored", "; ".join(part for part in told if part), account_id)
