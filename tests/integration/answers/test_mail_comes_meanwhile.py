"""A mail that comes while a poll works is read by that poll: whoever rang for it found the poll busy, and went away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cash_book import CashBook
from tests.mailroom import Mailroom, write_mail
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> Mailroom:
    book = CashBook(ledger)
    book.customer()
    return Mailroom(book, tmp_path / "mail-in")


def test_mail_that_comes_while_others_are_read_is_read_too(room: Mailroom) -> None:
    late = [write_mail("Remittance advice 2: INV-2 50.00, INV-3 1.00", "Remittance advice 2")]

    def deliver_once(_mail_id: int) -> None:
        while late:
            room.deliver(late.pop())

    room.failing = deliver_once
    report = room.poll(write_mail("Remittance advice 1: INV-1 100.00, INV-4 1.00", "Remittance advice 1"))
    assert (report.fetched, room.outcomes()) == (2, ["applied", "applied"])
    assert room.filed("Processed") == 2
