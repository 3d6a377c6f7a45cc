"""Laws 3, 4, 5, 6 and 7: each names the message or mail that broke it, and nothing that did not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from tests.integration.ledger.law_book import NOON, add, add_episode, add_notice, faults, hear, tamper
from tests.open_items_file import TODAY, item, take_in
from workers.ledger.schema import (
    holds,
    mail_contents,
    mailbox_cursors,
    message_attempts,
    messages,
    placement_items,
    placements,
    raw_messages,
    stops,
)
from workers.ledger.unit_of_work import Ledger

HOUR = timedelta(hours=1)


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> Ledger:
    """One account, two items, an episode with one notice that left today at noon and lists the first item."""
    take_in(ledger, tmp_path, item(), item("INV-2"))
    add_notice(ledger, 1, add_episode(ledger), level=1)
    return ledger


def day(offset: int) -> Any:
    return TODAY + timedelta(days=offset)


def test_law_3_allows_levels_one_after_the_other_over_several_channels(book: Ledger) -> None:
    add_notice(book, 2, 1, level=1, channel="sms")
    add_notice(book, 3, 1, level=2, on=day(10))
    add_notice(book, 4, add_episode(book, 2, closed_on=day(40)), level=2, on=day(30))
    assert (hear(book, 3).checked, faults(book, 3)) == (2, [])


def test_law_3_names_a_level_that_was_noticed_twice(book: Ledger) -> None:
    add_notice(book, 2, 1, level=1, on=day(9), key="another")
    assert faults(book, 3) == [("message 2", "episode 1: level 1 was noticed twice by email")]


def test_law_3_lets_a_bounced_level_be_noticed_again(book: Ledger) -> None:
    tamper(book, messages, 1, state="bounced")
    add_notice(book, 2, 1, level=1, on=day(9))
    assert faults(book, 3) == []


def test_law_3_names_a_level_that_was_skipped(book: Ledger) -> None:
    add_notice(book, 2, 1, level=3, on=day(30))
    assert faults(book, 3) == [("message 2", "episode 1: level 3 without level 2 before it")]


def restrain(book: Ledger, **values: Any) -> None:
    row = {"account_id": 1, "kind": "hold", "reason": "r", "author": "kim", "created_at": NOON - HOUR} | values
    add(book, holds, **row)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "promise", "expires_on": TODAY},
        {"kind": "dispute", "open_item_id": 1},
        {"lifted_at": NOON + HOUR},
    ],
)
def test_law_4_names_a_notice_that_left_under_a_hold(book: Ledger, values: dict[str, Any]) -> None:
    restrain(book, **values)
    assert faults(book, 4) == [("message 1", "left under hold 1")]


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": NOON + HOUR},
        {"created_at": NOON - timedelta(seconds=1)},  # after the attempt, before the receipt
        {"expires_on": TODAY - timedelta(days=1)},
        {"open_item_id": 2},
        {"open_item_id": 1, "amount_minor": 500},
        {"lifted_at": NOON - timedelta(minutes=30)},
        {"kind": "remittance"},  # this payer's next advices wait for the bank; dunning does not
    ],
)
def test_law_4_lets_a_notice_leave_that_no_hold_kept(book: Ledger, values: dict[str, Any]) -> None:
    restrain(book, **values)
    assert (hear(book, 4).checked, faults(book, 4)) == (1, [])


def test_law_4_names_a_notice_that_left_under_a_stop(book: Ledger) -> None:
    add(book, stops, account_id=1, reason="insolvency", author="kim", created_at=NOON - HOUR)
    assert faults(book, 4) == [("message 1", "left under stop 1")]


def test_law_5_lets_a_key_be_used_again_after_a_bounce(book: Ledger) -> None:
    tamper(book, messages, 1, state="bounced")
    add_notice(book, 2, 1, level=1)
    assert (hear(book, 5).checked, faults(book, 5)) == (1, [])


def test_law_5_names_a_key_that_was_accepted_twice(book: Ledger) -> None:
    with book.write() as connection:
        connection.execute(text("DROP INDEX uq_messages_live_key"))
    add_notice(book, 2, 1, level=1)
    assert faults(book, 5) == [("key key-1-1-email", "2 live and 2 accepted messages")]


@pytest.mark.parametrize(("outcome", "broken"), [("temporary", 0), ("in_doubt", 1), ("", 1), ("accepted", 1)])
def test_law_5_names_a_message_that_was_repeated_blindly(book: Ledger, outcome: str, broken: int) -> None:
    with book.write() as connection:
        for number, ended in ((1, outcome), (2, "accepted")):
            row = {"message_id": 1, "number": number, "attempted_at": NOON, "claim_token": "t", "outcome": ended}
            connection.execute(insert(message_attempts).values(row))
    assert faults(book, 5) == [("message 1", "was attempted again after attempt 1")] * broken


def fetch(book: Ledger, ago: timedelta, **values: Any) -> None:
    row = {
        "mailbox": "in",
        "uid_validity": 1,
        "uid": 7,
        "digest": "d",
        "fetched_at": NOON - 6 * HOUR - ago,
    }
    with book.write() as connection:
        connection.execute(insert(mail_contents).values(digest="d", content=b""))
    add(book, raw_messages, **row | values)


def poll(book: Ledger) -> None:
    with book.write() as connection:
        row = {"mailbox": "in", "uid_validity": 1, "last_uid": 7, "polled_at": NOON - 6 * HOUR}
        connection.execute(insert(mailbox_cursors).values(row))


@pytest.mark.parametrize(
    ("ago", "values", "what"),
    [
        (2 * HOUR, {}, "has no outcome after 0 attempts"),
        (25 * HOUR, {"attempts": 3}, "has no outcome after 3 attempts"),
        (HOUR, {"outcome": "ignored"}, "ignored without a reason"),
    ],
)
def test_law_6_names_a_mail_that_did_not_end(book: Ledger, ago: timedelta, values: dict[str, Any], what: str) -> None:
    poll(book)
    fetch(book, ago, **values)
    assert faults(book, 6) == [("mail 1 (in 7)", what)]


@pytest.mark.parametrize(
    ("ago", "values"),
    [
        (timedelta(minutes=5), {}),
        (20 * HOUR, {"attempts": 2}),
        (90 * HOUR, {"outcome": "ignored", "reason": "newsletter"}),
        (90 * HOUR, {"outcome": "case"}),
    ],
)
def test_law_6_lets_a_mail_be_that_ended_or_is_being_read(book: Ledger, ago: timedelta, values: dict[str, Any]) -> None:
    poll(book)
    fetch(book, ago, **values)
    assert (hear(book, 6).checked, faults(book, 6)) == (1, [])


def place(book: Ledger, **values: Any) -> None:
    row = {
        "entity": "north",
        "account_id": 1,
        "currency": "EUR",
        "episode_id": 1,
        "agency": "north_recovery",
        "amount_minor": 10000,
        "state": "placed",
        "proposed_on": TODAY,
        "approved_at": NOON - HOUR,
    } | values
    placement = add(book, placements, **row)
    with book.write() as connection:
        connection.execute(insert(placement_items).values(placement_id=placement, open_item_id=1, open_minor=10000))


def test_law_7_names_a_notice_about_a_placed_item(book: Ledger) -> None:
    place(book)
    assert faults(book, 7) == [("message 1", "dunned item 1 of placement 1")]


@pytest.mark.parametrize(
    "values",
    [
        {"approved_at": NOON + HOUR},
        {"approved_at": None, "state": "refused"},
        {"state": "recalled", "closed_on": TODAY},
    ],
)
def test_law_7_lets_notices_be_before_and_after_a_placement(book: Ledger, values: dict[str, Any]) -> None:
    place(book, **values)
    assert faults(book, 7) == []
