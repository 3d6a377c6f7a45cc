"""Pitfalls 1 and 10 to 14: runs too often, runs that never were, old debt, calendars and zones, on real ledgers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.charged_book import ChargedBook
from workers.channels.base import Prepared, Receipt
from workers.channels.recording import RecordingChannel
from workers.clock import real_now
from workers.policy.ladder import BusinessDays

MINUTES_OF_A_DAY = 24 * 60
# The quick form runs every half hour.
RUN_EVERY_MINUTES = [30, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
# The night from Saturday to Sunday on which Europe's clocks go forward.
NIGHT_OF_THE_CHANGE = datetime(2026, 3, 28, 22, tzinfo=UTC)


def given(book: ChargedBook) -> Counter[tuple[int, int, str]]:
    """How often each contact was given each level over each channel."""
    return Counter(zip(book.column("contact_id"), book.column("level"), book.column("channel"), strict=True))


def send_daily(book: ChargedBook, days: int) -> None:
    for _ in range(days):
        book.plan()
        book.send()
        book.pass_days(1)


def days_of_levels(book: ChargedBook) -> dict[int, set[date]]:
    """On which days each level left."""
    found: dict[int, set[date]] = {}
    for level, day in zip(book.column("level"), book.column("handed_over_on"), strict=True):
        found.setdefault(level, set()).add(day)
    return found


@pytest.mark.parametrize("minutes", RUN_EVERY_MINUTES)
def test_pitfall_01_a_run_every_minute_of_a_day_gives_each_level_once(book: ChargedBook, minutes: int) -> None:
    """One customer's level falls due in the course of the day, another's second level was due long ago."""
    book.customer("C1", days_overdue=(2,))
    book.customer("C2", days_overdue=(20,))
    for _ in range(MINUTES_OF_A_DAY // minutes):
        book.plan()
        book.send()
        book.offset += timedelta(minutes=minutes)
    assert given(book) == {(1, 1, "email"): 1, (2, 1, "email"): 1}
    assert len(book.email.accepted) == 2


def test_pitfall_10_after_an_outage_a_notice_leaves_once_and_the_later_levels_still_come(book: ChargedBook) -> None:
    """Down over the days of the second and of the final level: the second comes on the day the robot is back."""
    book.customer(days_overdue=(4,))
    send_daily(book, 1)
    book.pass_days(41)
    back_on = book.today
    for _ in range(3):
        book.plan()
        book.send()
    send_daily(book, 14)
    levels = days_of_levels(book)
    assert levels[2] == {back_on}
    assert sorted(levels) == [1, 2, 3]
    assert min(levels[3]) >= back_on + timedelta(days=10)
    assert set(given(book).values()) == {1}


def test_pitfall_11_old_debt_starts_at_the_configured_level(book: ChargedBook) -> None:
    """By age the level before the final one is the highest with which a debt of a hundred days begins."""
    ladder = replace(book.policy.ladders["standard"], entry="by_age")
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": ladder})
    book.customer(days_overdue=(100,))
    send_daily(book, 14)
    days = days_of_levels(book)
    assert sorted(days) == [2, 3]
    assert min(days[3]) - max(days[2]) == timedelta(days=10)


def test_pitfall_12_paying_the_oldest_item_moves_the_clock_to_the_next_one(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(20, 5))
    send_daily(book, 1)
    first_day = book.today - timedelta(days=1)
    book.pay(account, {1: 10_000})
    send_daily(book, 14)
    assert days_of_levels(book) == {1: {first_day}, 2: {first_day + timedelta(days=9)}}, (
        "the level comes on the day of the item that is left: neither with its old day nor not at all"
    )


class Watched(RecordingChannel):
    """Notes what the business clock says when something leaves."""

    def __init__(self, book: ChargedBook) -> None:
        super().__init__("email")
        self._book = book
        self.left: dict[str, datetime] = {}

    def send(self, prepared: Prepared) -> Receipt:
        self.left[prepared.message.recipient] = self._book.occasion().at
        return super().send(prepared)


def test_pitfall_13_the_day_is_the_creditors_and_the_hour_is_the_debtors(book: ChargedBook) -> None:
    """From Berlin to UTC-10 and UTC+13, over the night in which the creditor's clock changes.

    The level's own day is that Sunday, so it falls due when Monday begins in Berlin, by its new clock.
    """
    home = book.policy.robot.entities["default"]
    book.with_robot(entities={"default": replace(home, zone="Europe/Berlin", country="DE")})
    book.offset = NIGHT_OF_THE_CHANGE - real_now()
    zones = {"ap@hi.example": "Pacific/Honolulu", "ap@to.example": "Pacific/Tongatapu"}
    for number, country in (("HI", "US"), ("TO", "TO")):
        book.customer(
            number, days_overdue=(2,), country=country, party="company", timezone=zones[f"ap@{number.lower()}.example"]
        )
    channel = Watched(book)
    for _ in range(72):
        book.plan()
        book.send(email=channel)
        book.offset += timedelta(hours=1)
    assert book.column("planned_on") == [date(2026, 3, 30)] * 2
    midnight = datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert all(midnight <= at < midnight + timedelta(hours=1) for at in book.column("planned_at"))
    assert all("Due Mar 26, 2026" in prepared.message.text for prepared in channel.accepted)
    left = {recipient: channel.left[recipient].astimezone(ZoneInfo(zone)) for recipient, zone in zones.items()}
    # The window opens at nine in Honolulu; in Tonga it is eleven already when Monday begins in Berlin.
    assert {recipient: (at.strftime("%A"), at.hour) for recipient, at in left.items()} == {
        "ap@hi.example": ("Monday", 9),
        "ap@to.example": ("Monday", 11),
    }


@pytest.mark.parametrize(
    ("due", "country", "first", "second"),
    [
        (date(2026, 3, 4), "DE", date(2026, 3, 9), date(2026, 3, 18)),  # a Saturday; the second keeps its day
        (date(2026, 3, 31), "DE", date(2026, 4, 7), date(2026, 4, 14)),  # Good Friday to Easter Monday
        (date(2026, 3, 31), "US", date(2026, 4, 3), date(2026, 4, 14)),  # where neither is a holiday
    ],
)
def test_pitfall_14_a_level_on_a_closed_day_comes_on_the_next_open_one(
    book: ChargedBook, due: date, country: str, first: date, second: date
) -> None:
    ladder = replace(book.policy.ladders["standard"], business_days=BusinessDays("next", "next"))
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": ladder})
    book.offset += timedelta(hours=5)  # an hour at which both countries are open
    zone = {"US": "America/New_York", "DE": "Europe/Berlin"}[country]
    book.customer(days_overdue=((book.today - due).days,), country=country, party="company", timezone=zone)
    while book.today <= second:
        send_daily(book, 1)
    assert days_of_levels(book) == {1: {first}, 2: {second}}
    assert set(book.column("planned_on")) == {first, second}, "the day itself moves, not only the hour of sending"
