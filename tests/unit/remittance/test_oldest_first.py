"""Money of a payer who agreed that the oldest is paid first: what is suggested, and where the agreement ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workers.receivables.open_item import OpenItem
from workers.remittance.rules.suggesting.cash import Cash, suggest_documents_for

CASH = Cash(12_000, "EUR", "thank you", "C1")


def owed(number: int, amount: int, due: date, *, customer_id: str = "C1", currency: str = "EUR") -> OpenItem:
    """An invoice with the same issue date as all others, so that only the due date tells its age."""
    name, issued = f"INV-{number}", date(2026, 1, 1)
    return OpenItem(number, customer_id, "invoice", name, issued, due, currency, amount, amount)


OLD, MIDDLE, NEW = (owed(n, 5_000, date(2026, n, 1)) for n in (2, 3, 4))


def oldest_first(items: tuple[OpenItem, ...], cash: Cash = CASH) -> list[tuple[list[tuple[str, int]], int]]:
    found = suggest_documents_for(cash, (), items)
    return [([(a.document_number, a.cash) for a in s.posts], s.on_account) for s in found]


def test_the_oldest_are_paid_first_and_the_last_in_part() -> None:
    assert oldest_first((NEW, OLD, MIDDLE)) == [([("INV-2", 5_000), ("INV-3", 5_000), ("INV-4", 2_000)], 0)]


def test_what_is_left_stays_on_account() -> None:
    assert oldest_first((OLD, MIDDLE)) == [([("INV-2", 5_000), ("INV-3", 5_000)], 2_000)]


def test_among_equally_old_documents_the_money_does_not_choose() -> None:
    twin = owed(9, 5_000, MIDDLE.due_date)
    assert oldest_first((OLD, MIDDLE, twin)) == [([("INV-2", 5_000)], 7_000)]
    assert oldest_first((MIDDLE, twin)) == [([("INV-3", 5_000), ("INV-9", 5_000)], 2_000)]
    assert oldest_first((MIDDLE, owed(9, 9_000, MIDDLE.due_date))) == []


def test_credit_memos_other_currencies_and_other_customers_stay_out() -> None:
    credit = owed(5, -3_000, date(2026, 1, 2))
    dollars = owed(6, 3_000, date(2026, 1, 2), currency="USD")
    foreign = owed(7, 3_000, date(2026, 1, 2), customer_id="C2")
    assert oldest_first((credit, dollars, foreign)) == []


def test_nobody_known_has_no_agreement_and_no_agreement_no_suggestion() -> None:
    assert suggest_documents_for(CASH, (), ()) == ()


def test_what_the_text_names_comes_before_the_agreement() -> None:
    found = suggest_documents_for(replace(CASH, text="INV-4"), (NEW,), (OLD, MIDDLE, NEW))
    assert [(s.rank, s.posts[0].document_number) for s in found] == [(1, "INV-4"), (2, "INV-2")]


@given(st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 28)), max_size=8), st.permutations(range(8)))
def test_every_cent_is_posted_or_left_whatever_the_order(figures: list[tuple[int, int]], order: list[int]) -> None:
    items = [owed(n, amount, date(2026, 2, day)) for n, (amount, day) in enumerate(figures)]
    shuffled = [items[position] for position in order if position < len(items)]
    found = suggest_documents_for(CASH, (), shuffled)
    assert found == suggest_documents_for(CASH, (), items)
    for suggestion in found:
        assert sum(a.cash for a in suggestion.posts) + suggestion.on_account == CASH.amount
        assert all(0 < a.cash <= items[a.item_id].open for a in suggestion.posts)
