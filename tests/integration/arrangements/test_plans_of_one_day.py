"""One person's plans of one day over an account, whose sum is held against that person's limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.arranged_book import ArrangedBook
from workers.errors import UserError
from workers.ledger.queue.cases import find_unresolved
from workers.policy.approval_limits import ApprovalLimits, Approver

Earlier = Callable[[ArrangedBook, int, int], None]


def test_documents_named_one_by_one_add_up_to_one_persons_limit(sqlite_book: ArrangedBook) -> None:
    """Each of the three is below it, and so are two; whoever agrees to the third sees what came before."""
    book = sqlite_book
    account = book.customer(days_overdue=())
    items = [book.item(account, f"INV-{n}", 10, 900_00) for n in range(3)]
    alone = [book.arrange(account, items=(item,)) for item in items[:2]]
    third = book.propose(account, items=items[2:], by=" Ann")
    assert ([plan.state for plan in alone], third.state) == (["accepted", "accepted"], "approval_pending")
    with book.ledger.read() as connection:
        (case,) = find_unresolved(connection, kind="arrangement_approval")
    assert (case.amount_minor, case.evidence["before_minor"]) == (900_00, 1_800_00)


def agreed_by_boss(book: ArrangedBook, account: int, item: int) -> None:
    book.decide(book.propose(account, items=(item,)), True, "boss")


def cancelled(book: ArrangedBook, account: int, item: int) -> None:
    book.cancel(book.propose(account, items=(item,)))


def of_somebody_else(book: ArrangedBook, account: int, item: int) -> None:
    book.propose(account, items=(item,), by="bob")


def of_the_day_before(book: ArrangedBook, account: int, item: int) -> None:
    book.propose(account, items=(item,))
    book.pass_days(1)


def of_another_account(book: ArrangedBook, account: int, item: int) -> None:
    other = book.customer("C2", days_overdue=())
    book.propose(other, items=(book.item(other, "INV-9", 10, 1_900_00),))


@pytest.mark.parametrize(
    ("earlier", "amount"),
    [
        (agreed_by_boss, 2_100_00),
        (cancelled, 1_900_00),
        (of_somebody_else, 1_900_00),
        (of_the_day_before, 1_900_00),
        (of_another_account, 1_900_00),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_counts_for_no_sum(sqlite_book: ArrangedBook, earlier: Earlier, amount: int) -> None:
    account = sqlite_book.customer(days_overdue=())
    earlier(sqlite_book, account, sqlite_book.item(account, "INV-1", 10, amount))
    small = sqlite_book.item(account, "INV-7", 10, 150_00)
    assert sqlite_book.propose(account, items=(small,)).state == "proposed"


def test_a_proposal_in_the_place_of_another_is_counted_once(sqlite_book: ArrangedBook) -> None:
    account = sqlite_book.customer(days_overdue=())
    items = tuple(sqlite_book.item(account, f"INV-{n}", 10, 900_00) for n in range(2))
    for named in (items, items[:1], items):
        assert sqlite_book.propose(account, items=named).state == "proposed"


def test_nobody_agrees_to_a_sum_above_every_limit(sqlite_book: ArrangedBook) -> None:
    book = sqlite_book
    book.planning(limits=ApprovalLimits({"EUR": 1_000_00}, (Approver(("lead",), {"EUR": 1_500_00}),)))
    account = book.customer(days_overdue=())
    items = [book.item(account, f"INV-{n}", 10, 900_00) for n in range(2)]
    book.propose(account, items=items[:1])
    with pytest.raises(UserError, match=r"nobody may agree to a plan over 1800\.00 EUR"):
        book.propose(account, items=items[1:])
