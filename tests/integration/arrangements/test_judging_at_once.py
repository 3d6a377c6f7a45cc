"""Judging by several workers at once, and once more: nobody judges twice, and nobody meets half a judgement."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.arranged_book import ArrangedBook
from tests.disputed_book import DEBT, item_of
from workers.arrangements import ending
from workers.errors import UserError
from workers.ledger.schema import holds, journal

WORKERS = 3


def counted(book: ArrangedBook, kind: str) -> int:
    with book.ledger.read() as connection:
        return connection.scalar(select(func.count()).select_from(journal).where(journal.c.kind == kind)) or 0


def test_several_workers_judge_each_plan_once(book: ArrangedBook) -> None:
    accounts = [book.customer(f"C{n}", days_overdue=()) for n in range(4)]
    items = {account: book.item(account, f"INV-{account}", 10, DEBT) for account in accounts}
    for account in accounts:
        book.arrange(account)
    for account in accounts[:1]:
        book.pay(account, {items[account]: DEBT})
    book.pass_days(10)
    start = Barrier(WORKERS)

    def judge() -> Counter[str]:
        start.wait()
        return book.judge()

    with ThreadPoolExecutor(WORKERS) as pool:
        done = sum((future.result() for future in [pool.submit(judge) for _ in range(WORKERS)]), Counter())
    assert done == {"kept": 1, "broken": 3}
    assert (counted(book, "arrangement.kept"), counted(book, "arrangement.broken")) == (1, 3)
    assert book.judge() == {}


def test_two_people_who_accept_at_once_silence_it_once(book: ArrangedBook) -> None:
    account, _ = item_of(book)
    proposed = book.propose(account)
    start = Barrier(2)

    def accept(who: str) -> str:
        start.wait()
        try:
            return book.accept(proposed, by=who).state
        except UserError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(accept, ("ann", "bob")))
    assert said == ["accepted", "plan 1 is accepted, not proposed"]
    with book.ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(holds)) == 1


def test_a_worker_that_dies_while_judging_leaves_nothing_behind(
    sqlite_book: ArrangedBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, _ = item_of(sqlite_book)
    plan = sqlite_book.arrange(account)
    sqlite_book.pass_days(10)

    def end_and_die(*told: Any, **more: Any) -> None:
        ending.end(*told, **more)
        raise SystemExit("killed")

    monkeypatch.setattr("workers.arrangements.judging.end", end_and_die)
    with pytest.raises(SystemExit):
        sqlite_book.judge()
    assert (sqlite_book.state_of(plan), counted(sqlite_book, "arrangement.broken")) == ("accepted", 0)
    monkeypatch.undo()
    sqlite_book.run_day()
    assert (sqlite_book.state_of(plan), sqlite_book.asked()) == ("broken", [DEBT])
