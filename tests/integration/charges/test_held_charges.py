"""A charge of ours is disputed and held like any other item: what is withheld of it is not asked for."""

from __future__ import annotations

import pytest

from tests.charged_book import ChargedBook
from workers.ledger.book.holds import NewHold, add_hold

# 25 of interest, 4,000 of compensation, 250 of fee.
CHARGED = 4_275


@pytest.mark.parametrize(("held", "asked"), [(None, []), (1_000, [CHARGED - 1_000])], ids=["all", "a-part"])
def test_a_charge_that_is_disputed_is_not_asked_for(book: ChargedBook, held: int | None, asked: list[int]) -> None:
    """A hold on an invoice was kept, and one on a charge was not."""
    account = book.customer()
    book.plan()
    book.send()
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(account, "dispute", "no fee", book.charge_item_id(), held), book.occasion("ann"))
    book.pass_days(8)
    book.plan()
    book.send()
    assert [charge.open for charge in book.notice(2).earlier_charges] == asked
    assert book.states()[1:] == ["handed_over"] * 2
    assert book.broken_laws() == []
