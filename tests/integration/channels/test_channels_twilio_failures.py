"""What each of Twilio's answers, and the lack of one, is reported as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.channels.ways_out import AN_SMS
from tests.servers.launcher import free_port
from tests.servers.twilio_peer import TwilioPeer
from workers.channels.base import Channel, ChannelInDoubt, ChannelRefused, ChannelUnavailable, OutgoingMessage
from workers.channels.connect import open_sms
from workers.channels.endpoint import parse_endpoint
from workers.channels.sms_twilio import TWILIO_OPTIONS, TwilioChannel
from workers.clock import real_now
from workers.errors import ConfigurationError, ServerUnreachable

LOOPBACK = "http://127.0.0.1:9"


@pytest.fixture
def channel(twilio_peer: TwilioPeer) -> Iterator[Channel]:
    opened = open_sms(f"{twilio_peer.url()}&timeout=0.5")
    yield opened
    opened.close()


def an_sms_to(digits: str) -> OutgoingMessage:
    return replace(AN_SMS, recipient=f"+491510000{digits}")


def send(channel: Channel, message: OutgoingMessage) -> str:
    return channel.send(channel.prepare(message)).provider_reference


@pytest.mark.parametrize(("digits", "code"), [("0001", "21211"), ("0002", "21610")])
def test_a_bad_or_unsubscribed_number_is_permanent(
    channel: Channel, twilio_peer: TwilioPeer, digits: str, code: str
) -> None:
    with pytest.raises(ChannelRefused) as refused:
        send(channel, an_sms_to(digits))
    assert refused.value.code == code
    assert twilio_peer.accepted == []


def test_an_account_that_is_suspended_fails_no_message(channel: Channel, twilio_peer: TwilioPeer) -> None:
    """Twilio's 403: every text would have become a case of its own, and its number been passed over."""
    with pytest.raises(ChannelUnavailable, match="check SID and TOKEN"):
        send(channel, an_sms_to("0403"))
    assert twilio_peer.accepted == []


def test_too_many_requests_is_temporary_and_says_for_how_long(channel: Channel, twilio_peer: TwilioPeer) -> None:
    with pytest.raises(ChannelUnavailable) as unavailable:
        send(channel, an_sms_to("0429"))
    assert unavailable.value.code == "20429"
    assert unavailable.value.retry_after == timedelta(seconds=7)
    assert twilio_peer.accepted == []


@pytest.mark.parametrize(("digits", "accepted"), [("0500", True), ("0503", False), ("0504", True), ("0505", False)])
def test_a_server_error_or_silence_is_in_doubt_until_the_list_is_read(
    channel: Channel, twilio_peer: TwilioPeer, digits: str, accepted: bool
) -> None:
    attempted_at = real_now()
    with pytest.raises(ChannelInDoubt):
        send(channel, an_sms_to(digits))
    found = channel.look_up(an_sms_to(digits), attempted_at)
    assert (found is not None) is accepted
    assert [message.sid for message in twilio_peer.accepted] == ([found.provider_reference] if found else [])


def test_an_older_message_with_the_same_words_is_no_evidence(channel: Channel) -> None:
    send(channel, AN_SMS)
    assert channel.look_up(AN_SMS, real_now() + timedelta(seconds=50)) is not None
    assert channel.look_up(AN_SMS, real_now() + timedelta(seconds=62)) is None


@pytest.mark.parametrize("changes", [{"recipient": "+4915100002222"}, {"text": "another"}])
def test_another_recipient_or_text_is_no_evidence(channel: Channel, changes: dict[str, str]) -> None:
    send(channel, AN_SMS)
    assert channel.look_up(replace(AN_SMS, **changes), real_now()) is None  # type: ignore[arg-type]


def test_another_sender_is_no_evidence(channel: Channel, twilio_peer: TwilioPeer) -> None:
    other = open_sms(twilio_peer.url(sender="+15005559999"))
    send(other, AN_SMS)
    other.close()
    assert channel.look_up(AN_SMS, real_now()) is None


def test_a_messaging_services_message_is_its_evidence_whatever_number_it_chose(twilio_peer: TwilioPeer) -> None:
    channel = open_sms(twilio_peer.url(sender="MG" + "5" * 32))
    attempted_at = real_now()
    reference = send(channel, AN_SMS)
    found = channel.look_up(AN_SMS, attempted_at)
    channel.close()
    other = open_sms(twilio_peer.url(sender="MG" + "6" * 32))
    assert (found is not None and found.provider_reference) == reference
    assert other.look_up(AN_SMS, attempted_at) is None
    other.close()


@pytest.mark.parametrize(
    ("public_url", "callback"),
    [
        ("", ""),
        (LOOPBACK, f"{LOOPBACK}/webhooks/twilio/status?key=de%2F1001%2FEUR%2F"),
        (f"{LOOPBACK}/ar/", f"{LOOPBACK}/ar/webhooks/twilio/status?key=de%2F1001%2FEUR%2F"),
    ],
)
def test_reports_are_asked_for_at_our_public_address(twilio_peer: TwilioPeer, public_url: str, callback: str) -> None:
    channel = open_sms(twilio_peer.url(), public_url)
    send(channel, AN_SMS)
    channel.close()
    assert twilio_peer.accepted[0].status_callback.startswith(callback)
    assert bool(twilio_peer.accepted[0].status_callback) is bool(callback)


def test_twilio_itself_is_never_given_an_address_on_loopback() -> None:
    """Twilio refuses the whole message with 21609 when it cannot reach the address for reports."""
    real = TwilioChannel(parse_endpoint("twilio://AC1:token@?from=%2B1", TWILIO_OPTIONS, host_required=False), LOOPBACK)
    assert real._report_to(AN_SMS) == {}


def test_a_number_and_a_service_at_once_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match=r"both from= and service="):
        open_sms("twilio://AC1:token@?from=%2B1&service=MG1")


def test_evidence_is_found_behind_many_other_messages(channel: Channel) -> None:
    attempted_at = real_now()
    send(channel, AN_SMS)
    for number in range(60):
        send(channel, replace(AN_SMS, text=f"number {number}"))
    assert channel.look_up(AN_SMS, attempted_at) is not None


def test_wrong_credentials_keep_the_message_and_fail_the_check(twilio_peer: TwilioPeer) -> None:
    wrong = open_sms(twilio_peer.url().replace(twilio_peer.token, "hunter2"))
    with pytest.raises(ChannelUnavailable):
        send(wrong, AN_SMS)
    with pytest.raises(ConfigurationError, match="Twilio refused the account") as error:
        wrong.check()
    assert "hunter2" not in str(error.value)
    wrong.close()


def test_a_closed_port_is_temporary_for_a_message_and_an_error_for_a_check() -> None:
    channel = open_sms(f"twilio://AC1:token@?from=%2B1&base=http://127.0.0.1:{free_port()}")
    with pytest.raises(ChannelUnavailable):
        send(channel, AN_SMS)
    with pytest.raises(ChannelUnavailable):
        channel.look_up(AN_SMS, real_now())
    with pytest.raises(ServerUnreachable, match=r"Twilio does not answer .* COLLECTBOT_SMS_URL"):
        channel.check()
