"""Texts that come in over the console: opt-outs, opt-ins, help, and matters for a person; each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from tests.servers.twilio_peer import TwilioPeer
from tests.sms_room import PHONE, SmsRoom
from tests.stop_phrases import one_phrase_of_each_kind
from workers.inbox import sms as inbox_sms
from workers.inbox.sms import settle_all
from workers.ledger.book import consents as consent_ledger
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import accounts, cases, consents, holds, incoming_sms, journal, messages, stops
from workers.ledger.unit_of_work import Ledger

SID = "SM" + "1" * 32


def say(room: SmsRoom, body: str, sender: str = PHONE, **fields: str) -> None:
    answer = room.peer.text_us(room.public_url, sender, body, **fields)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert answer.text.endswith("<Response></Response>")


def replies(room: SmsRoom) -> list[str]:
    """The texts of ours that are answers, as the peer got them."""
    room.send()
    return [message.body for message in room.peer.accepted if "text" in message.body or "SMS" in message.body]


@pytest.mark.parametrize("body", ["STOP", "please stop texting me", "Bitte keine SMS mehr", "ARRET", "Darme de baja"])
def test_an_opt_out_cancels_what_is_queued_and_is_confirmed_once(room: SmsRoom, body: str) -> None:
    room.dun_by_text()
    say(room, body)
    assert room.text("reason") != "handed over"
    say(room, body)
    (confirmation,) = replies(room)
    assert "no more text messages" in confirmation
    assert "Brightwater" in confirmation
    (word,) = room.rows(consents)
    assert (word.kind, word.wording, word.evidence) == ("opt_out", body, "sms 1")
    assert [row.state for row in room.rows(messages) if row.channel == "sms" and row.purpose == "dunning"] == [
        "cancelled"
    ]
    assert [row.outcome for row in room.rows(incoming_sms)] == ["answered", "answered"]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("I don't want to receive any more messages", []),
        ("No quiero recibir más avisos", []),
        ("We don't want any more reminders, the goods were damaged", ["unclear_mail"]),
    ],
)
def test_what_counts_as_an_opt_out_by_mail_is_one_by_text(room: SmsRoom, body: str, kinds: list[str]) -> None:
    """Words that only config/reply_rules knows became a case, and the number was texted again."""
    room.dun_by_text()
    say(room, body)
    (word,) = room.rows(consents)
    assert (word.kind, word.wording) == ("opt_out", body)
    assert room.cases() == kinds
    assert [row.state for row in room.rows(messages) if row.channel == "sms" and row.purpose == "dunning"] == [
        "cancelled"
    ]


def test_a_word_that_the_provider_takes_for_an_opt_out_is_one(room: SmsRoom) -> None:
    """Its account may list words of its own; it texts that number no more, so what is queued could only fail."""
    room.dun_by_text()
    say(room, "Schluss", OptOutType="STOP")
    assert [word.kind for word in room.rows(consents)] == ["opt_out"]
    assert room.cases() == []
    assert replies(room) == []


def test_an_opt_out_is_of_the_number_for_every_account_that_has_it(room: SmsRoom) -> None:
    room.dun_by_text("C1")
    room.book.customer("C2", days_overdue=(30,))
    room.set_phone("C2", PHONE)
    room.book.plan()
    say(room, "STOP")
    room.send()
    texts = [row for row in room.rows(messages) if row.channel == "sms" and row.purpose == "dunning"]
    assert {row.state for row in texts} <= {"cancelled"}
    versions = {row.id: row.version for row in room.rows(accounts)}
    assert all(version > 0 for version in versions.values())
    room.book.pass_days(20)
    room.book.plan()
    room.send()
    assert all(row.state == "cancelled" for row in room.rows(messages) if row.channel == "sms" and row.level)


def test_a_start_opens_that_number_only(room: SmsRoom) -> None:
    other = "+4915112340000"
    say(room, "STOP")
    say(room, "STOP", other)
    say(room, "START")
    with room.book.ledger.read() as connection:
        assert not consent_ledger.is_opted_out(connection, "sms", PHONE)
        assert consent_ledger.is_opted_out(connection, "sms", other)


def test_a_yes_is_no_opt_in_even_where_the_provider_takes_it_for_one(room: SmsRoom) -> None:
    room.book.customer()
    say(room, "STOP")
    say(room, "YES", OptOutType="START")
    with room.book.ledger.read() as connection:
        assert consent_ledger.is_opted_out(connection, "sms", PHONE)
    assert room.cases() == ["unclear_mail"]


def test_a_keyword_that_the_provider_answered_gets_no_second_answer(room: SmsRoom) -> None:
    say(room, "STOP", OptOutType="STOP")
    say(room, "HELP", OptOutType="HELP")
    assert replies(room) == []
    assert [row.kind for row in room.rows(consents)] == ["opt_out"]


def test_help_names_the_creditor_once_a_day(room: SmsRoom) -> None:
    """Two robots that answer each other's help would never end."""
    room.book.customer(language="de")
    for _ in range(5):
        say(room, "HILFE")
    (answer,) = replies(room)
    assert answer.startswith("Brightwater Components: Wir schreiben Ihnen")
    room.book.pass_days(1)
    say(room, "HELP")
    assert len(replies(room)) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("We will pay on Friday", "promise"),
        ("I have already paid", "unclear_mail"),
        ("What is this about?", "unclear_mail"),
        ("We dispute this, the goods were damaged", "dispute"),
        ("We are in liquidation", "stop_request"),
        ("STOP. I have already paid this!", "unclear_mail"),
    ],
)
def test_any_other_text_is_a_case_with_its_words(room: SmsRoom, body: str, kind: str) -> None:
    account_id = room.dun_by_text()
    say(room, body)
    (case,) = room.rows(cases)
    assert (case.kind, case.account_id, case.evidence["quote"]) == (kind, account_id, body)
    assert room.rows(incoming_sms)[0].outcome == "case"
    assert len(room.rows(holds)) == (kind == "dispute")
    assert len(room.rows(stops)) == (kind == "stop_request")
    assert len(room.rows(consents)) == body.startswith("STOP")


@pytest.mark.parametrize(("kind", "words"), one_phrase_of_each_kind(), ids=lambda value: str(value)[:20])
def test_each_kind_of_stop_stops_by_text(room: SmsRoom, kind: str, words: str) -> None:
    account_id = room.dun_by_text()
    say(room, words)
    (stop,), (case,) = room.rows(stops), room.rows(cases)
    assert (stop.account_id, stop.reason, stop.evidence) == (account_id, kind, "sms 1")
    assert (case.kind, case.evidence["kind"], case.evidence["stop"]) == ("stop_request", kind, stop.id)
    assert {row.state for row in room.rows(messages) if row.purpose == "dunning"} == {"handed_over", "cancelled"}
    assert room.rows(incoming_sms)[0].attempts == 1


@pytest.mark.parametrize("words", ["Do not contact us again about this.", "Leave me alone!", "Ne me contactez plus."])
def test_whoever_wants_no_contact_by_text_gets_no_mail_either(room: SmsRoom, words: str) -> None:
    room.dun_by_text()
    say(room, words)
    assert [row.reason for row in room.rows(stops)] == ["cease_contact"]
    assert [row.kind for row in room.rows(consents)] == ["opt_out"]


def test_a_stop_by_text_rests_on_the_law_of_its_customer(room: SmsRoom) -> None:
    room.book.customer("C1", days_overdue=(10,), country="US")
    say(room, "We filed for bankruptcy.")
    (case,) = room.rows(cases)
    assert case.evidence["rule_packs"] == "us_bankruptcy@1"
    assert case.suggestion == f"File the proof of claim by {case.evidence['proof_of_claim_on']}."


def test_a_text_from_nobody_we_know_is_a_case_too(room: SmsRoom) -> None:
    say(room, "Who are you?", "+4915100009999")
    (case,) = room.rows(cases)
    assert (case.account_id, case.evidence["from"]) == (None, "+4915100009999")


def test_a_text_delivered_many_times_at_once_counts_once(ledger: Ledger, tmp_path: Path) -> None:
    with TwilioPeer() as peer, SmsRoom(DunnedBook(ledger), peer, tmp_path) as room:
        room.book.customer()
        with SmsRoom(room.book, peer, tmp_path) as second, ThreadPoolExecutor(8) as pool:
            urls = [room.public_url, second.public_url] * 4
            calls = [pool.submit(peer.text_us, url, PHONE, "STOP", MessageSid=SID) for url in urls]
            assert {call.result().status_code for call in calls} == {200}
        assert len(room.rows(incoming_sms)) == len(room.rows(consents)) == 1
        assert [row.kind for row in room.rows(journal)].count("sms.settled") == 1
        assert len(replies(room)) == 1


def test_a_text_stored_by_a_console_that_died_is_settled_by_the_sweep(room: SmsRoom) -> None:
    room.book.customer()
    say(room, "STOP")
    with room.book.ledger.write() as connection:
        connection.execute(consents.delete())
        connection.execute(update(incoming_sms).values(outcome=None, settled_at=None))
    assert settle_all(room.desk()) == 1
    assert settle_all(room.desk()) == 0
    assert [row.kind for row in room.rows(consents)] == ["opt_out"]


def test_a_text_that_cannot_be_settled_is_a_persons_after_three_attempts(
    room: SmsRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(room, "STOP")
    with room.book.ledger.write() as connection:
        connection.execute(update(incoming_sms).values(outcome=None, attempts=inbox_sms.MAX_ATTEMPTS))
    assert settle_all(room.desk()) == 1
    assert room.cases() == ["poisoned_mail"]


def test_no_number_and_no_word_of_a_text_stands_in_the_journal(room: SmsRoom) -> None:
    room.dun_by_text()
    say(room, "STOP bothering Aunt Agatha")
    with room.book.ledger.read() as connection:
        written = " ".join(connection.scalars(select(journal.c.data)))
    assert PHONE not in written
    assert "Agatha" not in written


def test_law_6_hears_of_texts_that_were_forgotten(room: SmsRoom) -> None:
    say(room, "STOP")
    with room.book.ledger.write() as connection:
        long_ago = room.book.occasion().at - timedelta(days=2)
        connection.execute(update(incoming_sms).values(outcome=None, received_at=long_ago))
    results = verify(room.book.ledger, Replays({}), room.book.occasion())
    assert [violation.subject for result in results if result.n == 6 for violation in result.violations] == ["sms 1"]
