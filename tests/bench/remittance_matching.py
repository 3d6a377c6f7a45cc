"""Matching an advice of 1,000 lines against the book of one payer with 100,000 and with 1,000,000 items.

    .venv/bin/python -m tests.bench.remittance_matching [--items 100000 1000000] [--lines 1000]

Measured: finding the items that the page names, in the database, and deciding. Nine of ten items are settled or belong
to the same payer and are not named; every line is spelled in one of the ways that payers use. Both databases.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert

from tests.bench.overdue_book import fresh_ledger
from tests.servers.launcher import ServerMissing
from tests.servers.postgres import Postgres
from workers.ledger.book.item_keys import index_whole_book
from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.importing.book import refresh_statistics
from workers.ledger.schema import accounts, customers, open_items
from workers.ledger.sql.bulk import insert_rows
from workers.ledger.unit_of_work import Ledger
from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.customer import Customer
from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.decision import Apply
from workers.remittance.facts import ApplicationFacts, Payer
from workers.remittance.item_lookup import ItemLookup
from workers.remittance.rules.application import decide

ISSUED, PAID = date(2026, 1, 2), date(2026, 2, 1)
PAYER = Payer(Customer("C1", "Payer Ltd", "payer.example"))
RUNS = 9
_COLUMNS = (
    "account_id", "entity", "system", "document_type", "document_number", "po_number", "issue_date", "due_date",
    "currency", "original_minor", "open_minor", "reported_open_minor", "canonical_key", "po_key",
)  # fmt: skip


def amount_of(number: int) -> int:
    return 10_000 + number % 9_973


def fill(connection: Connection, items: int) -> None:
    """The book of one payer; every third item is settled."""
    connection.execute(insert(customers).values(id="C1", name="Payer Ltd", name_key="payer"))
    connection.execute(insert(accounts).values(id=1, entity="default", customer_id="C1"))
    for start in range(0, items, 50_000):
        insert_rows(connection, open_items, _COLUMNS, [_row(n) for n in range(start, min(start + 50_000, items))])
    index_whole_book(connection)
    refresh_statistics(connection)


def _row(n: int) -> tuple[object, ...]:
    number, order, amount = f"INV-2025-{n:07d}", f"PO{4_500_000_000 + n}", amount_of(n)
    return (
        1, "default", "erp", "invoice", number, order, ISSUED, ISSUED, "EUR", amount, amount if n % 3 else 0, amount,
        canonical(number), order,
    )  # fmt: skip


def advice_of(lines: int, items: int) -> RemittanceAdvice:
    """Lines that name open items all over the book, spelled in four ways."""
    step = items // lines
    spelled = ("INV-2025-{0:07d}", "inv 2025/{0:07d}", "2025-{0:07d}", "Invoice INV2025{0:07d}")
    numbers = [n - n % 3 + 1 for n in range(0, step * lines, step)]
    named = (AdviceLine(spelled[k % 4].format(n), amount_of(n)) for k, n in enumerate(numbers))
    own = tuple(named)
    return RemittanceAdvice((AdvicePayment(sum(line.net for line in own), "EUR", own, PAID, "P1"),))


def page_of(advice: RemittanceAdvice) -> list[str]:
    """The lines of text that such an advice prints."""
    lines = enumerate(advice.lines)
    return [f"{k} {line.reference} 02.01.2025 {line.net} 0,00 {line.net} 77{k:06d} EUR" for k, line in lines]


def match_once(ledger: Ledger, advice: RemittanceAdvice) -> float:
    """Seconds from the page's texts to the decision."""
    texts = page_of(advice)
    with ledger.read() as connection:
        started = time.perf_counter()
        lookup = ItemLookup(LedgerBook(connection), PAYER.customer_ids)
        lookup.expect(texts)
        recognised = sum(lookup.knows(line.reference) for line in advice.lines)
        facts = ApplicationFacts(advice, SenderVerdict(), PAYER, lookup.items_of(advice))
        decision = decide(facts, CashApplicationPolicy())
        seconds = time.perf_counter() - started
    assert recognised == len(advice.lines)
    assert isinstance(decision, Apply), decision
    return seconds


def measure(url: str, items: int, lines: int) -> list[float]:
    ledger = fresh_ledger(url)
    with ledger.write() as connection:
        fill(connection, items)
    advice = advice_of(lines, items)
    seconds = [match_once(ledger, advice) for _ in range(RUNS)]
    ledger.engine.dispose()
    return seconds


@contextmanager
def databases(count: int) -> Iterator[dict[str, list[str]]]:
    """Fresh databases of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"sqlite": [f"sqlite:///{Path(folder)}/{n}.db" for n in range(count)]}
        try:
            server = Postgres()
        except ServerMissing as missing:
            print(f"postgresql: not measured, {missing}", file=sys.stderr)
            yield found
            return
        with server:
            yield found | {"postgresql": [server.url(server.create_database()) for _ in range(count)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--lines", type=int, default=1_000)
    arguments = parser.parse_args()
    table = Table("database", "items", "median s", "worst s", "of the first", title=f"{arguments.lines} lines")
    with databases(len(arguments.items)) as found:
        for kind, urls in found.items():
            first = 0.0
            for url, items in zip(urls, arguments.items, strict=True):
                seconds = measure(url, items, arguments.lines)
                median = statistics.median(seconds)
                first = first or median
                row = (f"{items:,}", f"{median:.3f}", f"{max(seconds):.3f}", f"{median / first:.2f} x")
                table.add_row(kind, *row)
    Console().print(table)


if __name__ == "__main__":
    main()
