"""How long the console's pages take over 200,000 accounts, 1,000,000 open items and 202,000 cases, 2,000 unresolved.

Run by hand: ``python -m tests.bench.console_million [DATABASE_URL]`` (an empty database; a SQLite file when left out).
Prints median and 95th percentile per page, and the median as a ratio to `SELECT 1` on the same database.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, insert, text

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from workers.ledger.migrate import migrate
from workers.ledger.schema import accounts, cases, customers, open_items
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.receivables.customer import name_key

_ACCOUNTS, _ITEMS_EACH, _BATCH = 200_000, 5, 20_000
_CASES, _UNRESOLVED = 202_000, 2_000
_KINDS = ("unclear_mail", "short_payment", "stale_feed")
_REQUESTS = 30
_PAGES = (
    "/queue",
    "/queue?kind=short_payment&age=late",
    "/cases/5",
    "/accounts/77",
    "/accounts/77/why",
    "/accounts?q=Customer%201234",
    "/receivables",
    "/operations",
    "/audit",
)


def main(url: str, home: Path) -> None:
    """Fill the database, then ask for every page."""
    ledger = open_ledger(url)
    migrate(ledger)
    with ConsoleRoom(DunnedBook(ledger), home) as room:
        with ledger.write() as connection:
            _fill(connection, room)
        browser = room.log_in("ann", "specialist", "admin")
        least, _ = _timed(lambda: _ask_nothing(ledger))
        print(f"{'SELECT 1':36} median {least:7.3f} ms")
        for page in _PAGES:
            middle, most = _timed(lambda page=page: browser.page(page))  # type: ignore[misc]
            print(f"{page:36} median {middle:7.1f} ms  p95 {most:7.1f} ms  x{middle / least:.0f}")


def _fill(connection: Connection, room: ConsoleRoom) -> None:
    today, now = room.book.today, room.robot.clock.now()
    for table, rows in (
        (customers, (_customer(n) for n in range(1, _ACCOUNTS + 1))),
        (accounts, ({"id": n, "entity": "default", "customer_id": f"C{n}"} for n in range(1, _ACCOUNTS + 1))),
        (open_items, (_item(today, n, k) for n in range(1, _ACCOUNTS + 1) for k in range(_ITEMS_EACH))),
        (cases, (_case(now, n) for n in range(_CASES))),
    ):
        for batch in _batches(rows):
            connection.execute(insert(table), batch)
    connection.execute(text("ANALYZE"))


def _customer(n: int) -> dict[str, Any]:
    name = f"Customer {n} Ltd"
    return {"id": f"C{n}", "name": name, "name_key": name_key(name)}


def _item(today: date, n: int, k: int) -> dict[str, Any]:
    due = today - timedelta(days=10 * k - 20)
    return {
        "account_id": n,
        "entity": "default",
        "system": "erp",
        "document_type": "invoice",
        "document_number": f"INV-{n}-{k}",
        "issue_date": due,
        "due_date": due,
        "currency": "EUR",
        "original_minor": 10_000,
        "open_minor": 10_000,
        "reported_open_minor": 10_000,
        "canonical_key": f"INV{n}{k}",
    }


def _case(now: datetime, n: int) -> dict[str, Any]:
    return {
        "kind": _KINDS[n % len(_KINDS)],
        "subject": f"case:{n}",
        "reason": "because of this and that",
        "account_id": n % _ACCOUNTS + 1,
        "priority": 40 + n % 50,
        "owner": "collections",
        "evidence": {},
        "state": "open" if n < _UNRESOLVED else "resolved",
        "opened_at": now,
        "opened_on": now.date(),
        "due_at": now + timedelta(hours=n % 300 - 200),
    }


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _ask_nothing(ledger: Ledger) -> None:
    with ledger.read() as connection:
        connection.execute(text("SELECT 1"))


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the first request, which compiles, is not counted."""
    ask()
    taken = []
    for _ in range(_REQUESTS):
        begun = perf_counter()
        ask()
        taken.append((perf_counter() - begun) * 1000)
    return median(taken), sorted(taken)[int(_REQUESTS * 0.95)]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        given = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/console.db"
        main(given, Path(folder))
