"""Order holds: begun by a notice that left, ended by what it lists being settled for certain, and journalled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text, update

from tests.dunned_book import DunnedBook, live_policy
from tests.waiting import wait_until
from workers.ledger.book.accounts import supersede
from workers.ledger.incoming import correspondence
from workers.ledger.outgoing.order_holds import Followed, find_in_force, follow
from workers.ledger.posting import ON_ACCOUNT, SYSTEM_OF_RECORD, Entry, Posting, post
from workers.ledger.schema import applications, journal, messages, open_items, payments
from workers.ledger.unit_of_work import Ledger
from workers.outbox.order_holds import follow_order_holds
from workers.policy.policy_set import PolicySet


def asking_policy() -> PolicySet:
    """The first level asks for an order hold."""
    policy = live_policy()
    ladders = {
        name: replace(ladder, levels=(replace(ladder.levels[0], order_hold=True), *ladder.levels[1:]))
        for name, ladder in policy.ladders.items()
    }
    return replace(policy, ladders=ladders)


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger, asking_policy())


def settle(book: DunnedBook, account_id: int, item: int, open_minor: int = 0) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(open_items).where(open_items.c.id == item).values(open_minor=open_minor))
        supersede(connection, [account_id], "payment")


def announce(book: DunnedBook, account_id: int, item: int) -> int:
    """An advice paid the item, and its bank line has not come; returns the payment."""
    settle(book, account_id, item)
    occasion = book.occasion()
    with book.ledger.write() as connection:
        lines = (Posting(SYSTEM_OF_RECORD, 10_000), Posting(ON_ACCOUNT, -10_000))
        entry = Entry("default", "EUR", "test.advice", "robot", "test", "test", lines, account_id)
        entry_id = post(connection, entry, occasion.at, occasion.business_date)
        paid = {
            "entity": "default", "account_id": account_id, "source": "advice", "clearing": "in_transit",
            "currency": "EUR", "amount_minor": 10_000, "received_on": occasion.business_date, "created_at": occasion.at,
        }  # fmt: skip
        payment = int(connection.execute(insert(payments).values(paid).returning(payments.c.id)).scalar_one())
        applied = {
            "payment_id": payment, "open_item_id": item, "entry_id": entry_id, "cash_minor": 10_000, "actor": "robot",
            "applied_at": occasion.at,
        }  # fmt: skip
        connection.execute(insert(applications).values(applied))
    return payment


def in_force(book: DunnedBook) -> list[str]:
    with book.ledger.read() as connection:
        return [hold.customer_id for hold in find_in_force(connection)]


def test_a_notice_over_two_channels_is_one_order_hold_to_read(book: DunnedBook) -> None:
    ladders = {
        name: replace(ladder, levels=(replace(ladder.levels[0], channels=("email", "sms")), *ladder.levels[1:]))
        for name, ladder in book.policy.ladders.items()
    }
    book.policy = replace(book.policy, ladders=ladders)
    book.customer()
    assert book.plan().messages == 2
    book.send()
    assert in_force(book) == ["C1"]


def told(book: DunnedBook) -> list[str]:
    """What the journals say of order holds, oldest first."""
    with book.ledger.read() as connection:
        query = (
            select(journal.c.kind)
            .where(journal.c.kind.like("order_hold.%"))
            .order_by(journal.c.account_id, journal.c.seq)
        )
        return list(connection.scalars(query))


def test_an_order_hold_begins_when_its_notice_left_and_not_before(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    follow_order_holds(book.ports())
    assert (in_force(book), told(book)) == ([], [])
    book.send()
    assert (in_force(book), told(book)) == (["C1"], ["order_hold.placed"])


def test_a_notice_that_was_cancelled_asks_for_nothing(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    settle(book, account_id, 1)
    book.send()
    assert (in_force(book), told(book)) == ([], [])


def test_it_ends_when_all_that_the_notice_lists_is_settled_and_not_when_newer_debt_is(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(10, 12))
    book.plan()
    book.send()
    later = book.item(account_id, "C1-LATER", 1)
    settle(book, account_id, 1)
    book.send()
    assert in_force(book) == ["C1"]
    settle(book, account_id, 2)
    assert in_force(book) == []
    book.send()
    assert told(book) == ["order_hold.placed", "order_hold.released"]
    with book.ledger.read() as connection:
        assert connection.scalar(select(open_items.c.open_minor).where(open_items.c.id == later)) == 10_000


def test_cash_in_transit_releases_no_order_hold(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    book.send()
    payment = announce(book, account_id, 1)
    book.send()
    with book.ledger.read() as connection:
        (hold,) = find_in_force(connection)
    assert (hold.open, hold.in_transit) == (0, 10_000)
    with book.ledger.write() as connection:
        connection.execute(update(payments).where(payments.c.id == payment).values(clearing="cleared"))
    book.send()
    assert (in_force(book), told(book)) == ([], ["order_hold.placed", "order_hold.released"])


def test_an_item_that_opens_again_in_its_episode_brings_the_order_hold_back(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    book.send()
    for open_minor in (0, 10_000):
        settle(book, account_id, 1, open_minor)
        book.send()
    for _ in range(2):
        assert told(book) == ["order_hold.placed", "order_hold.released", "order_hold.placed"]
        assert in_force(book) == ["C1"]
        book.send()


def test_a_bounce_takes_the_order_hold_back(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.send()
    row = [messages.c[name] for name in ("id", "key", "account_id", "recipient", "channel", "state")]
    with book.ledger.write() as connection:
        sent = correspondence.SentMessage(*connection.execute(select(*row)).one())
        correspondence.record_bounce(connection, sent, "permanent failure", book.occasion())
    assert in_force(book) == []
    book.send()
    assert told(book) == ["order_hold.placed", "order_hold.released"]


def test_pitfall_19_an_order_hold_names_its_currency_and_ends_with_it(book: DunnedBook) -> None:
    account_id = book.customer()
    dollars = book.item(account_id, "C1-USD", 10, currency="USD")
    book.plan()
    book.send()
    settle(book, account_id, dollars)
    with book.ledger.read() as connection:
        assert [hold.currency for hold in find_in_force(connection)] == ["EUR"]


def test_two_that_follow_at_once_record_each_change_once(postgres_ledger: Ledger) -> None:
    """The second has read what differs when the first commits: it reads again once it has the account."""
    book = DunnedBook(postgres_ledger, asking_policy())
    book.customer()
    book.plan()
    dispatched(book)
    with ThreadPoolExecutor(1) as pool:
        with book.ledger.write() as connection:
            assert follow(connection, book.occasion()).placed == 1
            second = pool.submit(follow_order_holds, book.ports())
            wait_until(lambda: waiting_for_locks(book), "the second waits for the account")
        assert second.result(timeout=20) == Followed()
    assert told(book) == ["order_hold.placed"]


def dispatched(book: DunnedBook) -> None:
    """The notice left, and nobody has followed yet."""
    with book.ledger.write() as connection:
        at = book.occasion().at
        connection.execute(update(messages).values(state="handed_over", handed_over_at=at, handed_over_on=book.today))


def waiting_for_locks(book: DunnedBook) -> bool:
    with book.ledger.read() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")))


def test_a_level_without_the_word_holds_no_orders(book: DunnedBook) -> None:
    book.policy = live_policy()
    book.customer()
    book.plan()
    book.send()
    assert (in_force(book), told(book)) == ([], [])
