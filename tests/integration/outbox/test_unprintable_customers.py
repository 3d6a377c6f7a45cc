"""Customers whose names no letter of ours can bear: they are reached another way, and not tried again every day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select, update

from tests.called_book import first_level
from tests.dunned_book import DunnedBook
from workers.channels.connect import open_mail_out
from workers.channels.letter import LetterChannel
from workers.ledger.book.contacts import set_contact
from workers.ledger.schema import cases, customers, journal
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.enclosures import InvoiceCopies
from workers.outbox.ports import OutboxPorts

NAME, ADDRESS = "東京商事株式会社", "1-1 Chiyoda\nTokyo 100-0001"


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger)


def ports(book: DunnedBook, folder: Path) -> OutboxPorts:
    mail = open_mail_out(f"maildir:{folder / 'mail'}")
    found = book.ports(letter=LetterChannel(folder / "letters"), email=mail)
    return replace(found, copies=InvoiceCopies(folder / "documents", limit=500_000))


def next_day(book: DunnedBook, folder: Path) -> list[str]:
    """The channels planned on the next day, and sent there."""
    before = len(book.column("channel"))
    book.pass_days(1)
    book.plan()
    dispatch(ports(book, folder))
    return [str(channel) for channel in book.column("channel")[before:]]


def test_a_letter_that_cannot_be_printed_moves_the_notice_to_the_next_channel(book: DunnedBook, tmp_path: Path) -> None:
    first_level(book, "letter", fallback_channels=("email",))
    book.customer(name=NAME, postal_address=ADDRESS)
    book.plan()
    assert dispatch(ports(book, tmp_path))["failed"] == 1
    with book.ledger.read() as connection:
        assert (
            "refused: UnprintableText: our letters cannot print '東'"
            in connection.scalars(select(cases.c.reason)).one()
        )
    assert next_day(book, tmp_path) == ["email"]
    assert book.column("state") == ["failed", "handed_over"]


def test_without_another_channel_a_person_gets_it_once_and_a_new_address_is_tried(
    book: DunnedBook, tmp_path: Path
) -> None:
    first_level(book, "letter", fallback_channels=())
    book.customer(name="Nippon Ltd", postal_address="東京")
    book.plan()
    dispatch(ports(book, tmp_path))
    assert [next_day(book, tmp_path) for _ in range(2)] == [[], []]
    with book.ledger.read() as connection:
        assert set(connection.scalars(select(cases.c.kind))) == {"delivery_failed", "no_contact"}
    with book.ledger.write() as connection:
        set_contact(connection, "C1", "ap_clerk", {"letter": ADDRESS}, book.occasion())
    assert next_day(book, tmp_path) == ["letter"]
    assert book.column("state") == ["failed", "handed_over"]


def test_a_statement_that_cannot_be_printed_keeps_no_mail_back(book: DunnedBook, tmp_path: Path) -> None:
    first_level(book, "email", attach=("statement",))
    book.customer()
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(name=NAME))
    book.plan()
    assert dispatch(ports(book, tmp_path))["handed_over"] == 1
    with book.ledger.read() as connection:
        data = connection.scalar(select(journal.c.data).where(journal.c.kind == "message.handed_over"))
    assert list(orjson.loads(data or b"")["left_out"].values()) == ["letters that we cannot print"]
