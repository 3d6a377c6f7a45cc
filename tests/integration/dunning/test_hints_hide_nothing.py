"""What ends a reason to wait brings its account back into the scan; `verify` finds a hint that lies."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.dunning.hints import check_hints
from workers.ledger.book.accounts import supersede
from workers.ledger.cash import advices
from workers.ledger.cash.advices import NewAdvice
from workers.ledger.queue import placements
from workers.ledger.queue.placements import NewPlacement
from workers.ledger.schema import accounts, episodes, open_items
from workers.outbox.judge import claim_batch


def hidden(book: DunnedBook) -> tuple[int, int]:
    with book.ledger.read() as connection:
        checked, found = check_hints(connection, book.policy, book.today)
    return checked, len(found)


def announce(book: DunnedBook) -> int:
    """An advice of customer C1 that waits for its bank line, as cash application records it."""
    with book.ledger.write() as connection:
        new = NewAdvice(None, "default", "C1", "announced", book.today, "EUR", 10_000, "PAY-1", decision={"shares": []})
        advice_id = advices.add_advice(connection, new, book.occasion())
        advices.settle_advice(connection, advice_id, "announced")
    return advice_id


def move(book: DunnedBook, placement_id: int, state: str) -> None:
    with book.ledger.write() as connection:
        placement = placements.find_placement(connection, placement_id)
        assert placement is not None
        placements.set_state(connection, placement, state, book.occasion())


def test_a_due_date_moved_past_the_books_back_is_found_by_the_check(book: DunnedBook) -> None:
    book.customer(days_overdue=(1,))
    book.plan()
    assert hidden(book) == (1, 0)
    with book.ledger.write() as connection:
        connection.execute(update(open_items).values(due_date=book.today.replace(month=1)))
    assert hidden(book) == (1, 1)


def test_a_hint_under_another_policy_hides_nothing(book: DunnedBook) -> None:
    book.customer(days_overdue=(1,))
    book.plan()
    with book.ledger.write() as connection:
        connection.execute(update(accounts).values(look_again_policy="older"))
    assert hidden(book) == (0, 0)


def test_an_announced_advice_stops_a_claimed_message(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    assert claim_batch(book.ports(), 10).claimed == 1
    announce(book)
    assert book.states() == ["cancelled"]
    assert book.plan().notices == 0


def test_an_announced_advice_that_was_given_up_lets_dunning_go_on_at_once(book: DunnedBook) -> None:
    book.customer()
    advice_id = announce(book)
    assert book.plan().notices == 0
    with book.ledger.write() as connection:
        advices.settle_advice(connection, advice_id, "case")
    assert book.plan().notices == 1


def test_a_placement_that_ended_unpaid_lets_dunning_go_on_at_once(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    book.send()
    with book.ledger.write() as connection:
        episode = connection.execute(select(episodes.c.id)).scalar_one()
        item = connection.execute(select(open_items.c.id)).scalar_one()
        new = NewPlacement("default", account_id, "EUR", episode, "north", ((item, 10_000),))
        placement_id = placements.propose(connection, new, book.occasion())
    move(book, placement_id, "approved")
    with book.ledger.write() as connection:
        supersede(connection, [account_id], "placement_decided")
    book.pass_days(30)
    assert book.plan().notices == 0
    assert hidden(book) == (1, 0)
    move(book, placement_id, "closed")
    assert book.plan().notices == 1
