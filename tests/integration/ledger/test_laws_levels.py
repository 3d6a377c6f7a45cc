"""Law 3 by the ladder that each notice was planned by: repeats, catch-up, and ladders that were edited in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.ledger.book.accounts import supersede
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import message_items, messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Ladder
from workers.policy.level import Level, Repeat


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger)


def level(number: int, days: int, **changes: Any) -> Level:
    plain = Level(number, f"level_{number}", "friendly_reminder", ("email",), ("ap_clerk",), days)
    return replace(plain, **changes)


def climb(book: DunnedBook, ladder: Ladder, days: int) -> None:
    """The robot runs daily on that ladder."""
    book.policy = replace(book.policy, ladders=dict.fromkeys(book.policy.ladders, ladder))
    for _ in range(days):
        book.plan()
        book.send()
        book.pass_days(1)


def tamper(book: DunnedBook, number: int, **values: Any) -> None:
    """Past all of our own code."""
    with book.ledger.write() as connection:
        notices = select(messages.c.id).order_by(messages.c.id).offset(number - 1).limit(1)
        connection.execute(update(messages).where(messages.c.id == notices.scalar_subquery()).values(values))


def faults(book: DunnedBook) -> list[str]:
    laws = verify(book.ledger, Replays(), book.occasion())
    return [violation.what.removeprefix("episode 1: ") for law in laws if law.n == 3 for violation in law.violations]


REPEATING = Ladder("any", (level(1, 3, repeat=Repeat(7, 3)), level(2, 60)))


def test_law_3_allows_the_repeats_of_a_ladder_and_not_one_more(book: DunnedBook) -> None:
    book.customer(days_overdue=(5,))
    climb(book, REPEATING, 40)
    assert (book.column("occurrence"), faults(book)) == ([1, 2, 3], [])
    fewer = replace(REPEATING, levels=(level(1, 3, repeat=Repeat(7, 2)), level(2, 60)))
    book.policy = replace(book.policy, ladders=dict.fromkeys(book.policy.ladders, fewer))
    climb(book, fewer, 25)
    assert (book.column("level"), faults(book)) == ([1, 1, 1, 2], [])
    tamper(book, 4, level=1, level_name="level_1", occurrence=4)
    assert faults(book) == ["level 1 was noticed 4 times, its ladder says 2"]


def test_law_3_names_a_notice_that_left_too_soon_or_after_a_higher_one(book: DunnedBook) -> None:
    book.customer(days_overdue=(5,))
    climb(book, Ladder("any", (level(1, 3), level(2, 14), level(3, 25))), 25)
    assert (book.column("level"), faults(book)) == ([1, 2, 3], [])
    first = book.column("handed_over_on")[0]
    tamper(book, 1, level=3, level_name="level_3")
    tamper(book, 3, level=1, level_name="level_1")
    assert "level 2 after a higher one" in faults(book)
    tamper(book, 2, handed_over_on=first)
    assert any(what.startswith("level 2 left 0 days after the one before, not 7") for what in faults(book))


def test_law_3_lets_latest_pass_over_levels_but_not_to_a_final_notice(book: DunnedBook) -> None:
    levels = (level(1, 3), level(2, 14), level(3, 25), level(4, 80, final=True))
    book.customer(days_overdue=(5,))
    climb(book, Ladder("any", levels, catch_up="latest"), 1)
    book.pass_days(30)
    climb(book, Ladder("any", levels, catch_up="latest"), 5)
    assert (book.column("level"), faults(book)) == ([1, 3], [])
    tamper(book, 2, level=4, level_name="level_4")
    assert faults(book) == ["level 4 without level 3 before it"]


def test_law_3_knows_levels_by_name_when_a_ladder_was_edited(book: DunnedBook) -> None:
    """Level 1 is gone, so that the numbers begin again: no level was noticed twice."""
    book.customer(days_overdue=(5,))
    climb(book, Ladder("any", (level(1, 3), level(2, 14))), 15)
    climb(book, Ladder("any", (level(1, 14, name="level_2"), level(2, 30, name="level_3"))), 25)
    assert book.column("level_name") == ["level_1", "level_2", "level_3"]
    assert (book.column("level"), faults(book)) == ([1, 2, 2], [])


def test_law_3_lets_a_last_notice_be_given_again_for_new_debt_only(book: DunnedBook) -> None:
    account = book.customer(days_overdue=(31,))
    ladder = Ladder("any", (level(1, 30, final=True),))
    climb(book, ladder, 3)
    new = book.item(account, "LATER", 5)
    with book.ledger.write() as connection:
        supersede(connection, [account], "import")
    climb(book, ladder, 35)
    assert (book.column("occurrence"), faults(book)) == ([1, 2], [])
    with book.ledger.write() as connection:
        connection.execute(message_items.delete().where(message_items.c.open_item_id == new))
    assert faults(book) == ["level 1 was noticed 2 times, its ladder says 1"]
