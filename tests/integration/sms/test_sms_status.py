"""Status callbacks over the console: delivered, or bounced with its consequence; in any order, once, if signed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select, update
from twilio.request_validator import RequestValidator

from tests.dunned_book import DunnedBook
from tests.faults.aftermath import broken_laws
from tests.servers.twilio_peer import FATES, PeerMessage, Postman, TwilioPeer, call_webhook, status_form
from tests.sms_room import SmsRoom
from tests.waiting import wait_until
from workers.clock import real_now
from workers.dunning.explain.account import explain_account
from workers.dunning.explain.past import dossier_now
from workers.ledger.schema import (
    cases,
    consents,
    contacts,
    delivery_reports,
    incoming_sms,
    journal,
    messages,
    sent_messages,
)
from workers.ledger.unit_of_work import Ledger
from workers.outbox.settle import settle
from workers.outbox.sms_reports import settle_report, settle_reports
from workers.policy.robot import Redirect


def broken(room: SmsRoom) -> list[Any]:
    """Broken laws, but for the postings that items put straight into the book do not have."""
    return [violation for violation in broken_laws(room.book) if violation.law != 2]


def ends_as(room: SmsRoom, state: str) -> None:
    """Callbacks travel by themselves; one that overtook our receipt is settled by the sweep."""

    def has_ended() -> bool:
        settle_reports(room.ports())
        return bool(room.text() == state)

    wait_until(has_ended, f"the text is {state}", seconds=20)


def test_a_delivered_text_is_delivered(room: SmsRoom) -> None:
    room.dun_by_text()
    room.send()
    ends_as(room, "delivered")
    assert broken(room) == []


def test_a_text_that_carriers_cannot_deliver_takes_its_level_back_and_ends_the_number(room: SmsRoom) -> None:
    room.dun_by_text(phone="+491510000305")
    room.send()
    ends_as(room, "bounced")
    (clerk,) = room.rows(contacts)
    assert (clerk.phone_valid, clerk.email_valid) == (False, True)
    assert broken(room) == []


@pytest.mark.parametrize("digits", ["0307", "0332", "0334"])
def test_a_refusal_of_our_sender_is_for_operations_and_the_number_stays(room: SmsRoom, digits: str) -> None:
    room.dun_by_text(phone=f"+49151000{digits}")
    room.send()
    ends_as(room, "bounced")
    (clerk,) = room.rows(contacts)
    (case,) = room.rows(cases)
    assert clerk.phone_valid
    assert (case.kind, case.subject, case.evidence["code"]) == (
        "operations",
        "sender_refused:sms",
        str(FATES[digits][1]),
    )


def test_a_failure_that_says_nothing_of_the_number_is_a_persons(room: SmsRoom) -> None:
    room.dun_by_text(phone="+491510000308")
    room.send()
    ends_as(room, "bounced")
    assert room.cases() == ["delivery_failed"]
    assert room.rows(contacts)[0].phone_valid


def test_reports_that_come_twice_and_backwards_count_once(ledger: Ledger, tmp_path: Path) -> None:
    with (
        TwilioPeer(postman=Postman(times=3, backwards=True)) as peer,
        SmsRoom(DunnedBook(ledger), peer, tmp_path) as room,
    ):
        room.dun_by_text()
        room.send()
        ends_as(room, "delivered")
        wait_until(lambda: len(room.rows(delivery_reports)) == 2, "both statuses are stored")
        settle_reports(room.ports())
        assert sorted(row.outcome for row in room.rows(delivery_reports)) == ["applied", "ignored"]
        assert [row.kind for row in room.rows(journal) if row.kind == "message.delivered"] == ["message.delivered"]


@pytest.mark.parametrize("order", list(permutations(["sent", "undelivered", "queued"])))
def test_the_order_of_reports_makes_no_difference(ledger: Ledger, tmp_path: Path, order: tuple[str, ...]) -> None:
    with TwilioPeer() as peer, SmsRoom(DunnedBook(ledger), peer, tmp_path) as room:
        (message,) = texted_unreported(room)
        message.error_code = 30005
        for status in order:
            assert call_webhook(message.status_callback, status_form(message, status)).status_code == 200
        assert (room.text(), len(room.rows(delivery_reports))) == ("bounced", 3)
        assert {row.outcome for row in room.rows(delivery_reports)} == {"applied", "ignored"}


def texted_unreported(room: SmsRoom) -> list[PeerMessage]:
    """A text that the peer accepted and says nothing about by itself."""
    room.peer.report = lambda message: None  # type: ignore[method-assign]
    room.dun_by_text()
    room.send()
    assert room.text() == "handed_over"
    return room.peer.accepted


def test_a_report_that_overtakes_the_receipt_waits_for_it(room: SmsRoom) -> None:
    (message,) = texted_unreported(room)
    in_flight(room, "attempted")
    call_webhook(message.status_callback, status_form(message, "delivered"))
    assert (room.text(), room.rows(delivery_reports)[0].outcome) == ("attempted", None)
    in_flight(room, "handed_over", provider_reference=message.sid)
    settle_reports(room.ports())
    assert room.text() == "delivered"


def test_a_report_proves_that_a_text_in_doubt_left(room: SmsRoom) -> None:
    """Also where the provider's list cannot be read: the address of the report names the message."""
    (message,) = texted_unreported(room)
    in_flight(room, "in_doubt")
    call_webhook(message.status_callback, status_form(message, "delivered"))
    room.peer.token = "changed"
    assert settle(room.ports())["handed_over"] == 1
    assert room.text("provider_reference") == message.sid
    settle_reports(room.ports())
    assert room.text() == "delivered"


def in_flight(room: SmsRoom, state: str, **columns: str) -> None:
    """As if our process had stopped, or begun, to know what the provider answered."""
    with room.book.ledger.write() as connection:
        newest = select(messages.c.id).where(messages.c.channel == "sms").scalar_subquery()
        values = {"state": state, "provider_reference": "", **columns}
        connection.execute(update(messages).where(messages.c.id == newest).values(values))
        connection.execute(sent_messages.delete().where(sent_messages.c.message_id == newest))


def test_two_deliveries_at_once_have_one_effect(ledger: Ledger, tmp_path: Path) -> None:
    """Two consoles over one database, eight calls of one report at the same moment."""
    with TwilioPeer() as peer, SmsRoom(DunnedBook(ledger), peer, tmp_path) as room:
        (message,) = texted_unreported(room)
        message.error_code = 30008
        with SmsRoom(room.book, peer, tmp_path) as second, ThreadPoolExecutor(8) as pool:
            urls = [message.status_callback, message.status_callback.replace(str(room.port), str(second.port))] * 4
            calls = [pool.submit(call_webhook, url, status_form(message, "undelivered")) for url in urls]
            assert {call.result().status_code for call in calls} == {200}
        assert len(room.rows(delivery_reports)) == 1
        assert [row.kind for row in room.rows(journal) if row.kind == "message.bounced"] == ["message.bounced"]
        assert [row.occurrences for row in room.rows(cases)] == [1]


@pytest.mark.parametrize("path", ["/webhooks/twilio/status", "/webhooks/twilio/inbound"])
def test_nobody_but_twilio_is_heard(room: SmsRoom, path: str) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": "+4915112345678", "Body": "STOP"}
    url = f"{room.public_url}{path}"
    assert requests.post(url, data=form, timeout=10).status_code == 403
    assert call_webhook(url, form, token="guessed").status_code == 403
    forged = requests.post(url, data=form, headers={"X-Twilio-Signature": "é".encode().hex()}, timeout=10)
    assert forged.status_code == 403
    assert (room.rows(delivery_reports), room.rows(incoming_sms)) == ([], [])


def test_the_signature_is_over_our_public_address_whatever_the_request_says(ledger: Ledger, tmp_path: Path) -> None:
    """Behind a proxy that strips a prefix, and under a Host header that somebody made up."""
    with TwilioPeer() as peer, SmsRoom(DunnedBook(ledger), peer, tmp_path, prefix="/robot") as room:
        form = {"MessageSid": "SM1", "MessageStatus": "sent"}
        signed_for = f"{room.public_url}/webhooks/twilio/status?key=abc"
        sign = RequestValidator(peer.token).compute_signature
        behind = f"http://127.0.0.1:{room.port}/webhooks/twilio/status?key=abc"
        headers = {"X-Twilio-Signature": sign(signed_for, form), "Host": "evil.example"}
        assert requests.post(behind, data=form, headers=headers, timeout=10).status_code == 200
        for_host = {"X-Twilio-Signature": sign(behind, form)}
        assert requests.post(behind, data=form, headers=for_host, timeout=10).status_code == 403
        (report,) = room.rows(delivery_reports)
        assert report.key == "abc"


def test_what_is_too_long_or_says_nothing_is_refused(room: SmsRoom) -> None:
    url = f"{room.public_url}/webhooks/twilio/status"
    assert call_webhook(url, {"MessageSid": "SM1", "Body": "x" * 70_000}).status_code == 413
    assert call_webhook(url, {"MessageSid": "SM1"}).status_code == 400
    assert room.rows(delivery_reports) == []


def test_a_report_about_no_text_of_ours_ends_after_a_day(room: SmsRoom) -> None:
    call_webhook(f"{room.public_url}/webhooks/twilio/status", {"MessageSid": "SM9", "MessageStatus": "sent"})
    settle_reports(room.ports())
    assert room.rows(delivery_reports)[0].outcome is None
    with room.book.ledger.write() as connection:
        long_ago = real_now() - timedelta(days=1, seconds=1)
        connection.execute(update(delivery_reports).values(received_at=long_ago))
    settle_reports(room.ports())
    (report,) = room.rows(delivery_reports)
    assert (report.outcome, report.reason) == ("ignored", "it names no text of ours")


def test_21610_is_an_opt_out_and_never_tried_again(room: SmsRoom) -> None:
    room.dun_by_text(phone="+491510000002")
    room.send()
    assert (room.text(), room.cases()) == ("failed", ["opted_out"])
    (word,) = room.rows(consents)
    assert (word.kind, word.address) == ("opt_out", "+491510000002")
    room.book.pass_days(30)
    room.book.plan()
    room.send()
    assert [row.channel for row in room.rows(messages)].count("sms") == 1


def test_429_is_tried_again_with_the_same_key(room: SmsRoom) -> None:
    room.dun_by_text(phone="+491510000429")
    room.send()
    assert (room.text(), room.text("attempts")) == ("planned", 1)
    key = room.text("key")
    with room.book.ledger.write() as connection:
        connection.execute(update(messages).where(messages.c.channel == "sms").values(retry_at=real_now()))
    room.send()
    assert (room.text(), room.text("attempts"), room.text("key")) == ("planned", 2, key)
    assert [row.channel for row in room.rows(messages)].count("sms") == 1


def test_a_rehearsal_learns_nothing_about_the_customers_number(room: SmsRoom) -> None:
    room.book.with_robot(redirect_all_to=Redirect(email="us@us.example", sms="+491510000001"))
    room.dun_by_text()
    room.send()
    assert (room.text(), room.cases()) == ("failed", ["delivery_failed"])
    assert room.rows(contacts)[0].phone_valid


def explained_texts(room: SmsRoom) -> list[str]:
    """Why `explain` says that a text of a notice due would wait."""
    with room.book.ledger.read() as connection:
        told = explain_account(*dossier_now(connection, 1, room.book.policy, room.book.occasion()))
    gates = (gate for found in told["currencies"] for gate in found["gate"] if gate["channel"] == "sms")
    return [gate["judgement"].get("reason", "") for gate in gates]


def test_texts_wait_until_operations_have_put_the_sender_in_order(
    room: SmsRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mails of the next level go, its text waits for the case, and nothing is repeated blindly."""
    room.dun_by_text(phone="+491510000334")
    room.send()
    ends_as(room, "bounced")
    room.book.pass_days(21)
    assert "our texts are refused: case 1" in explained_texts(room)
    assert room.book.plan().messages == 2
    room.send()
    assert room.text("reason") == "our texts are refused: case 1"
    assert len(room.peer.accepted) == 1
    with room.book.ledger.write() as connection:
        connection.execute(update(cases).values(state="resolved", decision="handled"))
    monkeypatch.delitem(FATES, "0334")
    room.book.pass_days(1)
    room.send()
    ends_as(room, "delivered")
    assert len(room.peer.accepted) == 2


def test_a_settled_report_stays_as_it_was_settled(room: SmsRoom) -> None:
    (message,) = texted_unreported(room)
    call_webhook(message.status_callback, status_form(message, "delivered"))
    (report,) = room.rows(delivery_reports)
    assert not settle_report(room.ports(), report.id)
    assert room.rows(delivery_reports) == [report]
    assert report.outcome == "applied"
