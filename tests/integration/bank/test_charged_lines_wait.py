"""A line of which the bank kept charges and the advice of what was sent are judged one after the other."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

from tests.cash_book import TERMS, received
from tests.integration.bank.conftest import filled
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.unit_of_work import Ledger


def test_a_line_with_charges_waits_for_an_advice_of_what_was_sent(postgres_ledger: Ledger) -> None:
    """Only the amount that came was locked: arriving in the same moment, neither saw the other."""
    book = filled(postgres_ledger)
    book.terms = replace(TERMS, charges_at_most={"EUR": 100})
    line = replace(received(9_950, "PAY-1"), charges=50)
    importing = Thread(target=lambda: book.bank(line))
    with postgres_ledger.write() as connection:
        lock_amounts(connection, "main", [("EUR", 10_000)])
        importing.start()
        importing.join(timeout=0.3)
        assert importing.is_alive()
    importing.join(timeout=30)
    assert len(book.payments()) == 1
