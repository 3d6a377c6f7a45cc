"""The send gate: what became wrong is cancelled, what is untimely is deferred, and only the rest may leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from workers.outbox.rules.send_gate import Cancel, Defer, GateFacts, Send, judge, stale_feeds
from workers.policy.robot import ContactRules
from workers.receivables.standing import Reach, Standing, StandingItem

# A Monday, noon in Berlin.
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
RULES = ContactRules()
ITEM = StandingItem(1, date(2026, 2, 1), 10_000)
STANDING = Standing(7, "EUR", 1, "default", (ITEM,), reach=(Reach(3, "ap_clerk", ("email",)),))
FACTS = GateFacts(
    channel="email",
    contact_id=3,
    recipient="ap@customer.example",
    recipient_now="ap@customer.example",
    asked=10_000,
    listed=((1, 10_000),),
    standing=STANDING,
    zones=("Europe/Berlin",),
    country="DE",
)


def with_standing(**changes: object) -> GateFacts:
    return replace(FACTS, standing=structs.replace(STANDING, **changes))


def reached_by(channel: str) -> Standing:
    """The standing, with its contact reached over another channel."""
    return structs.replace(STANDING, reach=(Reach(3, "ap_clerk", (channel,)),))


def test_what_is_still_right_leaves_until_the_window_closes() -> None:
    assert judge(FACTS, RULES, NOW) == Send(datetime(2026, 3, 2, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(FACTS, standing=None), "nothing is open any more"),
        (with_standing(stop="bankruptcy"), "stop: bankruptcy"),
        (with_standing(hold="dispute"), "dispute"),
        (with_standing(parked="law 1 broken"), "parked: law 1 broken"),
        (with_standing(items=(structs.replace(ITEM, open=9_999),)), "figures changed"),
        (with_standing(items=(structs.replace(ITEM, placed=True),)), "figures changed"),
        (with_standing(on_account=4_000), "credit changed"),
        (replace(with_standing(on_account=10_000), asked=0), "covered by credit"),
        (with_standing(reach=()), "the contact can no longer be reached there"),
        (replace(FACTS, recipient_now="new@customer.example"), "the contact's address changed"),
    ],
)
def test_pitfall_05_what_became_wrong_between_plan_and_send_is_cancelled(facts: GateFacts, reason: str) -> None:
    assert judge(facts, RULES, NOW) == Cancel(reason)


def test_pitfall_06_the_message_asks_for_the_net() -> None:
    assert isinstance(judge(replace(with_standing(on_account=4_000), asked=6_000), RULES, NOW), Send)


def test_a_stale_feed_defers_and_says_which() -> None:
    assert judge(replace(FACTS, stale_feeds=("bank",)), RULES, NOW) == Defer(
        NOW + timedelta(hours=1), "stale feed: bank"
    )


def test_texts_wait_while_carriers_refuse_our_sender_and_mails_do_not() -> None:
    refused = replace(FACTS, texts_refused="our texts are refused: case 7")
    text = replace(refused, channel="sms", standing=reached_by("sms"))
    assert judge(text, RULES, NOW) == Defer(NOW + timedelta(hours=1), "our texts are refused: case 7")
    assert isinstance(judge(refused, RULES, NOW), Send)


def test_an_account_with_an_agency_gets_no_texts_even_about_what_we_kept() -> None:
    """Carriers block texts around third-party collection (Twilio 30863)."""
    standing = reached_by("sms")
    agencys = StandingItem(99, date(2025, 12, 1), 5_000, placed=True)
    placed = replace(FACTS, channel="sms", standing=structs.replace(standing, items=(*standing.items, agencys)))
    assert judge(placed, RULES, NOW) == Cancel("an agency has items of the account: no texts")
    by_mail = with_standing(items=(ITEM, agencys))
    assert isinstance(judge(by_mail, RULES, NOW), Send)


def test_the_contact_cap_defers_until_the_oldest_counted_contact_leaves_the_span() -> None:
    contacted = tuple(NOW - timedelta(days=n) for n in (1, 3, 6, 8))
    decision = judge(replace(FACTS, contacted_at=contacted), RULES, NOW)
    assert decision == Defer(NOW + timedelta(days=1), "contact cap of 3 in 7 days")
    assert isinstance(judge(replace(FACTS, contacted_at=contacted[:2]), RULES, NOW), Send)


@pytest.mark.parametrize(
    ("zone", "opening"),
    [
        ("Pacific/Honolulu", datetime(2026, 3, 2, 19, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 2, 20, 0, tzinfo=UTC)),
    ],
)
def test_pitfall_13_the_send_hour_is_the_debtors(zone: str, opening: datetime) -> None:
    decision = judge(replace(FACTS, zones=(zone,), country="US"), RULES, NOW)
    assert decision == Defer(opening, f"outside the send window in {zone}")


def test_pitfall_14_weekends_and_holidays_are_closed() -> None:
    saturday, good_friday = NOW + timedelta(days=5), datetime(2026, 4, 3, 11, 0, tzinfo=UTC)
    assert judge(FACTS, RULES, saturday) == Defer(
        datetime(2026, 3, 9, 8, 0, tzinfo=UTC), "outside the send window in Europe/Berlin"
    )
    assert judge(FACTS, RULES, good_friday) == Defer(
        datetime(2026, 4, 7, 7, 0, tzinfo=UTC), "outside the send window in Europe/Berlin"
    )


def test_a_feed_that_never_came_is_stale_and_one_not_listed_is_not_checked() -> None:
    most = {"bank": timedelta(hours=30), "open_items": timedelta(hours=30)}
    ages = {"bank": NOW - timedelta(hours=30), "mailbox": NOW - timedelta(days=90)}
    assert stale_feeds(ages, most, NOW) == ("open_items",)
    assert stale_feeds(ages | {"open_items": NOW}, most, NOW + timedelta(seconds=1)) == ("bank",)


def test_a_letter_goes_to_the_printer_at_any_hour_of_a_business_day() -> None:
    by_letter = Standing(7, "EUR", 1, "default", (ITEM,), reach=(Reach(3, "ap_clerk", ("letter",)),))
    letter = replace(FACTS, channel="letter", standing=by_letter)
    before_dawn, sunday = datetime(2026, 3, 2, 2, 0, tzinfo=UTC), datetime(2026, 3, 1, 11, 0, tzinfo=UTC)
    assert isinstance(judge(letter, RULES, before_dawn), Send)
    decision = judge(letter, RULES, sunday)
    assert isinstance(decision, Defer)
    assert decision.until == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
