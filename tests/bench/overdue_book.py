"""A big book in which everything is overdue, filled in bulk, and the policy under which it may all be dunned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, text

from workers.ledger.migrate import migrate
from workers.ledger.schema import accounts, contacts, customers, metadata, open_items
from workers.ledger.sql.bulk import insert_rows
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 3, 3)
ITEMS_PER_ACCOUNT = 5


def fresh_ledger(url: str) -> Ledger:
    """A migrated database without rows."""
    ledger = open_ledger(url)
    migrate(ledger)
    return ledger


def empty(ledger: Ledger, *tables: str) -> None:
    """Remove the rows of these tables, or of all, so that the next measurement starts as the first one did."""
    children_first = [t.name for t in reversed(metadata.sorted_tables) if not tables or t.name in tables]
    with ledger.write() as connection:
        if ledger.is_sqlite:
            for name in children_first:
                connection.execute(text(f"DELETE FROM {name}"))
        else:
            connection.execute(text(f"TRUNCATE {', '.join(children_first)} RESTART IDENTITY CASCADE"))


def fill(connection: Connection, items: int) -> None:
    """``items`` open items of a fifth as many accounts, each 10 to 14 days overdue."""
    count = items // ITEMS_PER_ACCOUNT
    people = [(f"C{n}", f"Customer {n}", f"CUSTOMER{n}", "en" if n % 2 else "de") for n in range(1, count + 1)]
    insert_rows(connection, customers, ("id", "name", "name_key", "language"), people)
    rows = [{"id": n, "entity": "default", "customer_id": f"C{n}"} for n in range(1, count + 1)]
    connection.execute(insert(accounts), rows)
    clerks = [(f"C{n}", "ap_clerk", f"ap{n}@customer.example") for n in range(1, count + 1)]
    insert_rows(connection, contacts, ("customer_id", "role", "email"), clerks)
    columns = (
        "account_id", "entity", "system", "document_type", "document_number", "issue_date", "due_date", "currency",
        "original_minor", "open_minor", "reported_open_minor", "canonical_key",
    )  # fmt: skip
    insert_rows(connection, open_items, columns, [_item(n, k) for n in range(1, count + 1) for k in range(5)])


def _item(account: int, k: int) -> tuple[object, ...]:
    due, amount = TODAY - timedelta(days=10 + k), 10_000 + 37 * k
    number = f"INV-{account}-{k}"
    return (
        account, "default", "erp", "invoice", number, due - timedelta(days=30), due, "EUR", amount, amount, amount,
        f"INV{account}{k}",
    )  # fmt: skip


def policy() -> PolicySet:
    """The shipped policy, live, with bounds that let a whole book through and no feeds to wait for."""
    shipped = check_policy(ROOT / "config").usable()
    robot = shipped.robot
    bounds = replace(robot.bounds, notices=replace(robot.bounds.notices, at_least=10_000_000))
    segments = tuple(replace(segment, mode="live") for segment in robot.segments)
    return replace(shipped, robot=replace(robot, bounds=bounds, segments=segments, feeds={}))


def occasion(policy_set: PolicySet) -> Occasion:
    return Occasion(datetime(2026, 3, 3, 10, 0, tzinfo=UTC), TODAY, "robot", policy_set.hash)
