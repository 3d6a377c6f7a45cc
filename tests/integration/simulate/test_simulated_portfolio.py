"""F10 on a portfolio of 10,000 invoices: the truth is arithmetic, the report the same bytes each time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import process_time

import orjson
import pytest

from tests.integration.simulate.tried_ladders import ladder, level, tried, under
from tests.open_items_file import csv_text, item
from tests.past_book import PastBook
from tests.soon import assert_soon
from workers.ledger.cash.applications import Share
from workers.ledger.importing import ImportOptions, import_open_items
from workers.ledger.unit_of_work import Ledger

CUSTOMERS, INVOICES, DAYS = 2_000, 5, 30
# Every tenth customer paid its oldest invoice the day before the first notice, and the bank told us four days later;
# every tenth but one paid in time and was booked at once.
LATE_NEWS, IN_TIME = 0, 1
CANDIDATE = ladder(level(1, 3), level(2, 12, min_interval_days=5))


@pytest.fixture
def book(sqlite_ledger: Ledger, tmp_path: Path) -> PastBook:
    book = PastBook(sqlite_ledger)
    book.policy = under(book.policy, ladder(level(1, 5), name="live"))
    rows = (
        item(
            f"INV-{customer}-{number}",
            customer_id=f"C{customer:05}",
            customer_name=f"Customer {customer}",
            customer_email=f"ap@c{customer}.example",
            issue_date=(book.today - timedelta(days=40)).isoformat(),
            due_date=(book.today + timedelta(days=number * 40)).isoformat(),
            country="DE",
        )
        for customer in range(CUSTOMERS)
        for number in range(INVOICES)
    )
    file = tmp_path / "portfolio.csv"
    file.write_text(csv_text(rows), encoding="utf-8")
    import_open_items(book.ledger, file, ImportOptions(default_entity="default"), book.occasion())
    return book


@pytest.mark.slow
def test_a_portfolio_of_ten_thousand_invoices_gives_the_truth_and_the_same_bytes(book: PastBook) -> None:
    first = book.today
    accounts = range(1, CUSTOMERS + 1)
    oldest = {account: (account - 1) * INVOICES + 1 for account in accounts}
    for account in accounts:
        if account % 10 == IN_TIME:
            book.bank(account, [Share(oldest[account], 10_000)], 10_000)
    book.pass_days(6)
    for account in accounts:
        if account % 10 == LATE_NEWS:
            book.bank(account, [Share(oldest[account], 10_000)], 10_000, received_days_ago=4)
    book.pass_days(DAYS - 6)
    began = process_time()
    reports = [tried(book, CANDIDATE, (first, book.today)) for _ in range(2)]
    assert_soon(began, loops=CUSTOMERS * (DAYS + 1) / 20)
    assert orjson.dumps(reports[0]) == orjson.dumps(reports[1])
    candidate = reports[0]["candidate"]
    share = CUSTOMERS // 10
    assert candidate["would_have_chased_paid"]["notices"] == share
    assert candidate["would_have_chased_paid"]["items"] == share
    # Level 1 of everybody who had not paid in time; level 2 of those who had still not paid.
    assert [row["messages"] for row in candidate["levels"]] == [CUSTOMERS - share, CUSTOMERS - 2 * share]
