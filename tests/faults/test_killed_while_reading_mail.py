"""A worker killed in the middle of reading a mail: the mail is handled once in effect, and leaves the inbox."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.faults.aftermath import broken_laws
from tests.faults.boundaries import Boundary, Fuse
from tests.faults.doomed_mailroom import poll_with
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.open_items_file import item
from tests.remittance_mail import advice_mail
from tests.servers.dovecot import Dovecot
from workers.channels.connect import open_mailbox
from workers.ledger.schema import open_items, payments, raw_messages

PAYER, CLERK = "Falkenberg Anlagenbau GmbH", "ap@falkenberg.example"


@pytest.mark.parametrize(
    "boundary",
    [
        Boundary.IN_STORING,
        Boundary.BEFORE_READING,
        Boundary.AFTER_READING,
        Boundary.IN_SETTLING,
        Boundary.BEFORE_FILING,
        Boundary.AFTER_FILING,
    ],
)
def test_a_worker_killed_at(
    boundary: Boundary, book: HastyBook, dovecot: Dovecot, mail_user: str, nursery: Nursery, tmp_path: Path
) -> None:
    rows = [item("INV-101", amount="1250.00"), item("INV-102", amount="99.99")]
    book.take_in_rows(tmp_path, [row | {"customer_name": PAYER, "customer_email": CLERK} for row in rows])
    book.plan()
    paid_on = book.today - timedelta(days=1)
    dovecot.deliver(mail_user, advice_mail(PAYER, CLERK, {"INV-101": "1250.00"}, "TR-1", paid_on))
    url = dovecot.url(mail_user)
    assert nursery.start_poll(book, url, boundary).wait() == -signal.SIGKILL
    poll_with(book, open_mailbox(url), Fuse(Boundary.NOWHERE, 1))
    with book.ledger.read() as connection:
        assert connection.scalars(select(raw_messages.c.outcome)).all() == ["applied"]
        assert connection.scalars(select(payments.c.amount_minor)).all() == [1250_00]
        still_open = select(open_items.c.open_minor).order_by(open_items.c.id)
        assert connection.scalars(still_open).all() == [0, 99_99]
    assert (dovecot.mails(mail_user), len(dovecot.mails(mail_user, "Processed"))) == ([], 1)
    assert broken_laws(book) == []
