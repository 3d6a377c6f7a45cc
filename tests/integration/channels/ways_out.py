"""What the contract tests need of each channel: an adapter, and a look at what the other side has."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from email import message_from_bytes
from pathlib import Path

from tests.servers.smtp_sink import SmtpSink
from tests.servers.twilio_peer import TwilioPeer
from workers.channels.base import Channel, OutgoingMessage
from workers.channels.connect import open_mail_out, open_sms
from workers.channels.recording import RecordingChannel


@dataclass(frozen=True, slots=True)
class WayOut:
    """A channel, and the texts that arrived through it."""

    channel: Channel
    arrived: Callable[[], list[str]]


def recording() -> WayOut:
    channel = RecordingChannel()
    return WayOut(channel, lambda: [prepared.message.text for prepared in channel.accepted])


def smtp(sink: SmtpSink) -> WayOut:
    return WayOut(open_mail_out(sink.url), lambda: [_text_of(mail.content) for mail in sink.accepted])


def maildir(folder: Path) -> WayOut:
    return WayOut(
        open_mail_out(f"maildir:{folder}"),
        lambda: [_text_of(path.read_bytes()) for path in sorted((folder / "new").glob("*"))],
    )


def sms_file(path: Path) -> WayOut:
    return WayOut(
        open_sms(f"file:{path}"),
        lambda: [json.loads(line)["text"] for line in path.read_text().splitlines()] if path.exists() else [],
    )


def twilio(peer: TwilioPeer) -> WayOut:
    return WayOut(open_sms(peer.url()), lambda: [message.body for message in peer.accepted])


A_MAIL = OutgoingMessage(
    key="de/1001/EUR/dunning/3.1/1/email/17",
    channel="email",
    recipient="ap@customer.example",
    sender="AR <ar@seller.example>",
    text="Bitte zahlen Sie 1.234,56 €.\n",
    subject="Überfällig",
    message_id="<k1@seller.example>",
)
AN_SMS = replace(A_MAIL, channel="sms", recipient="+4915100001111", sender="+15005550006")


def _text_of(content: bytes) -> str:
    payload = message_from_bytes(content).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")
