"""Laws 3, 4, 5 and 7 over random ladders, books, and histories of payments, credits, holds, promises and edits.

The real run and the real dispatch work on a real ledger; `verify` judges, and beside it a judge that shares no code
with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from tests.dunned_book import DunnedBook
from tests.ladder_histories import Life, Step, accounts_of_book, ladders, steps
from workers.dunning.hints import check_hints
from workers.ledger.laws import Replays, verify
from workers.ledger.migrate import migrate
from workers.ledger.schema import messages, metadata
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.policy.ladder import Ladder

_LAWS = (3, 4, 5, 7)


@pytest.fixture
def ledger(tmp_path: Any) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'laws.sqlite'}")
    migrate(opened)
    yield opened
    opened.engine.dispose()


def fresh_life(ledger: Ledger) -> Life:
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return Life(DunnedBook(ledger))


def broken_laws(book: DunnedBook) -> list[str]:
    laws = verify(book.ledger, Replays(), book.occasion())
    return [f"law {law.n}: {v.subject} {v.what}" for law in laws if law.n in _LAWS for v in law.violations]


def hurried(book: DunnedBook) -> list[tuple[Any, Any]]:
    """Two notices to one account in one currency within a day, or out of order, as the rows have it."""
    c = messages.c
    columns = (c.account_id, c.currency, c.episode_id, c.level_name, c.occurrence)
    query = select(*columns, c.planned_on, c.handed_over_on).where(c.state.in_(("handed_over", "delivered")))
    with book.ledger.read() as connection:
        rows = connection.execute(query.order_by(c.account_id, c.currency, c.planned_on, c.id)).all()
    found = []
    for _, notices in groupby(rows, lambda row: (row.account_id, row.currency)):
        for one, next_one in pairwise(notices):
            if one[:5] != next_one[:5] and next_one.planned_on <= one.handed_over_on:
                found.append((one, next_one))
    return found


@settings(
    max_examples=30,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(ladders(), accounts_of_book, steps)
def test_no_history_breaks_a_law_of_dunning(
    ledger: Ledger, ladder: Ladder, book: Sequence[tuple[str, Sequence[tuple[int, int, str]]]], history: list[Step]
) -> None:
    life = fresh_life(ledger)
    life.climb(ladder)
    for number, (country, invoices) in enumerate(book, start=1):
        account_id = life.book.customer(f"C{number}", days_overdue=(), country=country)
        for invoice in invoices:
            life.invoice(account_id, *invoice)
    for step in (*history, ("days", 3)):
        life.play(step)
        with ledger.read() as connection:
            assert check_hints(connection, life.book.policy, life.book.today)[1] == []
    assert broken_laws(life.book) == []
    assert hurried(life.book) == []
