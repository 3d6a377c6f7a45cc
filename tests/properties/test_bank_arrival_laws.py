"""Advices, bank lines, sums and returns in any order end in the same ledger; what comes again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cash_book import TERMS, CashBook, after, on, received
from workers.ledger.laws import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.schema import applications, bank_lines, entries, metadata, open_items, payments, postings
from workers.ledger.unit_of_work import Ledger
from workers.remittance.bank.statement import StatementLine

MONEY = (payments, applications, entries, postings, open_items, bank_lines)
TERMS_OF_CHARGES = replace(TERMS, charges_at_most={"EUR": 100})
Step = Callable[[CashBook], object]
_relaxed = settings(
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Deal:
    """One payer's dealings about items of its own; ``kind`` says which of them are announced, summed or sent back."""

    number: int
    kind: str

    @property
    def items(self) -> tuple[str, str]:
        return f"INV-{self.number}01", f"INV-{self.number}02"

    @property
    def amounts(self) -> tuple[int, int]:
        return 10000 + 1700 * self.number, 5000 + 310 * self.number

    def open_book(self, book: CashBook) -> None:
        book.customer(f"C-{self.number}00{self.number}", f"Customer {self.number} Holding")
        for item, amount in zip(self.items, self.amounts, strict=True):
            book.item(item, amount, self.customer)

    @property
    def customer(self) -> str:
        return f"C-{self.number}00{self.number}"

    def steps(self) -> list[Step]:
        one, two = self.items
        first, second = self.amounts
        reference = f"PAY-{self.number}77"
        match self.kind:
            case "named":
                return [self._line(first, one)]
            case "announced":
                return [self._advice({one: first - 20}, reference, 20), self._line(first - 20, reference)]
            case "returned":
                pay, back = self._line(first, reference, f"E2E-{self.number}99"), self._back(first)
                return [self._advice({one: first}, reference, 0), pay, back]
            case "one line":
                other = f"PAY-{self.number}78"
                line = self._line(first + second, f"{reference} {other}")
                return [self._advice({one: first}, reference, 0), self._advice({two: second}, other, 0), line]
            case "batch":
                details = [self._part(first, one), self._part(second, two)]
                return [self._import(self._part(first + second, "batch")), self._import(*details)]
            case "charged":
                came = replace(received(first - 80, reference, self._said, after(1)), charges=60)
                return [self._advice({one: first - 20}, reference, 20), self._import(came)]
            case _:
                both = self._advice({one: first, two: second}, reference, 0)
                return [both, self._line(first - 500, f"{reference} a"), self._line(second + 500, f"{reference} b")]

    def _advice(self, cash: dict[str, int], reference: str, discount: int) -> Step:
        shares = {number: (amount, discount, 0) for number, amount in cash.items()}
        return lambda book: book.advice(shares, reference, payer=self.customer)

    def _part(self, amount: int, text: str) -> StatementLine:
        """A line of a booking that came as one sum, or as two details."""
        payer = "" if text == "batch" else self._said
        whole = {"entry": f"B-{self.number}", "entry_amount": sum(self.amounts)}
        return replace(received(amount, text, payer, after(1)), **whole)  # type: ignore[arg-type]

    def _import(self, *lines: StatementLine) -> Step:
        return lambda book: book.bank(*lines, day=after(1))

    @property
    def _said(self) -> str:
        return f"Customer {self.number} Holding"

    def _line(self, amount: int, text: str, end_to_end: str = "") -> Step:
        line = replace(received(amount, text, self._said, after(1)), end_to_end=end_to_end)
        return lambda book: book.bank(line, day=after(1))

    def _back(self, amount: int) -> Step:
        line = StatementLine(after(3), -amount, "EUR", "", "", end_to_end=f"E2E-{self.number}99", nature="return")
        return lambda book: book.bank(line, day=after(3))


@pytest.fixture
def ledger(sqlite_ledger: Ledger) -> Ledger:
    """No database decides what the matching finds."""
    return sqlite_ledger


def play(ledger: Ledger, deals: Sequence[Deal], order: Sequence[int]) -> CashBook:
    """A fresh book after all steps of the deals, in an order."""
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    book = CashBook(ledger, TERMS_OF_CHARGES)
    for deal in deals:
        deal.open_book(book)
    steps = [step for deal in deals for step in deal.steps()]
    for index in order:
        steps[index](book)
    return book


def outcome(book: CashBook) -> dict[str, Any]:
    """What must not depend on the order: balances, open amounts, states of advices, cases that wait."""
    opened = {number: book.open(number) for number in book.item_ids}
    return {
        "balances": book.balances(),
        "open": opened,
        "advices": sorted(book.advice_states()),
        "cases": sorted(book.cases()),
    }


def money(book: CashBook) -> list[Any]:
    with book.ledger.read() as connection:
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in MONEY]


kinds = st.sampled_from(("named", "announced", "returned", "one line", "two lines", "batch", "charged"))
deals = st.lists(kinds, min_size=1, max_size=3).map(lambda ks: [Deal(n, kind) for n, kind in enumerate(ks, start=1)])


def run_any_order(ledger: Ledger, made: Sequence[Deal], data: st.DataObject) -> None:
    count = sum(len(deal.steps()) for deal in made)
    expected = outcome(play(ledger, made, range(count)))
    order = data.draw(st.permutations(range(count)))
    book = play(ledger, made, order)
    assert outcome(book) == expected
    book.check_laws()
    for law in verify(book.ledger, Replays(), on()):
        assert not law.violations, law


def run_again(ledger: Ledger, made: Sequence[Deal], data: st.DataObject) -> None:
    """Lines come again, from any part of what came before: they are known, and no row moves."""
    count = sum(len(deal.steps()) for deal in made)
    book = play(ledger, made, range(count))
    before = money(book)
    steps = [step for deal in made for step in deal.steps() if "_advice" not in step.__qualname__]
    first = data.draw(st.integers(0, len(steps) - 1))
    for step in steps[first:]:
        step(book)
    assert money(book) == before


@settings(_relaxed, max_examples=4)
@given(made=deals, data=st.data())
def test_the_order_of_advices_lines_and_returns_does_not_matter(
    ledger: Ledger, made: list[Deal], data: st.DataObject
) -> None:
    run_any_order(ledger, made, data)


@pytest.mark.slow
@settings(_relaxed, max_examples=40)
@given(made=deals, data=st.data())
def test_no_order_of_advices_lines_and_returns_matters(ledger: Ledger, made: list[Deal], data: st.DataObject) -> None:
    run_any_order(ledger, made, data)


@settings(_relaxed, max_examples=3)
@given(made=deals, data=st.data())
def test_lines_that_come_again_move_nothing(ledger: Ledger, made: list[Deal], data: st.DataObject) -> None:
    run_again(ledger, made, data)


@pytest.mark.slow
@settings(_relaxed, max_examples=20)
@given(made=deals, data=st.data())
def test_no_line_that_comes_again_moves_anything(ledger: Ledger, made: list[Deal], data: st.DataObject) -> None:
    run_again(ledger, made, data)
