"""Pauses: no notice is planned or leaves on a paused day, a day counts once, and afterwards there is no burst."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.dunned_book import DunnedBook
from workers.ledger.laws import Replays, verify
from workers.policy.pauses import Pause, paused_on


def pause(book: DunnedBook, first: int, last: int, **whom: tuple[str, ...]) -> Pause:
    return Pause(book.today + timedelta(days=first), book.today + timedelta(days=last), "holidays", **whom)


def test_what_was_planned_before_a_pause_does_not_leave_in_it(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    book.with_robot(pauses=(pause(book, 0, 3),))
    book.send()
    assert (book.states(), book.column("reason")) == (["cancelled"], ["pause: holidays"])


def test_several_notices_that_became_wrong_are_cancelled_in_one_batch(book: DunnedBook) -> None:
    """Two of them ended every dispatch, and with it what was right: one statement cancels them all."""
    for number in ("C1", "C2"):
        book.customer(number, country="IT")
    book.customer("C3", country="DE")
    book.plan()
    book.with_robot(pauses=(Pause(book.today, book.today, "ferragosto", country=("IT",)),))
    sent = book.send()
    assert (sent["cancelled"], sent["handed_over"]) == (2, 1)
    assert book.states() == ["cancelled", "cancelled", "handed_over"]


def test_a_pause_is_of_its_segment_and_country_only(book: DunnedBook) -> None:
    for number, country, segment in (("C1", "IT", "key"), ("C2", "IT", ""), ("C3", "DE", "key")):
        book.customer(number, country=country, segment=segment)
    book.with_robot(pauses=(pause(book, 0, 9, country=("IT",), segment=("key_accounts",)),))
    book.plan()
    book.send()
    assert sorted(book.column("recipient")) == ["ap@c2.example", "ap@c3.example"]


@pytest.mark.parametrize(
    ("spans", "resumes"),
    [
        ([(0, 6)], 7),
        ([(0, 6), (2, 4)], 7),  # one inside another
        ([(0, 3), (3, 6)], 7),  # a shared end
        ([(0, 4), (2, 6)], 7),  # overlapping
        ([(0, 3), (4, 6)], 7),  # one after another
        ([(0, 6), (0, 6), (0, 6)], 7),
    ],
)
def test_pitfall_17_overlapping_pauses_count_each_day_once(
    book: DunnedBook, spans: list[tuple[int, int]], resumes: int
) -> None:
    """The notice comes on the first day that is not paused: never by the sum of the pauses later."""
    book.customer(days_overdue=(10,))
    book.with_robot(pauses=tuple(pause(book, *span) for span in spans))
    start, left_on = book.today, []
    for _ in range(12):
        book.plan()
        if book.send()["handed_over"]:
            left_on.append((book.today - start).days)
        book.pass_days(1)
    assert left_on[0] == resumes


def test_pitfall_16_after_a_long_pause_there_is_no_burst_and_the_level_is_the_same(book: DunnedBook) -> None:
    for number in ("C1", "C2", "C3"):
        book.customer(number, days_overdue=(10, 8))
    book.plan()
    book.send()
    book.with_robot(pauses=(pause(book, 1, 40),))
    for _ in range(41):
        book.pass_days(1)
        book.plan()
        sent = book.send()["handed_over"]
        assert sent == 0 or (book.today > book.policy.robot.pauses[0].last_day and sent <= 6)
    # One notice a customer, the next level and no more, over each of its two channels.
    assert sorted(set(zip(book.column("contact_id"), book.column("level"), strict=True))) == [
        (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2),
    ]  # fmt: skip


def test_a_pause_begins_and_ends_with_its_days() -> None:
    days = (date(2026, 12, 23), date(2027, 1, 2))
    known = [Pause(*days, "holidays")]
    paused = [day for n in range(20) if paused_on(known, "all", "DE", day := date(2026, 12, 20) + timedelta(days=n))]
    assert (paused[0], paused[-1], len(paused)) == (*days, 11)


def left_in_pauses(book: DunnedBook) -> list[tuple[str, str]]:
    law = next(law for law in verify(book.ledger, Replays(), book.occasion()) if law.n == 4)
    return [(violation.subject, violation.what) for violation in law.violations]


def ran_under_a_pause(book: DunnedBook, **whom: tuple[str, ...]) -> None:
    """What was planned yesterday leaves today, although today's run knew a pause: the gate did not ask for it."""
    book.customer(country="DE")
    book.plan()
    book.pass_days(1)
    unpaused = book.policy
    book.with_robot(pauses=(pause(book, 0, 3, **whom),))
    book.plan()
    book.policy = unpaused
    book.offset += timedelta(minutes=1)
    assert book.send()["handed_over"] == 1


@pytest.mark.parametrize("whom", [{}, {"country": ("DE",)}], ids=["everybody", "a country"])
def test_law_4_names_a_notice_that_left_in_a_pause(book: DunnedBook, whom: dict[str, tuple[str, ...]]) -> None:
    ran_under_a_pause(book, **whom)
    assert left_in_pauses(book) == [("message 1", f"left on {book.today}, a day on which policy pauses")]


@pytest.mark.parametrize("whom", [{"country": ("IT",)}, {"segment": ("key_accounts",)}], ids=["country", "segment"])
def test_law_4_leaves_out_who_is_not_paused(book: DunnedBook, whom: dict[str, tuple[str, ...]]) -> None:
    ran_under_a_pause(book, **whom)
    assert left_in_pauses(book) == []


def test_law_4_allows_what_left_before_the_pause_was_known(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    assert book.send()["handed_over"] == 1
    book.offset += timedelta(minutes=1)
    book.with_robot(pauses=(pause(book, 0, 3),))
    book.plan()
    assert left_in_pauses(book) == []


def test_a_pause_until_the_end_of_the_calendar_pauses_and_stops_no_run(book: DunnedBook) -> None:
    """Until 9999-12-31 is how people write for ever; the day after it does not exist."""
    book.customer()
    book.plan()
    book.with_robot(pauses=(Pause(book.today, date.max, "for ever"),))
    book.send()
    book.plan()
    assert (book.states(), book.column("reason")) == (["cancelled"], ["pause: for ever"])
