"""The recording channel answers as scripted, once each, and knows what the other side has."""

from __future__ import annotations

import pytest

from workers.channels.base import ChannelInDoubt, ChannelRefused, ChannelUnavailable, OutgoingMessage
from workers.channels.recording import Outcome, RecordingChannel
from workers.clock import real_now
from workers.errors import ServerUnreachable

MESSAGE = OutgoingMessage(key="k1", channel="email", recipient="a@b.example", sender="c@d.example", text="Please pay.")


@pytest.mark.parametrize(
    ("outcome", "error", "arrives"),
    [
        (Outcome.REFUSED, ChannelRefused, False),
        (Outcome.NOT_NOW, ChannelUnavailable, False),
        (Outcome.LOST, ChannelInDoubt, False),
        (Outcome.REPLY_LOST, ChannelInDoubt, True),
    ],
)
def test_a_scripted_failure_happens_once(outcome: Outcome, error: type[Exception], arrives: bool) -> None:
    channel = RecordingChannel()
    channel.script(outcome)
    with pytest.raises(error):
        channel.send(channel.prepare(MESSAGE))
    assert bool(channel.accepted) is arrives
    assert (channel.look_up(MESSAGE, real_now()) is not None) is arrives
    channel.send(channel.prepare(MESSAGE))
    assert len(channel.accepted) == 1 + arrives


def test_outcomes_are_used_in_order() -> None:
    channel = RecordingChannel()
    channel.script(Outcome.ACCEPTED, Outcome.REFUSED)
    channel.send(channel.prepare(MESSAGE))
    with pytest.raises(ChannelRefused):
        channel.send(channel.prepare(MESSAGE))


def test_a_channel_without_evidence_never_finds_any() -> None:
    channel = RecordingChannel(can_look_up=False)
    channel.send(channel.prepare(MESSAGE))
    assert channel.look_up(MESSAGE, real_now()) is None


def test_an_unreachable_channel_fails_its_check() -> None:
    channel = RecordingChannel("sms")
    channel.reachable = False
    with pytest.raises(ServerUnreachable, match="sms"):
        channel.check()
