"""The new deadline of a notice: counted from the day it leaves, and never a closed day where the ladder says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from tests.dunned_book import live_policy
from workers.outbox.compose import facts_as_sent
from workers.receivables.calendar import Roll, TimeToPay
from workers.receivables.notice import NoticeFacts
from workers.rendering.samples import sample_facts

THURSDAY = date(2026, 12, 17)


def planned(pay: TimeToPay, on: date) -> NoticeFacts:
    facts = next(sample_facts(live_policy(), "en"))
    return structs.replace(facts, notice_date=on, deadline=pay.deadline(on), time_to_pay=pay)


@pytest.mark.parametrize(
    ("roll", "country", "deadline"),
    [
        ("none", "DE", date(2026, 12, 25)),
        ("next", "DE", date(2026, 12, 28)),
        ("previous", "DE", date(2026, 12, 24)),
        ("next", "GB", date(2026, 12, 29)),
        ("next", "US", date(2026, 12, 28)),
    ],
)
def test_pitfall_14_a_deadline_on_a_holiday_moves_as_the_ladder_says(roll: Roll, country: str, deadline: date) -> None:
    assert TimeToPay(8, roll, country).deadline(THURSDAY) == deadline


def test_a_deadline_lies_after_its_notice() -> None:
    saturday = date(2026, 12, 19)
    assert TimeToPay(1, "previous", "DE").deadline(saturday) == date(2026, 12, 21)


def test_a_notice_that_leaves_later_gives_the_same_time_by_the_calendar_of_its_customer() -> None:
    pay = TimeToPay(7, "next", "DE")
    sent = facts_as_sent(planned(pay, THURSDAY).to_json().decode(), THURSDAY + timedelta(days=1))
    assert (sent.notice_date, sent.deadline) == (date(2026, 12, 18), date(2026, 12, 28))
