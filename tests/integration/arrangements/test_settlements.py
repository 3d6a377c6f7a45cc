"""A settlement from its offer to its end: who may let off how much, what is posted, and what a broken one costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.arranged_book import ArrangedBook
from tests.disputed_book import DEBT, hear_laws, item_of
from workers.errors import InvariantViolation, UserError
from workers.ledger.history.load import load_histories
from workers.ledger.importing.book import find_own_moves
from workers.ledger.operations.feeds import mark_received
from workers.ledger.schema import arrangements, open_items, payments, postings
from workers.policy.robot import Feed

AGREED = 90_000


def open_of(book: ArrangedBook, item: int) -> int:
    with book.ledger.read() as connection:
        return int(connection.scalar(select(open_items.c.open_minor).where(open_items.c.id == item)) or 0)


def let_off(book: ArrangedBook) -> list[int]:
    with book.ledger.read() as connection:
        c = postings.c
        query = select(c.debit_minor).where(c.ledger_account == "settlement_discounts").order_by(c.entry_id)
        return list(connection.scalars(query))


def test_once_the_sum_agreed_has_come_the_difference_is_posted_and_closes_the_items(book: ArrangedBook) -> None:
    account, item = item_of(book)
    other = book.item(account, "INV-8", 20, 10_000)
    made = book.offer(account, 99_000)
    assert (made.kind, made.state, made.balance, made.let_off) == ("settlement", "proposed", 110_000, 11_000)
    assert book.accept(made).state == "accepted"
    book.run_day()
    assert book.asked() == [], "it is silent while it runs"
    book.pay(account, {other: 5_000, item: 94_000})
    assert book.judge() == {"kept": 1}
    assert (open_of(book, item), open_of(book, other), let_off(book)) == (0, 0, [11_000])
    assert book.judge() == {}
    book.run_day()
    assert book.asked() == []
    assert hear_laws(book) == []
    with book.ledger.read() as connection:
        assert find_own_moves(connection, [item])[item] == [-94_000, -6_000], "the system of record is told"
        assert load_histories(connection, [account])


def test_the_words_of_an_offer_say_what_is_owed_and_what_follows(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    words = sqlite_book.offer(account, AGREED).terms
    assert "€900.00 in full and final payment of €1,000.00 for INV-7" in words
    assert "must have arrived in one sum by March 27, 2026" in words
    assert "the whole €1,000.00 are owed again, less what was paid" in words
    sqlite_book.settling(balance_revives=False)
    assert "owed again" not in sqlite_book.offer(account, AGREED).terms


def test_a_german_customer_reads_german_words(sqlite_book: ArrangedBook) -> None:
    account = sqlite_book.customer("C9", days_overdue=(10,), language="de")
    words = sqlite_book.offer(account, 9_000).terms
    assert "zur vollständigen und endgültigen Abgeltung von 100,00" in words
    assert "wieder geschuldet" in words


def test_without_a_sum_the_robots_own_first_offer_is_made(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    assert sqlite_book.offer(account).agreed == 95_000, "half of the ten percent delegated"


def test_above_what_is_delegated_a_second_person_agrees_by_what_is_let_off(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    made = sqlite_book.offer(account, 59_999)
    assert (made.state, len(sqlite_book.cases("arrangement_approval"))) == ("approval_pending", 1)
    for nobody, why in (("ann", "a second person"), ("lead", "may not decide about 400.01 EUR")):
        with pytest.raises(UserError, match=why):
            sqlite_book.decide(made, True, nobody)
    assert sqlite_book.accept(sqlite_book.decide(made, True, "boss")).state == "accepted"
    with pytest.raises(UserError, match=r"nobody may let 500.01 EUR off"):
        sqlite_book.offer(item_of_other(sqlite_book), 49_999)


def item_of_other(book: ArrangedBook) -> int:
    account = book.customer("C2", days_overdue=())
    book.item(account, "INV-9", 10, DEBT)
    return account


def test_an_expired_acceptance_is_refused(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    made = sqlite_book.offer(account, AGREED)
    sqlite_book.pass_days(15)
    with pytest.raises(UserError, match="could be accepted until 2026-03-17"):
        sqlite_book.accept(made)
    with pytest.raises(UserError, match="could be accepted until 2026-03-17"):
        sqlite_book.counter(made, AGREED)
    assert sqlite_book.judge() == {"expired": 1}


def test_the_robot_answers_other_sums_inside_the_limits_and_then_asks_a_person(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    first = sqlite_book.offer(account)
    second = sqlite_book.counter(first, 50_000)
    third = sqlite_book.counter(second, 50_000)
    assert [one.agreed for one in (first, second, third)] == [95_000, 92_500, 90_000]
    assert [sqlite_book.state_of(one) for one in (first, second)] == ["cancelled", "cancelled"]
    assert sqlite_book.counter(third, 89_999) == third
    assert sqlite_book.cases("arrangement_request") == [("arrangement:3", "collections", "open")]
    taken = sqlite_book.counter(third, 91_000)
    assert (taken.state, taken.agreed, taken.acceptance) == ("accepted", 91_000, "mail 18")
    assert sqlite_book.cases("arrangement_request")[0][2] == "resolved"


def test_a_part_breaks_a_settlement_and_the_rest_of_the_whole_balance_is_asked_for(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    made = sqlite_book.settle(account, AGREED)
    sqlite_book.pay(account, {item: AGREED - 1})
    sqlite_book.pass_days(27)
    sqlite_book.run_day()
    assert (sqlite_book.state_of(made), sqlite_book.asked(), let_off(sqlite_book)) == (
        "broken",
        [DEBT - AGREED + 1],
        [],
    )


def test_where_the_words_did_not_say_so_a_person_decides_about_the_balance(sqlite_book: ArrangedBook) -> None:
    sqlite_book.settling(balance_revives=False)
    account, _ = item_of(sqlite_book)
    made = sqlite_book.settle(account, AGREED)
    sqlite_book.pass_days(27)
    sqlite_book.run_day()
    assert (sqlite_book.state_of(made), sqlite_book.asked()) == ("broken", [])
    assert sqlite_book.cases("arrangement_broken") == [("arrangement:1", "collections", "open")]
    sqlite_book.decide_case("arrangement_broken", "lift")
    sqlite_book.run_day()
    assert sqlite_book.asked() == [DEBT]


def test_a_payment_taken_back_after_all_makes_a_person_decide_about_what_was_let_off(
    sqlite_book: ArrangedBook,
) -> None:
    book = sqlite_book
    account, item = item_of(book)
    made = book.settle(account, AGREED)
    book.pay(account, {item: AGREED})
    book.judge()
    book.take_back_all(account)
    assert book.judge() == {"reopened": 1}
    assert book.judge() == {}, "asked once"
    assert open_of(book, item) == AGREED
    book.decide_case("arrangement_broken", "lift")
    assert (book.state_of(made), open_of(book, item), let_off(book)) == ("broken", DEBT, [10_000, -10_000])
    assert hear_laws(book) == []


def test_nothing_is_let_off_for_cash_that_no_bank_line_has_confirmed(sqlite_book: ArrangedBook) -> None:
    book = sqlite_book
    book.policy = replace(book.policy, robot=replace(book.policy.robot, feeds={"bank": Feed(9_600)}))
    account, item = item_of(book)
    made = book.settle(account, AGREED)
    book.pay(account, {item: AGREED})
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="in_transit"))
        mark_received(connection, "bank", book.occasion().at)
    assert (book.judge(), book.state_of(made), let_off(book)) == ({}, "accepted", [])
    book.pass_days(60)
    assert (book.judge(), book.state_of(made)) == ({"accepted": 1}, "accepted")
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="cleared"))
    assert (book.judge(), let_off(book)) == ({"kept": 1}, [10_000])


def test_an_early_payment_is_paid_before_anything_of_it_is_due(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book, days_overdue=-20)
    with pytest.raises(UserError, match="name documents that are due later"):
        sqlite_book.offer(account, 98_000)
    made = sqlite_book.offer(account, 98_000, items=(item,))
    assert (made.kind, made.instalments[0].due_on.isoformat()) == ("early_payment", "2026-03-22")
    waits = sqlite_book.offer(account, 97_999, items=(item,))
    assert waits.state == "approval_pending", "two percent are delegated"
    late = sqlite_book.item(account, "INV-8", 10, 5_000)
    with pytest.raises(UserError, match="settled apart"):
        sqlite_book.offer(account, 104_000, items=(item, late))


def test_whoever_pays_everything_gets_nothing_let_off(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    made = sqlite_book.settle(account, AGREED)
    sqlite_book.pay(account, {item: DEBT})
    assert sqlite_book.judge() == {"kept": 1}
    assert (sqlite_book.state_of(made), let_off(sqlite_book)) == ("kept", [])


def test_the_law_finds_what_was_let_off_without_need(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    sqlite_book.settle(account, AGREED)
    sqlite_book.pay(account, {item: AGREED})
    sqlite_book.judge()
    a = arrangements.c
    spoils = (
        ({"agreed_minor": AGREED + 1}, "10000 was let off, agreed was 9999"),
        ({"entry_id": None}, "lets something off without an arrangement"),
    )
    for values, says in spoils:
        with sqlite_book.ledger.write() as connection:
            before = connection.execute(select(a.agreed_minor, a.entry_id)).one()._asdict()
            connection.execute(update(arrangements).values(**values))
        assert any(says in one for one in sqlite_book.broken_laws())
        with sqlite_book.ledger.write() as connection:
            connection.execute(update(arrangements).values(**before))


def test_nothing_beyond_the_agreement_is_ever_let_off(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    made = sqlite_book.settle(account, AGREED)
    from workers.arrangements.settled import close_kept

    with (
        pytest.raises(InvariantViolation, match="lets 10000 off, and 100000 would be"),
        sqlite_book.ledger.write() as c,
    ):
        close_kept(c, sqlite_book.again(made), sqlite_book.occasion())
    assert open_of(sqlite_book, item) == DEBT
