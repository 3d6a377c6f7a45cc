"""Polling: stored before understood, settled once, filed; crashes, poison and re-numbered mailboxes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from tests.mailroom import Mailroom, write_mail
from workers.channels.base import FetchedMail, MailboxUnavailable
from workers.errors import InvariantViolation, LedgerBusy
from workers.inbox.run import poll, settle_mail
from workers.ledger.operations import feeds
from workers.ledger.schema import accounts, cases, mail_contents, raw_messages

ADVICE = write_mail("Please find our remittance advice:\nINV-1 100.00\nINV-2 50.00", "Remittance advice")


def test_a_mail_is_stored_settled_and_filed_once(room: Mailroom) -> None:
    report = room.poll(ADVICE)
    assert (report.fetched, report.outcomes, room.read) == (1, {"applied": 1}, [1])
    assert (room.filed("Processed"), room.filed("Exceptions")) == (1, 0)
    again = room.poll()
    assert (again.fetched, again.outcomes, room.read) == (0, {}, [1])
    with room.book.ledger.read() as connection:
        assert "mailbox" in feeds.last_received(connection)


def test_what_ends_as_a_case_is_filed_apart(room: Mailroom) -> None:
    room.poll(write_mail("Hmm.", "Re: your mail"))
    assert (room.outcomes(), room.filed("Exceptions"), room.book.cases()) == (["case"], 1, ["unclear_mail"])


def test_a_long_mailbox_is_read_to_its_end(room: Mailroom) -> None:
    report = room.poll(*[write_mail("", "Newsletter", Precedence="bulk") for _ in range(55)])
    assert (report.fetched, report.outcomes) == (55, {"ignored": 55})


def test_a_poisoned_mail_becomes_a_case_and_the_mailbox_moves_on(room: Mailroom) -> None:
    def fail(mail_id: int) -> None:
        if mail_id == 1:
            raise RuntimeError("boom")

    room.failing = fail
    room.poll(ADVICE, write_mail(ADVICE.decode(), "Remittance advice 2"))
    assert room.endings()[0] == ("case", "poisoned_mail: 3 attempts failed: RuntimeError")
    assert (room.outcomes(), room.book.cases()) == (["case", "applied"], ["poisoned_mail"])


def test_a_mail_that_killed_its_process_three_times_is_not_tried_again(room: Mailroom) -> None:
    class Killed(BaseException):
        """A process dies here."""

    def kill(_mail_id: int) -> None:
        raise Killed

    room.failing = kill
    room.deliver(ADVICE)
    for _ in range(3):
        with pytest.raises(Killed):
            room.poll()
    room.poll()
    assert room.endings() == [("case", "poisoned_mail: 3 attempts failed: none came to an end")]


def test_busy_machinery_uses_up_no_attempt(room: Mailroom) -> None:
    def be_busy(_mail_id: int) -> None:
        raise LedgerBusy

    room.failing = be_busy
    assert room.poll(ADVICE).waiting == 1
    room.failing = lambda _mail_id: None
    assert room.poll().outcomes == {"applied": 1}
    with room.book.ledger.read() as connection:
        assert connection.scalar(select(raw_messages.c.attempts)) == 1


def test_a_broken_law_is_an_urgent_case_and_is_not_tried_again(room: Mailroom) -> None:
    tries: list[int] = []

    def break_law(mail_id: int) -> None:
        tries.append(mail_id)
        raise InvariantViolation("out of balance")

    room.failing = break_law
    room.poll(ADVICE)
    assert (tries, room.book.cases()) == ([1], ["invariant"])


@pytest.mark.parametrize(("named", "parked"), [((2,), [2]), ((), [1])], ids=["by-the-error", "by-the-sender"])
def test_a_mail_that_breaks_a_law_parks_the_account_concerned(
    room: Mailroom, named: tuple[int, ...], parked: list[int]
) -> None:
    room.book.customer("C2", "Berg AG")

    def break_law(_mail_id: int) -> None:
        raise InvariantViolation("out of balance", accounts=named)

    room.failing = break_law
    room.poll(ADVICE)
    with room.book.ledger.read() as connection:
        query = select(accounts.c.id).where(accounts.c.parked_reason.is_not(None))
        assert list(connection.scalars(query)) == parked
        assert connection.scalar(select(cases.c.evidence)) == {"mail": 1, "accounts": parked}


def test_bytes_that_are_no_mail_are_a_case(room: Mailroom) -> None:
    room.poll(b"\n\nno headers at all")
    assert (room.outcomes(), room.book.cases()) == (["case"], ["unreadable"])


class Renumbered:
    """A mailbox that gives the same mails under whatever UIDVALIDITY it has just now."""

    name = "memory:"

    def __init__(self, *mails: bytes) -> None:
        self.uid_validity = 7
        self._mails = mails

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        first = after_uid if uid_validity == self.uid_validity else 0
        for uid, raw in enumerate(self._mails, start=1):
            if first < uid <= first + limit:
                yield FetchedMail(self.name, self.uid_validity, uid, raw)

    def file(self, mail: FetchedMail, folder: str) -> None:
        """Nothing may be moved here."""

    def check(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing is open."""


def test_a_mailbox_that_was_numbered_anew_brings_nothing_twice(room: Mailroom) -> None:
    mails = [ADVICE, write_mail("Hmm.")]
    mailbox = Renumbered(*mails)
    poll(mailbox, room.inbox)
    mailbox.uid_validity = 8
    assert poll(mailbox, room.inbox).fetched == 2
    assert (room.read, room.book.cases()) == ([1], ["unclear_mail"])
    assert room.endings()[2:] == [("ignored", "fetched before as mail 1"), ("ignored", "fetched before as mail 2")]
    assert poll(mailbox, room.inbox).fetched == 0
    with room.book.ledger.read() as connection:
        assert connection.scalars(select(mail_contents.c.content)).all() == mails


def test_a_crash_before_filing_files_at_the_next_poll(room: Mailroom) -> None:
    class Unreachable(type(room.mailbox)):  # type: ignore[misc]
        """The server goes away when mail is to be moved."""

        def file(self, mail: FetchedMail, folder: str) -> None:
            raise MailboxUnavailable

    room.deliver(ADVICE)
    with pytest.raises(MailboxUnavailable):
        poll(Unreachable(room.folder), room.inbox)
    assert (room.outcomes(), room.filed("Processed")) == (["applied"], 0)
    room.poll()
    assert (room.read, room.filed("Processed")) == ([1], 1)


def test_two_polls_at_once_settle_each_mail_once(room: Mailroom) -> None:
    room.deliver(*[write_mail("Hmm.", f"Re: mail {number}") for number in range(6)])
    room.poll()
    with room.book.ledger.write() as connection:
        connection.execute(update(raw_messages).values(outcome=None, attempts=0))
        connection.execute(update(cases).values(state="resolved"))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda mail_id: settle_mail(room.inbox, mail_id), [1, 2, 3, 4, 5, 6] * 2))
    assert len(room.book.cases()) == 6
    assert room.outcomes() == ["case"] * 6


def test_a_mail_that_another_process_settled_meanwhile_is_left_alone(room: Mailroom) -> None:
    def be_overtaken(mail_id: int) -> None:
        room.failing = lambda _mail_id: None
        settle_mail(room.inbox, mail_id)

    room.failing = be_overtaken
    room.poll(ADVICE)
    assert (room.read, room.recorded) == ([1, 1], [1])


def test_a_mail_that_somebody_took_away_stays_settled(room: Mailroom) -> None:
    room.deliver(ADVICE)
    shutil.rmtree(room.folder / "cur")
    (room.folder / "cur").mkdir()
    room.poll()
    assert room.outcomes() == ["applied"]
