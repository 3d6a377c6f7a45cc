"""What an account owes on a day, from the book: the German vector from item to pay-off, and payments in their order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.charged_book import ChargedBook, charging
from workers.clock import real_now
from workers.dunning.quote import Question, quote
from workers.errors import UserError
from workers.policy.level import Charge
from workers.receivables.allocation import Claim


def test_the_german_vector_from_the_book_to_the_cent(book: ChargedBook) -> None:
    """10,000.00 EUR late since 31 May 2024, 40.00 EUR compensation booked, 4,000.00 EUR offered on 20 July."""
    book.policy = charging(Charge("book", compensation=True))
    book.offset = datetime(2024, 7, 10, 10, 0, tzinfo=UTC) - real_now()
    account = book.customer(days_overdue=())
    book.item(account, "INV-1", days_overdue=41, amount=1_000_000)
    book.plan()
    book.send()
    with book.ledger.read() as connection:
        found = quote(connection, book.policy, Question(account, "EUR", date(2024, 7, 20), 400_000))
    assert found.claim == Claim(cost=4_000, interest=17_158, principal=1_000_000)
    assert [(row.days, row.percent, row.interest) for row in found.rows] == [
        (31, "12.62", 10_718),
        (19, "12.37", 6_440),
    ]
    assert found.payment is not None
    paid = found.payment
    assert (paid.cost, paid.interest, paid.principal, paid.remainder) == (4_000, 17_158, 378_842, 0)
    assert paid.rule == "cost_interest_principal"


def test_a_customer_whom_no_law_governs_owes_principal_only(book: ChargedBook) -> None:
    account = book.customer(country="US")
    with book.ledger.read() as connection:
        found = quote(connection, book.policy, Question(account, "EUR", book.today, 12_000))
        with pytest.raises(UserError, match="owes nothing in USD"):
            quote(connection, book.policy, Question(account, "USD", book.today))
    assert (found.claim, found.law, found.rows) == (Claim(0, 0, 10_000), "", ())
    assert found.payment is not None
    assert (found.payment.principal, found.payment.remainder) == (10_000, 2_000)
