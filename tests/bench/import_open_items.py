"""Prints how long an import of open items takes against a bare loop that bulk-inserts the same rows with Core.

    python -m tests.bench.import_open_items [--rows 100000] [--database URL]

Without ``--database`` it measures SQLite and, where its programs are found, a PostgreSQL of its own. The bound is 12.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert, text

from tests.open_items_file import OPTIONS, csv_text, item, occasion
from tests.servers.launcher import ServerMissing
from tests.servers.postgres import Postgres
from workers.ledger.importing import import_open_items
from workers.ledger.migrate import migrate
from workers.ledger.schema import accounts, customers, metadata, open_items
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.receivables.money import to_minor

BOUND = 12
_ITEMS_PER_CUSTOMER = 5


def write_book(file: Path, rows: int) -> None:
    """``rows`` invoices of a fifth as many customers."""
    customer_count = max(rows // _ITEMS_PER_CUSTOMER, 1)
    lines = (_row(number, number % customer_count) for number in range(rows))
    file.write_text(csv_text(lines), encoding="utf-8")


def _row(number: int, customer: int) -> dict[str, str]:
    return item(
        f"INV-2026-{number:06}",
        customer_id=f"C{customer:06}",
        customer_name=f"Customer {customer} GmbH",
        customer_email=f"ap@customer{customer}.example",
        customer_phone=f"+49 89 {1000000 + customer}",
        po_number=f"PO-{number}",
        due_date=f"2026-{number % 9 + 2:02}-{number % 28 + 1:02}",
        amount=f"{100 + number % 5000}.50",
        discount_terms="2/10 net 30",
    )


def bare_loop(ledger: Ledger, file: Path) -> None:
    """What anybody would write first: read the CSV, and insert its rows in one go. One account stands for all."""
    with ledger.write() as connection:
        connection.execute(insert(customers).values(id="C", name="C", name_key="c"))
        connection.execute(insert(accounts).values(id=1, entity="north", customer_id="C"))
        with file.open(encoding="utf-8", newline="") as source:
            connection.execute(insert(open_items), [_values(row) for row in csv.DictReader(source)])


def _values(row: dict[str, str]) -> dict[str, Any]:
    return {
        "account_id": 1,
        "entity": "north",
        "system": "erp",
        "document_type": row["document_type"],
        "document_number": row["document_number"],
        "po_number": row["po_number"],
        "issue_date": date.fromisoformat(row["issue_date"]),
        "due_date": date.fromisoformat(row["due_date"]),
        "currency": row["currency"],
        "original_minor": to_minor(row["amount"], row["currency"]),
        "open_minor": to_minor(row["open_amount"], row["currency"]),
        "reported_open_minor": to_minor(row["open_amount"], row["currency"]),
        "discount_terms": row["discount_terms"],
        "canonical_key": row["document_number"],
    }


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def measure(url: str, file: Path) -> dict[str, float]:
    """Seconds of the bare loop, of a first import, and of the same file again."""
    ledger = open_ledger(url)
    migrate(ledger)
    bare = seconds(lambda: bare_loop(ledger, file))
    _empty(ledger)
    first = seconds(lambda: import_open_items(ledger, file, OPTIONS, occasion()))
    again = seconds(lambda: import_open_items(ledger, file, OPTIONS, occasion()))
    ledger.engine.dispose()
    return {"bare": bare, "first": first, "again": again}


def _empty(ledger: Ledger) -> None:
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    if not ledger.is_sqlite:
        with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def databases(folder: Path, chosen: str) -> Iterator[dict[str, str]]:
    if chosen:
        yield {chosen.partition(":")[0]: chosen}
        return
    found = {"sqlite": f"sqlite:///{folder / 'bench.sqlite'}"}
    try:
        server = Postgres(durable=True)
    except ServerMissing as missing:
        print(f"postgresql: not measured, {missing}", file=sys.stderr)
        yield found
        return
    with server:
        yield found | {"postgresql": server.url(server.create_database())}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", default="")
    arguments = parser.parse_args()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name, databases(Path(name), arguments.database) as found:
        file = Path(name) / "open_items.csv"
        write_book(file, arguments.rows)
        for database, url in found.items():
            took = measure(url, file)
            ratio = took["first"] / took["bare"]
            slowest = max(slowest, ratio, took["again"] / took["bare"])
            print(
                f"{database}: {arguments.rows} rows, bare loop {took['bare']:.1f} s, import {took['first']:.1f} s,"
                f" ratio {ratio:.1f} (at most {BOUND}); the same file again {took['again']:.1f} s"
            )
    return 0 if slowest <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
