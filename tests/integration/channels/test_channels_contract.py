"""The contract of every way out: the same tests against the real servers, the local files and the recording."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.channels import ways_out
from tests.integration.channels.ways_out import A_MAIL, AN_SMS, WayOut
from workers.channels.base import OutgoingMessage
from workers.clock import real_now

MAIL = ["smtp", "maildir", "recording"]
SMS = ["sms_file", "twilio", "recording sms"]


def open_way(kind: str, request: pytest.FixtureRequest, folder: Path) -> WayOut:
    match kind:
        case "smtp":
            return ways_out.smtp(request.getfixturevalue("smtp_sink"))
        case "maildir":
            return ways_out.maildir(folder / "mail")
        case "sms_file":
            return ways_out.sms_file(folder / "sms" / "out.jsonl")
        case "twilio":
            return ways_out.twilio(request.getfixturevalue("twilio_peer"))
        case _:
            return ways_out.recording()


@pytest.fixture(params=[*MAIL, *SMS])
def way_out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WayOut]:
    way = open_way(request.param, request, tmp_path)
    yield way
    way.channel.close()


@pytest.fixture
def message(request: pytest.FixtureRequest) -> OutgoingMessage:
    return A_MAIL if request.node.callspec.params["way_out"] in MAIL else AN_SMS


def test_what_is_sent_arrives_once_and_the_receipt_keeps_its_bytes(way_out: WayOut, message: OutgoingMessage) -> None:
    prepared = way_out.channel.prepare(message)
    assert way_out.arrived() == []
    receipt = way_out.channel.send(prepared)
    assert [text.strip() for text in way_out.arrived()] == [message.text.strip()]
    assert receipt.content == prepared.content
    assert receipt.provider_reference
    assert receipt.status == "handed_over"


def test_evidence_is_found_after_the_hand_over_and_not_before(way_out: WayOut, message: OutgoingMessage) -> None:
    before = real_now()
    assert way_out.channel.look_up(message, before) is None
    receipt = way_out.channel.send(way_out.channel.prepare(message))
    found = way_out.channel.look_up(message, before)
    if way_out.channel.can_look_up:
        assert found is not None
        assert found.provider_reference == receipt.provider_reference
    else:
        assert found is None


def test_another_message_is_no_evidence(way_out: WayOut, message: OutgoingMessage) -> None:
    other = replace(message, key="other", text="another")
    way_out.channel.send(way_out.channel.prepare(other))
    assert way_out.channel.look_up(message, real_now() - timedelta(minutes=1)) is None


def test_a_second_delivery_of_one_key_is_visible(way_out: WayOut, message: OutgoingMessage) -> None:
    for _ in range(2):
        way_out.channel.send(way_out.channel.prepare(message))
    assert len(way_out.arrived()) == 2


def test_threads_share_a_channel(way_out: WayOut, message: OutgoingMessage) -> None:
    def send(number: int) -> None:
        numbered = replace(message, key=f"k{number}", text=f"text {number}")
        way_out.channel.send(way_out.channel.prepare(numbered))

    with ThreadPoolExecutor(max_workers=4) as threads:
        list(threads.map(send, range(20)))
    assert sorted(text.strip() for text in way_out.arrived()) == sorted(f"text {number}" for number in range(20))


def test_a_reachable_channel_passes_its_check_and_works_after_close(way_out: WayOut, message: OutgoingMessage) -> None:
    way_out.channel.check()
    assert way_out.arrived() == []
    way_out.channel.send(way_out.channel.prepare(message))
    way_out.channel.close()
    way_out.channel.send(way_out.channel.prepare(message))
    assert len(way_out.arrived()) == 2
