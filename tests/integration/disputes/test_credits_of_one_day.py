"""Credit memos that one person asks for in one day over an account, whose sum is held against that person's limit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disputed_book import DisputedBook
from workers.ledger.unit_of_work import Ledger
from workers.receivables.dispute import Dispute

DIRECTOR = "finance-director@brightwater-components.example"
LEAD = "finance-lead@brightwater-components.example"


def disputed(book: DisputedBook, account: int, number: str, amount: int = 15_000, currency: str = "EUR") -> Dispute:
    """A dispute over a part of a new item."""
    return book.dispute(account, item_id=book.item(account, number, 10, 100_000, currency), amount=amount)


def test_the_second_credit_of_a_day_takes_a_second_person(book: DisputedBook) -> None:
    """150 and 150 are above the 250 that one person grants."""
    account = book.customer(days_overdue=())
    first, second, third = (disputed(book, account, f"INV-{n}") for n in range(3))
    assert book.resolve("ask_for_credit", first, None, "").state == "credit_requested"
    assert book.resolve("ask_for_credit", second, None, "", by=" Ann").state == "credit_pending"
    book.resolve("decide_credit", second, True, "", by=DIRECTOR)
    assert book.resolve("ask_for_credit", third, 10_000, "").state == "credit_requested", "up to the limit itself"


def of_somebody_else(book: DisputedBook, account: int) -> None:
    book.resolve("ask_for_credit", disputed(book, account, "INV-1"), None, "", by="bob")


def of_another_account(book: DisputedBook, account: int) -> None:
    book.resolve("ask_for_credit", disputed(book, book.customer("C2", days_overdue=()), "INV-1"), None, "")


def of_another_currency(book: DisputedBook, account: int) -> None:
    book.resolve("ask_for_credit", disputed(book, account, "INV-1", currency="USD"), None, "")


def of_the_day_before(book: DisputedBook, account: int) -> None:
    book.resolve("ask_for_credit", disputed(book, account, "INV-1"), None, "")
    book.pass_days(1)


def agreed_by_another(book: DisputedBook, account: int) -> None:
    opened = disputed(book, account, "INV-1", 25_001)
    book.resolve("ask_for_credit", opened, None, "")
    book.resolve("decide_credit", opened, True, "", by=DIRECTOR)


def agreed_to(book: DisputedBook, account: int) -> None:
    """Who agreed to somebody else's credit asked for none."""
    opened = disputed(book, account, "INV-1", 25_001)
    book.resolve("ask_for_credit", opened, None, "", by="bob")
    book.resolve("decide_credit", opened, True, "", by=LEAD)


def withdrawn(book: DisputedBook, account: int) -> None:
    opened = disputed(book, account, "INV-1")
    book.resolve("ask_for_credit", opened, None, "")
    book.resolve("withdraw", opened, "")


@pytest.mark.parametrize(
    ("earlier", "who"),
    [
        (of_somebody_else, "ann"),
        (of_another_account, "ann"),
        (of_another_currency, "ann"),
        (of_the_day_before, "ann"),
        (agreed_by_another, "ann"),
        (agreed_to, LEAD),
        (withdrawn, "ann"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_counts_for_no_sum(
    sqlite_ledger: Ledger, tmp_path: Path, earlier: Callable[[DisputedBook, int], None], who: str
) -> None:
    book = DisputedBook(sqlite_ledger, tmp_path)
    account = book.customer(days_overdue=())
    earlier(book, account)
    opened = disputed(book, account, "INV-7")
    assert book.resolve("ask_for_credit", opened, None, "", by=who).state == "credit_requested"
