"""Pitfalls of the run itself: several at once, days on which none ran, and whose day it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import messages, open_items


def test_pitfall_02_two_runs_at_once_plan_one_notice(book: DunnedBook) -> None:
    for number in range(5):
        book.customer(f"C{number}")
    with ThreadPoolExecutor(2) as pool:
        notices = [result.notices for result in pool.map(lambda _: book.plan(), range(2))]
    assert sum(notices) == 5
    assert book.states() == ["planned"] * 5


def test_pitfall_10_down_over_the_trigger_day_the_reminder_goes_out_once_and_later_levels_still_come(
    book: DunnedBook,
) -> None:
    book.customer(days_overdue=(1,))
    book.plan()
    book.pass_days(20)
    for _ in range(25):
        book.plan()
        book.send()
        book.pass_days(1)
    with book.ledger.read() as connection:
        mails = select(messages.c.level).where(messages.c.channel == "email").order_by(messages.c.id)
        assert connection.scalars(mails).all() == [1, 2, 3]


def test_pitfall_12_every_item_paid_in_any_order_skips_and_repeats_no_level(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(20, 10, 2))
    for paid in (2, 1):
        book.plan()
        book.send()
        with book.ledger.write() as connection:
            connection.execute(update(open_items).where(open_items.c.id == paid).values(open_minor=0))
            supersede(connection, [account_id], "payment")
        book.pass_days(10)
    book.plan()
    book.send()
    with book.ledger.read() as connection:
        mails = select(messages.c.level).where(messages.c.channel == "email").order_by(messages.c.id)
        assert connection.scalars(mails).all() == [1, 2]


@pytest.mark.parametrize(
    ("zone", "notices"), [("Pacific/Kiritimati", 1), ("Europe/Berlin", 0), ("Pacific/Honolulu", 0)]
)
def test_pitfall_13_the_trigger_day_is_the_creditors(book: DunnedBook, zone: str, notices: int) -> None:
    """At noon UTC of the 3rd it is the 4th already on Kiritimati; the debtor's zone has no say in it."""
    book.offset = datetime(2026, 3, 3, 12, 0, tzinfo=UTC) - real_now()
    book.customer(days_overdue=(2,), timezone="Pacific/Auckland")
    entities = book.policy.robot.entities
    book.with_robot(entities={name: replace(entity, zone=zone) for name, entity in entities.items()})
    assert book.plan().notices == notices
