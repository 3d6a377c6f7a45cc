"""What becomes of a message without a receipt: bounded tries after definite refusals, doubt otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workers.outbox.outcomes import Failure, outcome_of
from workers.outbox.rules.refusal import Consequence, consequence
from workers.policy.robot import OutboxPolicy

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
POLICY = OutboxPolicy(max_attempts=3, retry_minutes=(5, 30))


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 5), (2, 30)])
def test_a_temporary_refusal_waits_longer_each_time(attempts: int, minutes: int) -> None:
    outcome = outcome_of(Failure.temporary("451 later", None), "email", attempts, POLICY, NOW)
    assert (outcome.state, outcome.retry_at) == ("planned", NOW + timedelta(minutes=minutes))


def test_the_other_side_may_say_how_long_to_wait() -> None:
    outcome = outcome_of(Failure.temporary("429", timedelta(seconds=90)), "sms", 1, POLICY, NOW)
    assert outcome.retry_at == NOW + timedelta(seconds=90)


def test_pitfall_04_the_tries_run_out() -> None:
    assert outcome_of(Failure.temporary("451 later", None), "email", 3, POLICY, NOW).state == "failed"


@pytest.mark.parametrize(
    ("channel", "code", "name"),
    [
        ("email", "450", "failed"),
        ("email", "452", "failed"),
        ("email", "421", "unsendable"),
        ("email", "535", "unsendable"),
        ("email", "", "unsendable"),
        ("sms", "20429", "unsendable"),
        ("letter", "", "unsendable"),
    ],
)
def test_a_server_that_takes_nothing_blames_no_contact(channel: str, code: str, name: str) -> None:
    outcome = outcome_of(Failure.temporary("not now", None, code), channel, 3, POLICY, NOW)
    assert (outcome.name, outcome.state) == (name, "failed")


def test_doubt_is_never_a_reason_to_try_again() -> None:
    assert outcome_of(Failure.in_doubt("connection lost after DATA"), "email", 1, POLICY, NOW).state == "in_doubt"


@pytest.mark.parametrize(
    ("channel", "code", "expected"),
    [
        ("email", "550", Consequence.INVALID),
        ("email", "5.1.1", Consequence.INVALID),
        ("email", "554", Consequence.NONE),
        ("email", "5.7.1", Consequence.NONE),
        ("email", "5.2.2", Consequence.NONE),
        ("email", "", Consequence.NONE),
        ("email", "452", Consequence.NONE),
        ("sms", "21211", Consequence.INVALID),
        ("sms", "21610", Consequence.OPTED_OUT),
        ("sms", "30005", Consequence.INVALID),
        ("sms", "30007", Consequence.SENDER_REFUSED),
        ("sms", "30032", Consequence.SENDER_REFUSED),
        ("sms", "30034", Consequence.SENDER_REFUSED),
        ("sms", "30008", Consequence.NONE),
        ("sms", "21408", Consequence.NONE),
        ("agency", "21610", Consequence.NONE),
        ("sms", "550", Consequence.NONE),
    ],
)
def test_only_a_refusal_of_the_address_makes_the_address_invalid(
    channel: str, code: str, expected: Consequence
) -> None:
    assert consequence(channel, code) is expected


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("550", "RCPT TO refused: 550 user unknown", Consequence.INVALID),
        ("550", "RCPT TO refused: 550 blocked using a blocklist", Consequence.NONE),
        ("550", "RCPT TO refused: 550 blocked, user unknown", Consequence.INVALID),
        ("554", "554 no such user here", Consequence.INVALID),
        ("554", "554 transaction failed", Consequence.NONE),
        ("", "MAIL FROM refused: 550 user unknown", Consequence.NONE),
    ],
)
def test_the_words_of_a_mail_server_count_where_its_code_says_little(
    code: str, words: str, expected: Consequence
) -> None:
    assert consequence("email", code, words) is expected
