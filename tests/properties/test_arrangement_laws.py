"""Random histories of plans, settlements, payments, payments taken back and days: no law is ever broken.

The robot's own functions work on a real ledger; `verify` judges, with every decision taken again.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from tests.arranged_book import ArrangedBook
from tests.disputed_book import hear_laws
from workers.errors import UserError
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.schema import arrangement_items, metadata, open_items
from workers.ledger.unit_of_work import Ledger
from workers.receivables.arrangement import RUNNING, Arrangement

STEPS = 25


class History:
    """One random life of a book of two customers."""

    def __init__(self, book: ArrangedBook, seed: int) -> None:
        self.book, self.dice, self.seen = book, Random(seed), Counter[str]()
        self.accounts = [book.customer(f"C{n}", days_overdue=(), segment="key") for n in (1, 2)]
        for n, account in enumerate(self.accounts):
            for m in range(2):
                book.item(account, f"INV-{n}{m}", self.dice.randint(1, 120), self.dice.randint(100_00, 900_00))

    def live(self) -> None:
        for _ in range(STEPS):
            step = self.dice.choice((self.propose, self.offer, self.answer, self.answer, self.pay, self.pay, self.day))
            with suppress(UserError):
                step(self.dice.choice(self.accounts))
                self.seen[step.__name__] += 1
        self.book.run_day()

    def propose(self, account: int) -> None:
        self.book.propose(account, self.dice.randint(2, 4))

    def offer(self, account: int) -> None:
        self.book.offer(account, self.dice.choice((None, self.dice.randint(1, 1_000_00))))

    def answer(self, account: int) -> None:
        waiting = [found for found in self.arrangements() if (found.account_id, found.state) == (account, "proposed")]
        for found in waiting:
            if found.kind == "plan" or self.dice.randrange(2):
                self.book.accept(found)
            else:
                self.book.counter(found, self.dice.randint(1, found.balance))

    def pay(self, account: int) -> None:
        if not self.dice.randrange(6):
            self.book.take_back_all(account)
            return
        c = open_items.c
        with self.book.ledger.read() as connection:
            own = select(c.id, c.open_minor).where(c.account_id == account, c.open_minor > 0)
            for item, still in connection.execute(own).all()[:1]:
                self.book.pay(account, {item: self.dice.choice((still, still, self.dice.randint(1, still)))})

    def day(self, _account: int) -> None:
        self.book.pass_days(self.dice.randint(1, 12))
        self.book.run_day()

    def arrangements(self) -> list[Arrangement]:
        with self.book.ledger.read() as connection:
            return find_arrangements(connection)

    def check(self) -> None:
        assert hear_laws(self.book) == []
        for found in self.arrangements():
            assert sum(part.amount for part in found.instalments) == found.agreed <= found.balance
            assert sum(item.amount for item in found.items) == found.balance
            if found.state in RUNNING:
                assert found.paid < found.agreed, "what is paid is judged"
        with self.book.ledger.read() as connection:
            c = arrangement_items.c
            twice = select(c.open_item_id).where(c.live).group_by(c.open_item_id).having(func.count() > 1)
            assert connection.execute(twice).all() == []


def live_through(ledger: Ledger, folder: Path, seeds: range) -> Counter[str]:
    """How many arrangements ended in which state."""
    states: Counter[str] = Counter()
    for seed in seeds:
        with ledger.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        history = History(ArrangedBook(ledger, folder), seed)
        history.live()
        history.check()
        states.update(found.state for found in history.arrangements())
    return states


def test_no_history_of_arrangements_breaks_a_law(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    assert live_through(sqlite_ledger, tmp_path, range(12, 13))["kept"]


@pytest.mark.slow
def test_no_history_of_many_arrangements_breaks_a_law(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    states = live_through(sqlite_ledger, tmp_path, range(1, 30))
    assert {"kept", "broken", "expired", "cancelled"} <= set(states), states
