"""Polling a mailbox: fetch, store raw, move the cursor; then settle each mail in a transaction of its own, and file it.

A crash anywhere repeats safely: a mail is stored once, settled once, and filed when it is settled. One poisoned mail
stops nothing: attempts are counted before they begin, and after the third a person gets it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import Connection

from workers.channels.base import FetchedMail, Mailbox
from workers.errors import InvariantViolation, TransientError, UnreadableDocument
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import park_accounts
from workers.inbox.correspondent import identify
from workers.inbox.understanding import Inbox, Recording, understand
from workers.ledger.incoming import raw_messages
from workers.ledger.incoming.raw_messages import Arrival, RawMessage, Settlement
from workers.ledger.operations import feeds
from workers.receivables.mail import parse_mail
from workers.receivables.occasion import Occasion

FEED = "mailbox"
MAX_ATTEMPTS = 3
PROCESSED = "Processed"
EXCEPTIONS = "Exceptions"
_BATCH = 50

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PollReport:
    """What one poll did: mails fetched that were new, and how many ended in which way."""

    fetched: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0


def poll(mailbox: Mailbox, inbox: Inbox) -> PollReport:
    """Fetch until nothing is new, settle everything that is stored, file what is settled; then look once more.

    What came meanwhile is read too: whoever announced it found this poll at work, and went away.
    """
    report = PollReport()
    while True:
        stored = _fetch_all(mailbox, inbox)
        report.waiting = 0
        _settle_all(mailbox, inbox, report)
        _file(mailbox, inbox)
        report.fetched += stored
        if not stored:
            break
    with inbox.ledger.write() as connection:
        at = inbox.occasion().at
        raw_messages.touch_cursor(connection, mailbox.name, at)
        feeds.mark_received(connection, FEED, at)
    return report


def settle_mail(inbox: Inbox, mail_id: int) -> Settlement | None:
    """Settle one stored mail, in at most three attempts over all processes; None when it has to wait."""
    failure = "none came to an end"
    for _ in range(MAX_ATTEMPTS + 1):
        message = _begin(inbox, mail_id)
        if message.outcome is not None:
            return Settlement(message.outcome, message.reason, message.account_id)
        if message.attempts > MAX_ATTEMPTS:
            return _park(inbox, mail_id, CaseKind.POISONED_MAIL, f"{MAX_ATTEMPTS} attempts failed: {failure}")
        try:
            return _record(inbox, mail_id, understand(inbox, message))
        except UnreadableDocument as error:
            return _park(inbox, mail_id, CaseKind(error.kind), str(error))
        except InvariantViolation as error:
            _log.error("mail broke a law", mail=mail_id, error=str(error))
            return _hold_account(inbox, message, error)
        except TransientError as error:
            _log.warning("mail has to wait", mail=mail_id, error=str(error))
            _give_back(inbox, mail_id)
        except Exception as error:
            # Whatever a hostile mail broke, it must not stop the mails behind it: a person gets it in the end.
            _log.exception("mail could not be handled", mail=mail_id, attempt=message.attempts)
            failure = type(error).__name__
    return None


def _fetch_all(mailbox: Mailbox, inbox: Inbox) -> int:
    """How many mails were stored that are new."""
    total = 0
    while (stored := _fetch(mailbox, inbox)) is not None:
        total += stored
    return total


def _fetch(mailbox: Mailbox, inbox: Inbox) -> int | None:
    """Store the next batch; None when there was none."""
    with inbox.ledger.read() as connection:
        uid_validity, last_uid = raw_messages.read_cursor(connection, mailbox.name)
    mails = [Arrival(m.mailbox, m.uid_validity, m.uid, m.raw) for m in mailbox.fetch(uid_validity, last_uid, _BATCH)]
    if not mails:
        return None
    with inbox.ledger.write() as connection:
        return raw_messages.store_arrivals(connection, mails, inbox.occasion())


def _settle_all(mailbox: Mailbox, inbox: Inbox, report: PollReport) -> None:
    with inbox.ledger.read() as connection:
        waiting = raw_messages.find_unsettled(connection, mailbox.name)
    for mail_id in waiting:
        settlement = settle_mail(inbox, mail_id)
        if settlement is None:
            report.waiting += 1
        else:
            report.outcomes[settlement.outcome] += 1


def _begin(inbox: Inbox, mail_id: int) -> RawMessage:
    """The mail, its attempt counted before anything can go wrong: a process that dies in it has used one up."""
    with inbox.ledger.write() as connection:
        message = raw_messages.find_message(connection, mail_id, lock=True)
        if message.outcome is not None:
            return message
        return replace(message, attempts=raw_messages.count_attempt(connection, mail_id))


def _give_back(inbox: Inbox, mail_id: int) -> None:
    """What failed was the machinery, not the mail."""
    with inbox.ledger.write() as connection:
        raw_messages.count_attempt(connection, mail_id, -1)


def _record(inbox: Inbox, mail_id: int, recording: Recording) -> Settlement:
    """One transaction for what the mail causes and for its being settled, so that it causes it once."""
    occasion = inbox.occasion()
    with inbox.ledger.write() as connection:
        message = raw_messages.find_message(connection, mail_id, lock=True)
        if message.outcome is not None:
            return Settlement(message.outcome, message.reason, message.account_id)
        settlement = recording(connection, occasion)
        raw_messages.settle_message(connection, mail_id, settlement, occasion)
    return settlement


def _park(inbox: Inbox, mail_id: int, kind: CaseKind, reason: str) -> Settlement:
    def hand_over(connection: Connection, occasion: Occasion) -> Settlement:
        case = NewCase(kind=kind, subject=f"mail:{mail_id}", reason=reason, evidence={"mail": mail_id})
        open_case(connection, case, occasion, inbox.terms.queue)
        return Settlement("case", f"{kind}: {reason}")

    return _record(inbox, mail_id, hand_over)


def _hold_account(inbox: Inbox, message: RawMessage, broken: InvariantViolation) -> Settlement:
    """The accounts that the error names are parked, or else the writer's."""
    with inbox.ledger.read() as connection:
        writer = identify(connection, parse_mail(message.content), inbox.terms)
    concerned = broken.accounts or [account for account in (writer.account_id,) if account is not None]

    def hand_over(connection: Connection, occasion: Occasion) -> Settlement:
        case = NewCase(CaseKind.INVARIANT, f"mail:{message.id}", str(broken), evidence={"mail": message.id})
        park_accounts(connection, case, concerned, occasion=occasion, policy=inbox.terms.queue)
        return Settlement("case", f"{CaseKind.INVARIANT}: {broken}")

    return _record(inbox, message.id, hand_over)


def _file(mailbox: Mailbox, inbox: Inbox) -> None:
    """Move settled mails out of the way; one that is filed twice is no error, one that is left comes up again."""
    with inbox.ledger.read() as connection:
        settled = raw_messages.find_unfiled(connection, mailbox.name)
    for mail_id in settled:
        with inbox.ledger.read() as connection:
            message = raw_messages.find_message(connection, mail_id)
        mail = FetchedMail(message.mailbox, message.uid_validity, message.uid, message.content)
        mailbox.file(mail, EXCEPTIONS if message.outcome == "case" else PROCESSED)
        with inbox.ledger.write() as connection:
            raw_messages.mark_filed(connection, [mail_id])
