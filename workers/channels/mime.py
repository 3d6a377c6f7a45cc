"""Builds the bytes of an e-mail: headers, text and HTML alternative, attachments.

The text parts are assembled by hand, because the standard library needs over a millisecond for what is done some
hundred thousand times a day; attachments are rare and left to it. Standards: RFC 5322, 2045 to 2047, 3834.
Must not send anything; reads the clock only for a ``Date`` that nobody gave.
"""

from __future__ import annotations

import base64
import binascii
import re
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from workers.channels.base import Attachment, ChannelRefused, OutgoingMessage
from workers.channels.mime_headers import header_address, header_line, header_text
from workers.clock import real_now

_NEEDS_ENCODING = re.compile(r"[^\t\n\x20-\x7e]|[^\n]{900}|[\t ](?:\n|\Z)")
"""What 7bit may not carry (controls, long lines) or what servers like to strip (space before a line end)."""

_AUTOMATIC = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply"))
"""Tell vacation responders and list robots to stay silent (RFC 3834; the second is Microsoft's, and must not be `All`:
that would silence reports of failed delivery too)."""


def build_mail(message: OutgoingMessage) -> bytes:
    """The complete mail with CRLF line ends; raises `ChannelRefused` for a message that cannot be written down.

    ``message.headers`` win over the automatic ones, so a caller may give its own ``Date`` or ``Auto-Submitted``.
    """
    try:
        return _headers(message) + _body(message)
    except UnicodeEncodeError as error:
        raise ChannelRefused(f"message {message.key} cannot be written: {error}", code="text") from error


def _headers(message: OutgoingMessage) -> bytes:
    given = {name.lower() for name, _ in message.headers}
    optional = (
        ("Reply-To", header_address(message.reply_to) if message.reply_to else ""),
        ("Message-ID", message.message_id),
        ("In-Reply-To", message.in_reply_to),
        ("References", " ".join(message.references)),
        ("Date", "" if "date" in given else format_datetime(real_now())),
    )
    fields = [
        ("From", header_address(message.sender)),
        ("To", header_address(message.recipient)),
        ("Subject", header_text(message.subject)),
        *((name, value) for name, value in optional if value),
        *((name, value) for name, value in _AUTOMATIC if name.lower() not in given),
        *((name, header_text(value)) for name, value in message.headers),
        ("MIME-Version", "1.0"),
    ]
    return b"".join(header_line(name, value) for name, value in fields)


def _body(message: OutgoingMessage) -> bytes:
    """Content headers, an empty line and the body."""
    body = _text_part("plain", message.text)
    if message.html:
        body = _multipart("alternative", [body, _text_part("html", message.html)])
    if message.attachments:
        body = _multipart("mixed", [body, *(_attachment_part(attachment) for attachment in message.attachments)])
    return body


def _text_part(subtype: str, text: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    encoding, data = "7bit", text.encode("utf-8")
    if _NEEDS_ENCODING.search(text):
        encoding, data = _encode(text, data)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + data.replace(b"\n", b"\r\n")


def _encode(text: str, data: bytes) -> tuple[str, bytes]:
    """Quoted-printable while a person can read it, base64 for text that is mostly not ASCII."""
    if len(data) > 1.5 * len(text) + 64:
        return "base64", base64.encodebytes(data.replace(b"\n", b"\r\n"))
    return "quoted-printable", binascii.b2a_qp(data, istext=True)


def _attachment_part(attachment: Attachment) -> bytes:
    maintype, _, subtype = attachment.content_type.partition("/")
    if not (maintype and subtype):
        raise ChannelRefused(f"attachment {attachment.name!r} has no content type", code="attachment")
    part = MIMEPart(policy=SMTP)
    part.set_content(
        attachment.content, maintype=maintype, subtype=subtype, disposition="attachment", filename=attachment.name
    )
    return part.as_bytes()


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    """The parts between boundaries that no part can hold: the boundary is a hash over them."""
    boundary = "=_" + sha256(b"".join(parts)).hexdigest()[:32]
    opening = f"--{boundary}\r\n".encode("ascii")
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return head + b"".join(opening + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode("ascii")
