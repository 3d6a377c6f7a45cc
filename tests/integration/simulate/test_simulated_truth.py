"""A ladder tried on a book whose truth is known: what it asks for, whom it would wrong, what holds it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from tests.dunned_book import capped
from tests.integration.simulate.tried_ladders import ladder, level, tried, under
from tests.past_book import PastBook
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Share
from workers.ledger.schema import accounts, episodes, journal, messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import BusinessDays

ONE_NOTICE = ladder(level(1, 3))
TWO_NOTICES = ladder(level(1, 3), level(2, 10, min_interval_days=5))


@pytest.fixture
def book(ledger: Ledger) -> PastBook:
    book = PastBook(ledger)
    book.policy = under(book.policy, ladder(level(1, 3), name="live"))
    return book


def chased(report: dict[str, Any], key: str = "would_have_chased_paid") -> list[tuple[str, str, list[str]]]:
    return [(line["date"], line["account"], line["documents"]) for line in report["candidate"][key]["list"]]


def test_notices_that_ask_for_what_was_paid_are_those_of_the_truth(book: PastBook) -> None:
    """F10: money that had come, or was under way, when the notice would have left; and nothing else."""
    day = book.today
    for number in ("C1", "C2", "C3", "C4", "C5", "C6"):
        book.customer(number, days_overdue=(1,), country="DE")
    book.bank(2, [Share(2, 10_000)], 10_000)  # C2 paid before its notice, and the robot knew
    book.advice(4, 4, 4_000)  # C4: a part is under way, the rest is asked for
    gone = book.advice(5, 5, 4_000)  # C5: the same, but the money never came
    book.pass_days(4)
    book.reversed(gone)
    book.bank(1, [Share(1, 10_000)], 10_000, received_days_ago=3)  # C1 paid before its notice; the bank told us after
    book.bank(3, [Share(3, 10_000)], 10_000)  # C3 paid after its notice
    report = tried(book, ONE_NOTICE, (day, book.today))
    told = (day + timedelta(days=2)).isoformat()
    assert chased(report) == [(told, "C1", ["C1-INV-1"]), (told, "C4", ["C4-INV-1"])]
    figures = report["candidate"]["would_have_chased_paid"]
    assert (figures["notices"], figures["items"], report["candidate"]["notices"]) == (2, 2, 5)


def test_the_rest_of_a_disputed_item_is_reported_and_a_whole_dispute_is_not_asked_for(book: PastBook) -> None:
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE")
    book.customer("C2", days_overdue=(1,), country="DE")
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(1, "dispute", "r", 1, 2_500, "EUR"), book.occasion())
        add_hold(connection, NewHold(2, "dispute", "r", 2), book.occasion())
    book.pass_days(4)
    report = tried(book, ONE_NOTICE, (day, book.today))
    assert [line[1:] for line in chased(report, "would_have_chased_disputed")] == [("C1", ["C1-INV-1"])]
    assert report["candidate"]["messages"] == 1


def test_levels_follow_each_other_under_the_ladder_that_is_tried(book: PastBook) -> None:
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE")
    book.pass_days(20)
    report = tried(book, TWO_NOTICES, (day, book.today))
    given = [(row["date"], row["level"]) for row in report["candidate"]["days"]]
    assert given == [((day + timedelta(days=2)).isoformat(), 1), ((day + timedelta(days=9)).isoformat(), 2)]
    assert [row["messages"] for row in report["live"]["levels"]] == [1]
    (difference,) = report["difference"]["accounts"]
    assert (len(difference["candidate"]), len(difference["live"])) == (2, 1)


def test_what_was_really_sent_before_the_first_day_counts(book: PastBook) -> None:
    book.customer("C1", days_overdue=(4,), country="DE")
    book.run_day()
    first = book.today + timedelta(days=1)
    book.pass_days(20)
    report = tried(book, TWO_NOTICES, (first, book.today))
    assert [row["level"] for row in report["candidate"]["days"]] == [2]


def test_a_stop_and_a_payment_bind_on_the_day_they_came(book: PastBook) -> None:
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE")
    book.customer("C2", days_overdue=(1,), country="DE")
    book.pass_days(5)
    with book.ledger.write() as connection:
        add_stop(connection, 1, "insolvency", book.occasion())
    book.bank(2, [Share(2, 10_000)], 10_000)
    book.pass_days(15)
    report = tried(book, TWO_NOTICES, (day, book.today))
    assert [row["level"] for row in report["candidate"]["days"]] == [1]
    assert report["candidate"]["messages"] == 2


def test_the_contact_cap_and_the_send_window_hold_back(book: PastBook) -> None:
    """One clerk answers for two customers: the cap of one message a week counts the person."""
    book.with_robot(contact_rules=capped(1))
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE")
    book.customer("C2", days_overdue=(1,), country="DE")
    with book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE contacts SET email = 'shared@x.example', phone = ''")
    book.pass_days(13)
    deferred = tried(book, ONE_NOTICE, (day, book.today))["candidate"]["deferred"]
    assert (deferred["contact_cap"], deferred["send_window"]) == (1, 0)
    saturday = replace(ladder(level(1, 5)), business_days=BusinessDays(trigger="none"))
    deferred = tried(book, saturday, (day, book.today))["candidate"]["deferred"]
    assert deferred["send_window"] == 2


def test_a_trial_of_one_segment_leaves_the_others_on_their_ladder(book: PastBook) -> None:
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE", segment="key")
    book.customer("C2", days_overdue=(1,), country="DE")
    book.pass_days(20)
    report = tried(book, TWO_NOTICES, (day, book.today), segments=["key_accounts"])
    assert (report["candidate"]["messages"], report["live"]["messages"]) == (2, 1)
    assert [line["account"] for line in report["difference"]["accounts"]] == ["C1"]


def test_a_person_of_two_segments_is_written_to_by_the_ladders_of_both(book: PastBook) -> None:
    """C2 stays on the ladder in force, whose one notice takes the week's only message from C1's second."""
    book.with_robot(contact_rules=capped(1))
    day = book.today
    book.customer("C1", days_overdue=(1,), country="DE", segment="key")
    book.customer("C2", days_overdue=(-7,), country="DE")
    with book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE contacts SET email = 'shared@x.example', phone = ''")
    book.pass_days(30)
    report = tried(book, ladder(level(1, 3), level(2, 11, min_interval_days=5)), (day, book.today), ["key_accounts"])
    assert report["candidate"]["deferred"]["contact_cap"] == 0
    later = tried(book, ladder(level(1, 3), level(2, 13, min_interval_days=5)), (day, book.today), ["key_accounts"])
    assert later["candidate"]["deferred"]["contact_cap"] == 1


def test_a_trial_writes_nothing_and_repeats_to_the_byte(book: PastBook) -> None:
    day = book.today
    for number in range(5):
        book.customer(f"C{number}", days_overdue=(number, 2), country="DE")
    book.pass_days(10)
    before = _rows(book)
    first, second = (orjson.dumps(tried(book, TWO_NOTICES, (day, book.today))) for _ in range(2))
    assert first == second
    assert _rows(book) == before


def test_the_live_ladder_tried_on_the_past_sends_what_was_really_sent(book: PastBook) -> None:
    """The robot ran every day; trying the ladder that was in force gives its own notices again."""
    book.policy = under(book.policy, ladder(*TWO_NOTICES.levels, name="live"))
    for number in range(4):
        book.customer(f"C{number}", days_overdue=(number + 1, 0), country="DE")
    book.pass_days(1)
    day = book.today
    for morning in range(21):
        book.run_day()
        if morning == 8:
            book.bank(2, [Share(3, 10_000), Share(4, 10_000)], 20_000)
        book.pass_days(1)
    with book.ledger.read() as connection:
        sent = select(messages.c.handed_over_on, messages.c.level, func.count()).where(
            messages.c.state == "handed_over"
        )
        grouped = sent.group_by(messages.c.handed_over_on, messages.c.level)
        really = sorted((on.isoformat(), number, count) for on, number, count in connection.execute(grouped))
    live = tried(book, ONE_NOTICE, (day, book.today))["live"]
    assert [(row["date"], row["level"], row["messages"]) for row in live["days"]] == really


def _rows(book: PastBook) -> list[int]:
    with book.ledger.read() as connection:
        tables = (accounts, episodes, journal, messages)
        return [int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in tables]
