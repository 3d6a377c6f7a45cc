"""Polling a mailbox with a fuse at each of its steps; the reading and posting are the product's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.faults.boundaries import Boundary, Fuse
from tests.faults.hasty_book import HastyBook
from workers.channels.base import FetchedMail, Mailbox
from workers.inbox.run import PollReport, poll
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox, Recording
from workers.remittance.process import CashDesk, cash_desk, process
from workers.remittance.readers.pool import InProcessReaders


class DoomedMailbox:
    """The mailbox it is given, with a fuse before and after a mail is moved."""

    def __init__(self, mailbox: Mailbox, fuse: Fuse) -> None:
        self._mailbox, self._fuse = mailbox, fuse
        self.name = mailbox.name

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        yield from self._mailbox.fetch(uid_validity, after_uid, limit)

    def file(self, mail: FetchedMail, folder: str) -> None:
        self._fuse.pass_by(Boundary.BEFORE_FILING)
        self._mailbox.file(mail, folder)
        self._fuse.pass_by(Boundary.AFTER_FILING)

    def check(self) -> None:
        self._mailbox.check()

    def close(self) -> None:
        self._mailbox.close()


def poll_with(book: HastyBook, mailbox: Mailbox, fuse: Fuse) -> PollReport:
    """One poll; dies at the fuse's boundary."""
    desk = cash_desk(book.ledger, InProcessReaders(), book.policy)
    reader = partial(_read, desk, fuse)
    inbox = Inbox(book.ledger, inbox_terms(book.policy, "secret"), reader, book.occasion)
    try:
        return poll(DoomedMailbox(mailbox, fuse), inbox)
    finally:
        mailbox.close()


def _read(desk: CashDesk, fuse: Fuse, mail_id: int, raw: bytes) -> Recording:
    fuse.pass_by(Boundary.BEFORE_READING)
    recording = process(desk, mail_id, raw)
    fuse.pass_by(Boundary.AFTER_READING)
    return recording
