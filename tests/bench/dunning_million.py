"""A million open items on PostgreSQL, planned by two worker processes that share the run span by span.

    .venv/bin/python -m tests.bench.dunning_million [--items 1000000]

Printed in one run: the time of a tenth of the book and of the whole, each by two processes; the most memory one of them
took; and a day on which nothing is due, as a share of the day on which all is.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table
from sqlalchemy import text, update

from tests.bench.overdue_book import TODAY, fill, fresh_ledger, occasion, policy
from tests.bench.worker_processes import WORKERS, most_kilobytes, run_together, wait_for_go
from tests.servers.postgres import Postgres
from tests.waiting import wait_until
from workers.dunning.share import take_part
from workers.errors import TransientError
from workers.ledger.schema import open_items
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.policy.policy_set import PolicySet
from workers.receivables.calendar import is_business_day
from workers.receivables.occasion import Occasion


def work(url: str, day: str) -> None:
    """What one worker process does; it prints the kilobytes it took at most."""
    ledger, current = open_ledger(url), policy()
    on = date.fromisoformat(day)
    moment = occasion(current)
    moment = replace(moment, business_date=on, at=moment.at + (on - TODAY))
    is_business_day(TODAY, "GB")
    wait_for_go()
    wait_until(lambda: _took_part(ledger, current, moment), "the run to be opened by the other worker")
    print(most_kilobytes())


def _took_part(ledger: Ledger, current: PolicySet, moment: Occasion) -> bool:
    """False while another worker opens the run: the broker gives the message of such a worker again."""
    try:
        take_part(ledger, current, moment, everything=False)
    except TransientError:
        return False
    return True


def run_day(url: str, day: date) -> tuple[float, int]:
    """Seconds of a day's run by all workers, and the most kilobytes that one of them took."""
    seconds, printed = run_together("tests.bench.dunning_million", (url, day.isoformat()))
    return seconds, max(int(line) for line in printed)


def filled(server: Postgres, items: int) -> tuple[str, Ledger]:
    url = server.url(server.create_database())
    ledger = fresh_ledger(url)
    with ledger.write() as connection:
        fill(connection, items)
    _analyze(ledger)
    return url, ledger


def _analyze(ledger: Ledger) -> None:
    """What autovacuum does meanwhile in a database that lives."""
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def nothing_due(ledger: Ledger) -> None:
    """All debts move a year ahead, so that on the next day nobody is due and no hint says so."""
    with ledger.write() as connection:
        connection.execute(update(open_items).values(due_date=TODAY + timedelta(days=365)))
        connection.execute(text("UPDATE episodes SET closed_on = :day"), {"day": TODAY})
        connection.execute(text("UPDATE accounts SET look_again_on = NULL"))
    _analyze(ledger)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--work", nargs=2, metavar=("URL", "DAY"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(*chosen.work)
        return
    table = Table(title=f"Planning {chosen.items:,} open items by {WORKERS} processes, PostgreSQL")
    for heading in ("", "seconds", "goal"):
        table.add_column(heading, justify="right")
    with Postgres() as server:
        url, ledger = filled(server, chosen.items // 10)
        tenth, _ = run_day(url, TODAY)
        ledger.engine.dispose()
        url, ledger = filled(server, chosen.items)
        whole, kilobytes = run_day(url, TODAY)
        nothing_due(ledger)
        idle, _ = run_day(url, TODAY + timedelta(days=1))
        ledger.engine.dispose()
    table.add_row("a tenth of them", f"{tenth:.1f}", "")
    table.add_row("all", f"{whole:.1f}", "")
    table.add_row("all : a tenth", f"{whole / tenth:.1f}", "<= 12")
    table.add_row("nothing due : all due", f"{idle / whole:.3f}", "<= 0.05")
    table.add_row("MB of one process", f"{kilobytes / 1024:.0f}", "< 400")
    Console().print(table)


if __name__ == "__main__":
    main()
