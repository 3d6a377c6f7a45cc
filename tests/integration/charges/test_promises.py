"""Promises to pay: silent at once, judged by what was paid, and dunned again on the day one breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.errors import UserError
from workers.ledger.book.promises import (
    NewPromise,
    Promise,
    add_promise,
    find_promises,
    withdraw_promise,
)
from workers.ledger.posting import RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting, post
from workers.ledger.schema import cases, holds, open_items
from workers.policy.promises import PromisePolicy

DEBT = 10_000


@pytest.fixture(autouse=True)
def _nothing_is_charged(book: ChargedBook) -> None:
    book.policy = live_policy()


def promise(book: ChargedBook, account: int, amount: int = DEBT, in_days: int = 2, item: int | None = None) -> int:
    on = book.today + timedelta(days=in_days)
    good_through = book.policy.robot.promises.good_through(on, "DE")
    with book.ledger.write() as connection:
        new = NewPromise(account, "EUR", amount, on, good_through, "told by telephone", item)
        return add_promise(connection, new, book.occasion("ann"))


def states(book: ChargedBook) -> list[str]:
    return [each.state for each in promises(book)]


def promises(book: ChargedBook) -> list[Promise]:
    with book.ledger.read() as connection:
        return find_promises(connection)


def case_reasons(book: ChargedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.reason).where(cases.c.kind == "promise").order_by(cases.c.id)))


def with_terms(book: ChargedBook, **terms: object) -> None:
    book.with_robot(promises=replace(PromisePolicy(), **terms))  # type: ignore[arg-type]


def test_a_promise_silences_what_is_queued_at_once(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    promise(book, account)
    assert book.states() == ["cancelled"]
    book.plan()
    book.send()
    assert book.states() == ["cancelled"]


def test_a_promise_in_one_currency_lets_the_other_be_dunned(book: ChargedBook) -> None:
    """It used to silence the whole account, whatever was owed in other currencies."""
    account = book.customer()
    book.item(account, "C1-USD", 10, currency="USD")
    promise(book, account)
    assert book.plan().messages == 1
    assert book.send()["handed_over"] == 1
    assert book.column("currency") == ["USD"]
    assert book.broken_laws() == []
    withdrawn = promises(book)[0].id
    with book.ledger.write() as connection:
        withdraw_promise(connection, withdrawn, book.occasion())
    book.plan()
    assert sorted(book.column("currency")) == ["EUR", "USD"]


def test_law_4_hears_a_notice_in_the_currency_of_a_promise_only(book: ChargedBook) -> None:
    account = book.customer()
    book.plan()
    book.send()
    with book.ledger.write() as connection:
        earlier = book.occasion().at - timedelta(days=9)
        values = {"account_id": account, "kind": "promise", "reason": "r", "author": "ann", "created_at": earlier}
        connection.execute(insert(holds).values(values | {"currency": "USD"}))
    assert not [broken for broken in book.broken_laws() if broken.startswith("law 4")]
    with book.ledger.write() as connection:
        connection.execute(update(holds).values(currency="EUR"))
    assert [broken for broken in book.broken_laws() if broken.startswith("law 4")]


def test_promise_to_pay_with_outcome_kept(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(10, 12))
    promise(book, account)
    book.pass_days(1)
    book.pay(account, {1: DEBT})
    book.plan()
    (kept,) = promises(book)
    assert (kept.state, kept.paid_minor, kept.level) == ("kept", DEBT, 0)
    book.send()
    assert book.states() == ["handed_over"], "the rest is asked for again"
    assert book.broken_laws() == []


def test_promise_to_pay_with_outcome_partly_kept(book: ChargedBook) -> None:
    account = book.customer()
    promise(book, account)
    book.pay(account, 4_000)
    book.pass_days(6)
    book.plan()
    (partly,) = promises(book)
    assert (partly.state, partly.paid_minor, partly.level) == ("partly_kept", 4_000, 0)


def test_cash_that_came_after_the_last_day_keeps_no_promise_however_late_it_is_judged(book: ChargedBook) -> None:
    """The robot was down for days: what was paid a day late counted as kept."""
    account = book.customer()
    promise(book, account)
    book.pass_days(8)
    book.pay(account, {1: DEBT}, days_ago=2)
    book.plan()
    assert [(each.state, each.paid_minor) for each in promises(book)] == [("broken", 0)]
    in_time = book.customer("C2")
    promise(book, in_time)
    book.pass_days(8)
    book.pay(in_time, {2: DEBT}, days_ago=3)
    book.plan()
    assert states(book) == ["broken", "kept"]


def test_promise_to_pay_with_outcome_broken_resumes_that_day_at_the_same_level(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    book.pass_days(6)
    promise(book, account, in_days=2)
    for _ in range(5):
        book.pass_days(1)
        book.plan()
        assert states(book) == ["open"], "the bank still has a day"
    book.pass_days(1)
    book.plan()
    book.send()
    (broken,) = promises(book)
    assert (broken.state, broken.level, broken.closed_on) == ("broken", 1, book.today)
    assert book.column("level_name") == ["friendly_reminder", "second_reminder", "second_reminder"]
    assert book.broken_laws() == []


def test_a_broken_promise_may_pass_over_a_level_and_keeps_the_interval(book: ChargedBook) -> None:
    with_terms(book, on_broken="next_level", tolerance_days=0)
    ladder = book.policy.ladders["standard"]
    first, second, last = ladder.levels
    third = replace(second, number=3, name="third_reminder", days_after_due=60)
    longer = replace(ladder, levels=(first, second, third, replace(last, number=4, days_after_due=90)), referral=None)
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": longer})
    account = book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    promise(book, account, in_days=2)
    book.pass_days(3)
    book.plan()
    assert states(book) == ["broken"]
    assert book.states() == ["handed_over"], "the interval since the last notice is not over"
    book.pass_days(4)
    book.plan()
    book.send()
    assert set(book.column("level_name")) == {"friendly_reminder", "third_reminder"}
    assert book.broken_laws() == []
    book.pass_days(14)
    book.plan()
    assert len(set(book.column("level_name"))) == 2, "one broken promise passes over one level once"


def test_a_third_broken_promise_is_a_case(book: ChargedBook) -> None:
    account = book.customer()
    for _ in range(3):
        assert case_reasons(book) == []
        promise(book, account, in_days=1)
        book.pass_days(5)
        book.plan()
    assert [each.level for each in promises(book)] == [1, 2, 3]
    assert case_reasons(book) == ["promise 3 was broken: 3 by now"]
    assert book.broken_laws() == []


def test_judging_twice_changes_nothing(book: ChargedBook) -> None:
    account = book.customer()
    promise(book, account)
    book.pass_days(6)
    for _ in range(3):
        book.plan()
    assert book.journalled("promise.") == ["promise.added", "promise.broken"]


def test_a_new_promise_closes_the_old_one_and_its_hold(book: ChargedBook) -> None:
    account = book.customer()
    promise(book, account, in_days=2)
    promise(book, account, in_days=9)
    assert states(book) == ["replaced", "open"]
    with book.ledger.read() as connection:
        lifted = list(connection.scalars(select(holds.c.lifted_by).order_by(holds.c.id)))
    assert lifted == ["ann", None]


def test_a_promise_for_one_item_lets_the_others_be_dunned(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(10, 12))
    promise(book, account, item=1)
    book.plan()
    assert [item.document_number for item in book.notice().items] == ["C1-INV-2"]
    book.pay(account, {2: DEBT})
    book.pass_days(6)
    book.plan()
    assert states(book) == ["broken"], "the payment was for the other item"


def test_debt_that_came_later_does_not_break_a_promise_and_cash_before_it_does_not_keep_one(book: ChargedBook) -> None:
    account = book.customer()
    book.pay(account, 6_000)
    promise(book, account, 4_000)
    book.item(account, "C1-INV-9", 1)
    book.pay(account, 4_000)
    book.plan()
    assert states(book) == ["kept"]


def test_a_credit_of_the_system_of_record_counts_as_paid(book: ChargedBook) -> None:
    account = book.customer()
    promise(book, account)
    with book.ledger.write() as connection:
        lines = (Posting(RECEIVABLES, -DEBT, 1), Posting(SYSTEM_OF_RECORD, DEBT))
        entry = Entry("default", "EUR", "open_items.imported", "robot", "test", "import 2", lines, account)
        post(connection, entry, book.occasion().at, book.today)
    book.plan()
    assert states(book) == ["kept"]


def test_a_withdrawn_promise_lets_the_next_run_dun(book: ChargedBook) -> None:
    account = book.customer()
    number = promise(book, account)
    with book.ledger.write() as connection:
        withdraw_promise(connection, number, book.occasion("ann"))
    assert book.plan().notices == 1
    with book.ledger.write() as connection, pytest.raises(UserError, match="is not open"):
        withdraw_promise(connection, number, book.occasion("ann"))


@pytest.mark.parametrize(("amount", "in_days", "what"), [(0, 2, "above zero"), (100, -1, "is over")])
def test_a_promise_that_is_none_is_refused(book: ChargedBook, amount: int, in_days: int, what: str) -> None:
    account = book.customer()
    with pytest.raises(UserError, match=what):
        promise(book, account, amount, in_days)
    assert promises(book) == []
    with book.ledger.read() as connection:
        assert connection.scalar(select(open_items.c.id)) == 1
