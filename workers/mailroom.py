"""The mailbox from end to end: fetched, stored, understood, posted or answered, filed. Joins inbox and remittance.

The two slices do not know each other; a mail that announces a payment passes from one to the other here. One process
polls at a time. Must not decide anything about a mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event

from workers.broker import Actor
from workers.errors import LedgerBusy
from workers.exception_queue.stopping import stop_law
from workers.inbox.answers import answer_desk
from workers.inbox.rules.document_notice import find_bank_change
from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.run import PollReport, poll, settle_mail
from workers.inbox.sms import SmsDesk, settle_all
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox
from workers.ledger.operations import leases
from workers.ledger.operations.job_runs import holder_name
from workers.remittance.process import cash_desk, process
from workers.remittance.readers.pool import ReaderPool
from workers.wiring import Robot

_DUTY = "mailbox"
_LEASE = timedelta(seconds=30)
_LOOK_AGAIN = timedelta(milliseconds=500)


def poll_mailbox(robot: Robot, jobs: int = 1) -> PollReport | None:
    """Work off the mailbox until nothing is new; None while another process is at it."""
    with leases.keep(robot.ledger, _DUTY, holder_name(), _LEASE) as lease:
        if lease is None:
            return None
        mailbox = robot.open_mailbox()
        try:
            with _opened_inbox(robot, jobs) as inbox:
                return poll(mailbox, inbox)
        finally:
            mailbox.close()


def poll_after_others(robot: Robot, jobs: int = 1) -> PollReport:
    """The same for a person, who waits for the other process; it lets go, or its lease runs out."""
    for _ in range(2 * int(_LEASE / _LOOK_AGAIN)):
        report = poll_mailbox(robot, jobs)
        if report is not None:
            return report
        Event().wait(_LOOK_AGAIN.total_seconds())
    raise LedgerBusy("another process has been polling the mailbox for a minute: its mails are being worked off")


def run_poll(robot: Robot) -> None:
    """What is new in the mailbox; nothing when another worker is at it."""
    poll_mailbox(robot)


def run_settle(robot: Robot, mail_id: int) -> None:
    """One stored mail that was forgotten."""
    with _opened_inbox(robot, 1) as inbox:
        settle_mail(inbox, mail_id)


def run_settle_sms(robot: Robot) -> None:
    """Texts that were stored and forgotten: a console that died between the two transactions of one."""
    policy = robot.policy
    phrases = PhraseBook(policy.reply_rules)
    occasion = partial(robot.occasion, "robot", policy)
    settle_all(SmsDesk(robot.ledger, policy.robot, occasion, phrases, stop_law(policy)))


@contextmanager
def _opened_inbox(robot: Robot, jobs: int) -> Iterator[Inbox]:
    policy = robot.policy
    with ReaderPool(policy.robot.cash_application.reading_limits, jobs) as readers:
        terms = inbox_terms(policy, robot.settings.secret_key)
        find_notice = partial(find_bank_change, book=terms.phrases)
        desk = cash_desk(robot.ledger, readers, policy, robot.settings.pdf_passwords, find_notice)
        answers = answer_desk(policy, terms, robot.settings.home)
        yield Inbox(robot.ledger, terms, partial(process, desk), lambda: robot.occasion("robot", policy), answers)


_SENT_AGAIN = timedelta(minutes=10)

ACTORS = (
    Actor("inbox.poll", run_poll, max_age=_SENT_AGAIN, time_limit=timedelta(hours=1)),
    Actor("inbox.settle", run_settle, max_age=_SENT_AGAIN),
    Actor("inbox.settle_sms", run_settle_sms, max_age=_SENT_AGAIN),
)
