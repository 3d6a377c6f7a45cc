"""A worker killed again and again over a full mailbox: each mail is handled once in effect, and every cent is there.

The slow form is 500 mails and 100 kills on each database; the quick one is a seeded tenth of it, on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from tests.faults.aftermath import broken_laws
from tests.faults.boundaries import Boundary, Fuse
from tests.faults.doomed_mailroom import poll_with
from tests.faults.full_mailbox import FullMailbox, fill
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery, Worker
from tests.faults.toll import kill_one
from tests.servers.dovecot import Dovecot
from tests.waiting import wait_until
from workers.channels.connect import open_mailbox
from workers.ledger.schema import applications, cases, holds, open_items, payments, promises, raw_messages
from workers.ledger.unit_of_work import Ledger

MAILS, KILLS = 500, 100
_TENTH = 10
# A kill falls so many steps after the one before; storing, settling and filing a mail are a step each. At least one: a
# mail that was being read when three workers died one after the other would rightly go to a person.
STEPS_BETWEEN_MAX = 8


def test_every_mail_is_handled_once(
    postgres_ledger: Ledger, dovecot: Dovecot, mail_user: str, nursery: Nursery, tmp_path: Path
) -> None:
    run_and_kill(HastyBook(postgres_ledger), (dovecot, mail_user), nursery, tmp_path, Random(1), _TENTH)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_one_of_many_mails_is_handled_once(
    book: HastyBook, dovecot: Dovecot, mail_user: str, nursery: Nursery, tmp_path: Path
) -> None:
    run_and_kill(book, (dovecot, mail_user), nursery, tmp_path, Random(2), 1)


def run_and_kill(
    book: HastyBook, account: tuple[Dovecot, str], nursery: Nursery, tmp_path: Path, random: Random, part: int
) -> None:
    """Kill one worker after the other; ``part``: of all mails and kills, one in so many."""
    (dovecot, mail_user), mails = account, MAILS // part
    mailbox = fill(mails, book.today, random)
    book.take_in_rows(tmp_path, mailbox.rows)
    book.plan()
    dovecot.deliver_all(mail_user, [delivery.raw for delivery in mailbox.deliveries])
    url = dovecot.url(mail_user)

    worker = nursery.start_poll(book, url, Boundary.NOWHERE)
    for _ in range(KILLS // part):
        wait_for_steps(book, random.randint(1, STEPS_BETWEEN_MAX), 3 * mails)
        worker = kill_and_replace(worker, book, url, nursery, random)
    assert worker.wait() == 0
    poll_with(book, open_mailbox(url), Fuse(Boundary.NOWHERE, 1))

    assert_handled_once(book, mailbox)
    assert_conserved(book, mailbox)
    filed = Counter("Exceptions" if one.outcome == "case" else "Processed" for one in mailbox.deliveries)
    assert {name: len(dovecot.mails(mail_user, name)) for name in filed} == filed
    assert dovecot.mails(mail_user) == []
    assert broken_laws(book) == []


def wait_for_steps(book: HastyBook, steps: int, all_steps: int) -> None:
    target = steps_done(book) + steps
    assert target < all_steps, "all mails are handled before all workers are killed"
    wait_until(lambda: steps_done(book) >= target, f"{target} steps")


def steps_done(book: HastyBook) -> int:
    c = raw_messages.c
    query = select(func.count(), func.count(c.outcome), func.count().filter(c.filed)).select_from(raw_messages)
    with book.ledger.read() as connection:
        return sum(connection.execute(query).one())


def kill_and_replace(worker: Worker, book: HastyBook, url: str, nursery: Nursery, random: Random) -> Worker:
    kill_one([worker], random)
    return nursery.start_poll(book, url, Boundary.NOWHERE)


def assert_handled_once(book: HastyBook, mailbox: FullMailbox) -> None:
    """As many effects as mails that have one."""
    c = raw_messages.c
    with book.ledger.read() as connection:
        ended = connection.execute(select(c.outcome, c.reason, c.attempts).order_by(c.uid)).all()
        opened = Counter(connection.scalars(select(cases.c.subject).where(cases.c.subject.like("mail:%"))))
        disputed = connection.scalar(select(func.count()).where(holds.c.kind == "dispute"))
        promised = connection.scalar(select(func.count()).select_from(promises))
    expected = [delivery.outcome for delivery in mailbox.deliveries]
    assert [row.outcome for row in ended] == expected, [
        (n, row, wanted) for n, (row, wanted) in enumerate(zip(ended, expected, strict=False)) if row.outcome != wanted
    ]
    assert (len(opened), set(opened.values())) == (expected.count("case"), {1})
    assert (disputed, promised) == (mailbox.disputes, mailbox.promises)


def assert_conserved(book: HastyBook, mailbox: FullMailbox) -> None:
    """Every payment stands there once, is applied to the cent, and has cleared its invoice and no other."""
    with book.ledger.read() as connection:
        paid = Counter(connection.scalars(select(payments.c.amount_minor)))
        applied = connection.scalar(select(func.sum(applications.c.cash_minor)))
        c = open_items.c
        items = connection.execute(select(c.document_number, c.original_minor, c.open_minor)).all()
    expected = [delivery for delivery in mailbox.deliveries if delivery.pays]
    assert paid == Counter(delivery.pays for delivery in expected)
    assert applied == sum(delivery.pays for delivery in expected)
    cleared = {delivery.invoice for delivery in expected}
    assert {number: left for number, _, left in items} == {
        number: 0 if number in cleared else amount for number, amount, _ in items
    }
