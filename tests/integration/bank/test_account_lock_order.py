"""Accounts are locked in the order of their ids: a parent's advice on a child's items never waits in a circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import pytest

from tests.cash_book import TERMS, CashBook, received
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.unit_of_work import Ledger


@pytest.mark.parametrize("first", ["advice", "line"])
def test_a_parents_payment_of_a_childs_item_locks_the_parent_first(postgres_ledger: Ledger, first: str) -> None:
    """The child was locked before the parent: whoever held the parent and asked for the child was a deadlock."""
    book = CashBook(postgres_ledger, replace(TERMS, post_on="bank"))
    parent, child = book.customer("P1", "Adler Holding"), book.customer("P2", "Adler Werk", "P1")
    book.item("INV-1", 10000, "P2")
    post: Callable[[], object] = lambda: book.advice({"INV-1": 10000}, "PAY-1", payer="P1")  # noqa: E731
    if first == "line":
        post()
        post = lambda: book.bank(received(10000, "PAY-1"))  # noqa: E731
    posting = Thread(target=post)
    with postgres_ledger.write() as connection:
        lock_accounts(connection, [parent])
        posting.start()
        posting.join(timeout=0.3)
        assert posting.is_alive()
        lock_accounts(connection, [parent, child])
    posting.join(timeout=30)
    assert book.advice_states() == (["cleared"] if first == "line" else ["announced"])
