"""A notice of new bank details inside an attached document: the advice beside it is held back as suspicious."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

import pytest
from sqlalchemy import select, update

from tests.cash_book import CashBook, on
from tests.integration.cash.test_cash_process import BOTH, advice, desk
from tests.phrases import PHRASES
from workers.inbox.rules.document_notice import find_bank_change
from workers.ledger.incoming.raw_messages import Arrival, settle_message, store_arrivals
from workers.ledger.schema import cases, customers
from workers.remittance.process import process


def handle(book: CashBook, raw: bytes) -> str:
    """Everything that a mail causes; gives its outcome."""
    asked = replace(desk(book), find_notice=partial(find_bank_change, book=PHRASES))
    with book.ledger.write() as connection:
        store_arrivals(connection, [Arrival("memory:", 1, 1, raw)], on())
    recording = process(asked, 1, raw)
    with book.ledger.write() as connection:
        settlement = recording(connection, on())
        settle_message(connection, 1, settlement, on())
    return settlement.outcome


def letter(text: str) -> EmailMessage:
    """The advice that would be posted, and beside it a page with these words."""
    mail = message_from_bytes(advice(*BOTH, total="150.00"), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(f"<p>{text}</p>".encode(), maintype="text", subtype="html", filename="letter.html")
    return mail


@pytest.fixture
def known(book: CashBook) -> CashBook:
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(domain="adler.example"))
    return book


def test_new_bank_details_beside_an_advice_hold_it_back(known: CashBook) -> None:
    assert handle(known, letter("Please note that our bank account has changed.").as_bytes()) == "case"
    with known.ledger.read() as connection:
        (case,) = connection.execute(select(cases.c.kind, cases.c.reason))
    assert case.kind == "suspicious_sender"
    assert case.reason.startswith("letter.html names new bank details: 'Please note that our bank account has changed.")
    assert (known.open("INV-1"), known.payments()) == (10000, [])


def test_an_honest_page_beside_an_advice_holds_nothing_back(known: CashBook) -> None:
    assert handle(known, letter("If your bank details have changed, please tell us by post.").as_bytes()) == "applied"
    assert (known.open("INV-1"), known.cases()) == (0, [])
