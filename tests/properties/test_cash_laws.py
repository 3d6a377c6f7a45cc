"""The laws of cash under any sequence of advices, bank lines, reversals and expiries, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cash_book import CashBook, after, on, received, refusals_allowed
from workers.ledger.laws import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.schema import advices, applications, bank_lines, entries, metadata, open_items, payments, postings
from workers.ledger.unit_of_work import Ledger

ITEMS = {"INV-1": 10000, "INV-2": 5000, "INV-3": 7300, "CM-1": -2000}
MONEY = (payments, applications, entries, postings, open_items, advices, bank_lines)
Step = tuple[str, Any]
_relaxed = settings(
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fresh_book(ledger: Ledger) -> CashBook:
    """Every example begins with the same four items and nothing else."""
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    book = CashBook(ledger)
    book.customer()
    for number, amount in ITEMS.items():
        book.item(number, amount)
    return book


def money(book: CashBook) -> list[Any]:
    """Every row that holds money or says what became of it."""
    with book.ledger.read() as connection:
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in MONEY]


amounts = st.sampled_from((1000, 2500, 5000, 7300, 10000))
days = st.integers(0, 20)
references = st.sampled_from(("", "PAY-1", "PAY-2"))
shares = st.dictionaries(
    st.sampled_from(sorted(ITEMS)),
    st.tuples(amounts, st.sampled_from((0, 50)), st.sampled_from((0, 20))),
    min_size=1,
    max_size=3,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("advice"), st.tuples(shares, references, days, st.sampled_from(("robot", "robot", "anna")))),
        st.tuples(st.just("bank"), st.tuples(amounts, st.sampled_from(("PAY-1", "INV-1", "INV-2", "")), days)),
        st.tuples(st.just("reverse"), st.tuples(st.integers(0, 3), st.sampled_from(("anna", "robot")))),
        st.tuples(st.just("expire"), days),
    ),
    max_size=9,
)


def play(book: CashBook, step: Step) -> None:
    """Carry out one step; one that the ledger refuses changes nothing."""
    with refusals_allowed():
        match step:
            case ("advice", (wanted, reference, day, actor)):
                signed = {n: (-c, -d, -w) if ITEMS[n] < 0 else (c, d, w) for n, (c, d, w) in wanted.items()}
                if sum(cash for cash, _, _ in signed.values()) >= 0:
                    book.advice(signed, reference, after(day), actor=actor)
            case ("bank", (amount, reference, day)):
                book.bank(received(amount, reference, day=after(day)), day=after(day))
            case ("reverse", (number, actor)):
                for payment in book.payments()[number : number + 1]:
                    book.reverse(payment.id, actor)
            case ("expire", day):
                book.expire(after(day))


def check(book: CashBook) -> None:
    book.check_laws()
    for law in verify(book.ledger, Replays(), on()):
        assert not law.violations, law


def run_laws(ledger: Ledger, sequence: Sequence[Step]) -> None:
    book = fresh_book(ledger)
    for step in sequence:
        play(book, step)
        book.check_laws()
    check(book)


def run_replay(ledger: Ledger, sequence: Sequence[Step], prefix: int) -> None:
    """Advices and bank lines come again: they are known, and nothing moves."""
    book = fresh_book(ledger)
    arrivals = [step for step in sequence if step[0] in ("advice", "bank")]
    for step in arrivals:
        play(book, step)
    before = money(book)
    for step in arrivals[:prefix]:
        if step[0] == "bank" or len(before[5]):
            play_again(book, step)
    assert money(book) == before


def play_again(book: CashBook, step: Step) -> None:
    """An advice that was refused before is not known; only what was kept can be met again."""
    if step[0] == "bank":
        play(book, step)
        return
    known = {row.duplicate_key for row in money(book)[5]}
    wanted, reference, day, _ = step[1]
    total = sum(-cash if ITEMS[number] < 0 else cash for number, (cash, _, _) in wanted.items())
    if f"C1|{reference}|{after(day)}|{total}" in known:
        play(book, step)


@dataclass(frozen=True)
class Deal:
    """An advice and its bank line, tied by a reference, by a document number, or by the payer's name only."""

    number: str
    discount: int
    tie: str

    @property
    def cash(self) -> int:
        return ITEMS[self.number] - self.discount

    def announce(self, book: CashBook) -> None:
        book.advice({self.number: (self.cash, self.discount, 0)}, f"PAY-{self.number}")

    def pay(self, book: CashBook) -> None:
        text, payer = {
            "reference": (f"PAY-{self.number}", "Clearing house"),
            "document": (f"thanks for {self.number}", "Clearing house"),
            "payer": ("thank you", "ADLER GMBH"),
        }[self.tie]
        book.bank(received(self.cash, text, payer, after(1)), day=after(1))


ties = st.sampled_from(("reference", "document", "payer"))
deals = st.tuples(*(st.builds(Deal, st.just(n), st.sampled_from((10, 20)), ties) for n in ("INV-1", "INV-2", "INV-3")))


def run_order(ledger: Ledger, made: Sequence[Deal], order: Sequence[int], expire_after: int) -> None:
    """Whatever came first, and whether an advice expired meanwhile: the same items are paid from the same money."""
    book = fresh_book(ledger)
    events: list[Callable[[CashBook], None]] = [event for deal in made for event in (deal.announce, deal.pay)]
    for position, index in enumerate(order):
        events[index](book)
        if position == expire_after:
            book.bank(day=after(8))
            book.expire(after(8))
    assert [book.open(deal.number) for deal in made] == [0, 0, 0]
    paid, given = sum(deal.cash for deal in made), sum(deal.discount for deal in made)
    balances = book.balances()
    assert (balances["bank"], balances["discounts_allowed"]) == (paid, given)
    assert not {"remittances_in_transit", "on_account_cash", "unidentified_cash"} & set(balances)
    assert set(book.advice_states()) == {"cleared"}
    check(book)


# What every sequence, prefix and order is drawn from, by default and with ``--full``.
_sequences = given(sequence=steps)
_prefixes = given(sequence=steps, prefix=st.integers(0, 9))
_orders = given(made=deals, order=st.permutations(range(6)), expire_after=st.integers(0, 9))


@settings(_relaxed, max_examples=6)
@_sequences
def test_laws_hold_after_any_sequence(ledger: Ledger, sequence: list[Step]) -> None:
    run_laws(ledger, sequence)


@settings(_relaxed, max_examples=4)
@_prefixes
def test_replaying_any_prefix_changes_nothing(ledger: Ledger, sequence: list[Step], prefix: int) -> None:
    run_replay(ledger, sequence, prefix)


@settings(_relaxed, max_examples=6)
@_orders
def test_the_order_of_arrival_does_not_matter(
    ledger: Ledger, made: tuple[Deal, ...], order: list[int], expire_after: int
) -> None:
    run_order(ledger, made, order, expire_after)


@pytest.mark.slow
@settings(_relaxed, max_examples=60)
@_sequences
def test_laws_hold_after_very_many_sequences(ledger: Ledger, sequence: list[Step]) -> None:
    run_laws(ledger, sequence)


@pytest.mark.slow
@settings(_relaxed, max_examples=40)
@_prefixes
def test_replaying_very_many_prefixes_changes_nothing(ledger: Ledger, sequence: list[Step], prefix: int) -> None:
    run_replay(ledger, sequence, prefix)


@pytest.mark.slow
@settings(_relaxed, max_examples=60)
@_orders
def test_no_order_of_arrival_matters(
    ledger: Ledger, made: tuple[Deal, ...], order: list[int], expire_after: int
) -> None:
    run_order(ledger, made, order, expire_after)
