"""Planning a dunning run, as a ratio to a bare loop in the same run.

    .venv/bin/python -m tests.bench.dunning_plan [--items 100000] [--rounds 3]

The peer loads the same rows in the same batches and writes one outbox row and one journal row per account and one item
row per open item with bare Core (PostgreSQL: COPY): no decision, no hash chain, no facts kept. Best of the rounds.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert, select

from tests.bench.overdue_book import TODAY, empty, fill, fresh_ledger, occasion, policy
from tests.servers.postgres import Postgres
from workers.dunning.run import BATCH, run
from workers.ledger.schema import accounts, contacts, customers, journal, message_items, messages, open_items
from workers.ledger.sql.bulk import insert_rows
from workers.ledger.unit_of_work import Ledger

WRITTEN = ("message_items", "messages", "journal", "journal_sources", "episodes", "controls", "id_blocks")


@dataclass(frozen=True)
class Figures:
    """Seconds of one database at one size."""

    database: str
    items: int
    bare: float
    full: float
    again: float


def bare_loop(ledger: Ledger) -> None:
    """The least that any program with these tables must do."""
    after, first = 0, 1
    while True:
        with ledger.write() as connection:
            page = select(accounts.c.id).where(accounts.c.id > after).order_by(accounts.c.id).limit(BATCH)
            ids = list(connection.scalars(page))
            if not ids:
                return
            loaded = _load(connection, ids)
            _write(connection, loaded, first)
        after, first = ids[-1], first + len(ids)


def _load(connection: Connection, ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    joined = select(accounts, customers).join(customers, customers.c.id == accounts.c.customer_id)
    people = connection.execute(joined.where(accounts.c.id.in_(ids))).all()
    reached = select(contacts).where(contacts.c.customer_id.in_([row.customer_id for row in people]))
    connection.execute(reached).all()
    of_accounts = select(open_items).where(open_items.c.account_id.in_(ids), open_items.c.open_minor != 0)
    items: dict[int, list[tuple[int, int]]] = {number: [] for number in ids}
    for row in connection.execute(of_accounts):
        items[row.account_id].append((row.id, row.open_minor))
    return items


def _write(connection: Connection, loaded: dict[int, list[tuple[int, int]]], first: int) -> None:
    now = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    plain = {
        "entity": "default", "currency": "EUR", "purpose": "dunning", "subject": "episode 1 level 1", "occurrence": 1,
        "channel": "email", "recipient": "ap@customer.example", "template": "friendly_reminder", "language": "en",
        "payload": "{}", "level": 1, "policy_hash": "", "planned_at": now, "planned_on": TODAY, "state": "planned",
        "not_before": now,
    }  # fmt: skip
    entry = {
        "seq": 1, "at": now, "business_date": TODAY, "kind": "planned", "actor": "robot", "policy_hash": "",
        "data": "{}", "previous_hash": "", "hash": "",
    }  # fmt: skip
    numbered = list(enumerate(loaded, start=first))
    sent = [{**plain, "id": n, "key": f"k{n}", "account_id": account} for n, account in numbered]
    noted = [{**entry, "stream": f"a{account}", "account_id": account} for account in loaded]
    listed = [
        {"message_id": n, "open_item_id": item, "open_minor": amount, "days_overdue": 10}
        for n, account in numbered
        for item, amount in loaded[account]
    ]
    for table, rows in ((messages, sent), (journal, noted), (message_items, listed)):
        if connection.dialect.name == "sqlite":
            connection.execute(insert(table), rows)
        else:
            insert_rows(connection, table, tuple(rows[0]), [tuple(row.values()) for row in rows])


def measure(ledger: Ledger, items: int, rounds: int) -> Figures:
    """Best of some rounds, each over the same book from the same state."""
    current = policy()
    empty(ledger)
    with ledger.write() as connection:
        fill(connection, items)
    bare, full, again = [], [], []
    for _ in range(rounds):
        bare.append(_timed(lambda: bare_loop(ledger)))
        _reset(ledger)
        full.append(_timed(lambda: run(ledger, current, occasion(current))))
        again.append(_timed(lambda: run(ledger, current, occasion(current))))
        _reset(ledger)
    return Figures(ledger.engine.dialect.name, items, min(bare), min(full), min(again))


def _reset(ledger: Ledger) -> None:
    empty(ledger, *WRITTEN)
    with ledger.write() as connection:
        connection.execute(accounts.update().values(journal_seq=0, journal_head="", look_again_on=None))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(figures: list[Figures]) -> None:
    table = Table(title="Planning a dunning run")
    for heading in ("database", "open items", "bare loop s", "run s", "run : bare (<= 3)", "re-run : run (<= 0.25)"):
        table.add_column(heading, justify="right")
    for f in figures:
        shown = (f"{f.items:,}", f"{f.bare:.2f}", f"{f.full:.2f}", f"{f.full / f.bare:.2f}", f"{f.again / f.full:.3f}")
        table.add_row(f.database, *shown)
    console = Console()
    console.print(table)
    for small, large in zip(figures[::2], figures[1::2], strict=True):
        grown = f"{large.full / small.full:.1f} x the time of {small.items:,}"
        console.print(f"{large.database}: {large.items:,} items take {grown} (<= 12)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"peak memory of this process, filling and bare loop included: {peak:.0f} MB (< 400)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    figures: list[Figures] = []
    with TemporaryDirectory() as folder, Postgres(durable=True) as server:
        for url in (f"sqlite:///{Path(folder) / 'bench.sqlite'}", server.url(server.create_database())):
            ledger = fresh_ledger(url)
            figures += [measure(ledger, items, chosen.rounds) for items in (chosen.items // 10, chosen.items)]
            ledger.engine.dispose()
    report(figures)


if __name__ == "__main__":
    main()
