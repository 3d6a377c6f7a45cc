"""Statements roll under any history: opening + movements = closing = what is open, and the next opens where one closed.

A statement that was given is given again to the cent, whatever is booked later.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cash_book import DAY, CashBook, received, refusals_allowed
from workers.ledger.book.movements import Key, load_figures
from workers.ledger.schema import accounts, metadata
from workers.ledger.unit_of_work import Ledger
from workers.receivables.period_statement import Figures

PARENT, CHILD = "C1", "C2"
ITEMS = {"INV-1": 10000, "INV-2": 5000, "CM-1": -2000, "KID-1": 7300, "KID-2": 2500}
OWNERS = {number: CHILD if number.startswith("KID") else PARENT for number in ITEMS}
SPAN = timedelta(days=5)
Step = tuple[str, Any]


amounts = st.sampled_from((2500, 5000, 7300, 10000))
shares = st.dictionaries(
    st.sampled_from(sorted(ITEMS)), st.tuples(amounts, st.sampled_from((0, 50)), st.sampled_from((0, 20))), min_size=1,
    max_size=3,
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.one_of(
            st.tuples(st.just("advice"), st.tuples(shares, st.sampled_from((PARENT, CHILD)))),
            st.tuples(st.just("bank"), st.tuples(amounts, st.sampled_from(("INV-1", "KID-1", "", "")))),
            st.tuples(st.just("reverse"), st.integers(0, 3)),
            st.tuples(st.just("item"), amounts),
            st.tuples(st.just("expire"), st.none()),
        ),
    ),
    max_size=10,
)


def fresh_book(ledger: Ledger) -> CashBook:
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    book = CashBook(ledger)
    book.customer(PARENT)
    book.customer(CHILD, "Adler Tochter GmbH", parent=PARENT)
    for number, amount in ITEMS.items():
        book.item(number, amount, OWNERS[number])
    return book


def play(book: CashBook, step: Step, day: date, number: int) -> None:
    """Carry out one step; one that the ledger refuses changes nothing."""
    with refusals_allowed():
        match step:
            case ("advice", (wanted, payer)):
                signed = {n: (-c, -d, -w) if ITEMS[n] < 0 else (c, d, w) for n, (c, d, w) in wanted.items()}
                if sum(cash for cash, _, _ in signed.values()) >= 0:
                    book.advice(signed, "", day, payer, "anna")
            case ("bank", (amount, reference)):
                book.bank(received(amount, reference, day=day), day=day)
            case ("reverse", which):
                for payment in book.payments()[which : which + 1]:
                    book.reverse(payment.id, "anna", day)
            case ("item", amount) if day == DAY:
                book.item(f"NEW-{number}", amount)
            case ("expire", _):
                book.expire(day)


def given_on(ledger: Ledger, first: date) -> dict[Key, Figures]:
    with ledger.read() as connection:
        ids = list(connection.scalars(select(accounts.c.id)))
        return load_figures(connection, ids, first, first + SPAN - timedelta(days=1))


def run_rolling(ledger: Ledger, sequence: list[tuple[int, Step]]) -> None:
    book, day, first = fresh_book(ledger), DAY, DAY
    given_then: list[dict[Key, Figures]] = []
    for number, (gap, step) in enumerate([*sequence, (SPAN.days, ("expire", None))]):
        day += timedelta(days=gap)
        while first + SPAN <= day:
            given_then.append(given_on(ledger, first))
            first += SPAN
        play(book, step, day, number)
    before: dict[Key, Figures] = {}
    for position, then in enumerate(given_then):
        now = given_on(ledger, DAY + position * SPAN)
        assert now == then
        for key, figures in now.items():
            assert figures.opening == (before[key].closing if key in before else 0)
            assert figures.opening + sum(m.amount for m in figures.movements) == figures.closing
        assert before.keys() <= now.keys()
        before = now
    with ledger.read() as connection:
        last = load_figures(connection, list(connection.scalars(select(accounts.c.id))), first, day)
    assert sum(figures.closing for figures in last.values()) == _owed(book)


def _owed(book: CashBook) -> int:
    """By the rows' own figures: open items less cash on account."""
    return sum(book.open(number) for number in book.item_ids) - sum(p.on_account_minor for p in book.payments())


_relaxed = settings(
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(_relaxed, max_examples=8)
@given(sequence=steps)
def test_statements_roll_under_any_history(ledger: Ledger, sequence: list[tuple[int, Step]]) -> None:
    run_rolling(ledger, sequence)


@pytest.mark.slow
@settings(_relaxed, max_examples=60)
@given(sequence=steps)
def test_statements_roll_under_very_many_histories(ledger: Ledger, sequence: list[tuple[int, Step]]) -> None:
    run_rolling(ledger, sequence)
