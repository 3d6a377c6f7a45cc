"""Cash without a purpose of a customer who agreed that the oldest is paid first: suggested, and never posted alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cash_book import DAY, TERMS, CashBook, received
from workers.ledger.schema import cases
from workers.ledger.unit_of_work import Ledger
from workers.remittance.waiting_cash import waiting_cash_report


@pytest.fixture
def agreed(ledger: Ledger) -> CashBook:
    """Adler agreed in writing, Bussard did not."""
    book = CashBook(ledger, replace(TERMS, oldest_first=frozenset({"C1"})))
    for customer_id, name, number in (("C1", "Adler GmbH", "INV-1"), ("C2", "Bussard AG", "INV-2")):
        book.customer(customer_id, name)
        book.item(number, 10_000, customer_id)
    return book


def test_the_case_and_the_list_suggest_the_oldest_and_nothing_is_posted(agreed: CashBook) -> None:
    agreed.bank(received(4_000, "on our account"), received(4_001, "on our account", "Bussard AG"))
    with agreed.ledger.read() as connection:
        ours = [row.evidence.get("suggestions") for row in connection.execute(cases.select().order_by(cases.c.id))]
        listed = [line["suggestions"] for line in waiting_cash_report(connection, DAY, ("C1",))]
        without = [line["suggestions"] for line in waiting_cash_report(connection, DAY)]
    ((suggestion,), none) = listed
    assert ours == [[suggestion], None]
    assert (suggestion["customer"], suggestion["reason"], suggestion["on_account"]) == (
        "C1", "the oldest documents first, as the customer agreed in writing", "0.00",
    )  # fmt: skip
    assert [(post["document_number"], post["cash"]) for post in suggestion["posts"]] == [("INV-1", "40.00")]
    assert (none, without) == ([], [[], []])
    assert (agreed.open("INV-1"), [payment.on_account_minor for payment in agreed.payments()]) == (
        10_000,
        [4_000, 4_001],
    )
    agreed.check_laws()
