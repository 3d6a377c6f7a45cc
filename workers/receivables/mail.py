"""A mail as a frozen value: headers, bodies, attachments and the mails inside it, from raw RFC 5322 bytes.

Must not judge anything: who may be believed is `sender_trust`, what it is about is `workers.inbox.rules.triage`.
Bad charsets, headers and encodings are repaired where that is safe; only what is no mail at all raises.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from typing import Any

from workers.errors import UnreadableDocument
from workers.receivables.mail_bounds import refuse_excess
from workers.receivables.mail_text import decode_text, decode_words, unescape

MAX_DEPTH = 6
MAX_PARTS = 500
MAX_TEXT_BYTES = 5_000_000
MAX_ADDRESSES = 4_000
MAX_FILE_NAME = 255
_PACKED = ("base64", "quoted-printable")
_CONTROLS = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an address; ``domain`` is lower case, empty when there is none."""

    name: str = ""
    address: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].strip().rstrip(".").lower() if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail, as the mail names it. The content type is a claim."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. ``headers`` keep their order from the top; ``inner`` are forwarded messages (message/rfc822)."""

    headers: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    htmls: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    inner: tuple[Mail, ...] = ()
    delivery_status: tuple[tuple[tuple[str, str], ...], ...] = ()

    def header(self, name: str) -> str:
        """The topmost header of that name, decoded and unfolded; empty when absent."""
        return next(iter(self.all_headers(name)), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key == name.lower())

    @property
    def message_id(self) -> str:
        found = _MESSAGE_ID.search(self.header("message-id"))
        return found.group(0) if found else ""

    @property
    def subject(self) -> str:
        return self.header("subject")

    @property
    def sent_at(self) -> datetime | None:
        try:
            return parsedate_to_datetime(self.header("date"))
        except (ValueError, IndexError, TypeError, OverflowError):
            return None

    @property
    def sender(self) -> Address:
        return _first_address(self.header("from"))

    @property
    def reply_to(self) -> Address:
        return _first_address(self.header("reply-to"))

    @property
    def in_reply_to(self) -> tuple[str, ...]:
        return tuple(_MESSAGE_ID.findall(self.header("in-reply-to")))

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(_MESSAGE_ID.findall(self.header("references")))

    def walk(self) -> Iterator[Mail]:
        """This mail, then every mail inside it."""
        yield self
        for mail in self.inner:
            yield from mail.walk()


def parse_mail(raw: bytes) -> Mail:
    """The mail in ``raw``; raises `UnreadableDocument` when there is none.

    >>> parse_mail(b"From: Ann <ann@a.example>\\r\\nSubject: Hi\\r\\n\\r\\nHello").sender.domain
    'a.example'
    """
    refuse_excess(raw)
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        mail = _Collector().collect(message, depth=0)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise UnreadableDocument(f"not a mail: {error}") from error
    if not mail.headers:
        raise UnreadableDocument("not a mail: it has no headers")
    return mail


class _Collector:
    """Walks one message tree; counts parts over the whole tree so that nesting cannot multiply work."""

    def __init__(self) -> None:
        self.parts = self.text_bytes = 0

    def collect(self, message: Message, depth: int) -> Mail:
        texts: list[str] = []
        htmls: list[str] = []
        files: list[Attachment] = []
        inner: list[Mail] = []
        reports: list[tuple[tuple[str, str], ...]] = []
        for part in self._leaves(message, depth):
            content_type = _content_type(part)
            name, content = _file_name(part), _content(part)
            if content_type in ("message/delivery-status", "message/global-delivery-status"):
                reports += [_headers(block) for block in _status_blocks(part)]
            elif content_type in ("message/rfc822", "message/global", "message/global-headers"):
                inner += [self.collect(sub, depth + 1) for sub in _sub_messages(part)]
            elif content_type == "text/rfc822-headers":
                inner.append(Mail(headers=_headers(BytesParser(policy=compat32).parsebytes(content))))
            elif name.lower().endswith(".eml"):
                inner.append(self.collect(BytesParser(policy=compat32).parsebytes(content), depth + 1))
            elif content_type in ("text/plain", "text/html") and not _is_file(part, name, content):
                (texts if content_type == "text/plain" else htmls).append(self._text(part, content))
            else:
                files.append(Attachment(name, content_type, content))
        return Mail(_headers(message), tuple(texts), tuple(htmls), tuple(files), tuple(inner), tuple(reports))

    def _text(self, part: Message, content: bytes) -> str:
        self.text_bytes += len(content)
        if self.text_bytes > MAX_TEXT_BYTES:
            raise UnreadableDocument(f"the mail has more than {MAX_TEXT_BYTES} bytes of text")
        return decode_text(content, _charset(part))

    def _leaves(self, message: Message, depth: int) -> Iterator[Message]:
        """The parts that are not multipart, in order, without descending into forwarded messages."""
        self.parts += 1
        if self.parts > MAX_PARTS or depth > MAX_DEPTH:
            raise UnreadableDocument("the mail has too many parts or too deep a nesting")
        if message.get_content_maintype() == "multipart" and message.is_multipart():
            for part in _sub_messages(message):
                yield from self._leaves(part, depth)
        else:
            yield message


def _content_type(part: Message) -> str:
    """The claimed type; a multipart without parts (no boundary, or one that never comes) is the text that it holds."""
    if part.get_content_maintype() == "multipart" and not part.is_multipart():
        return "text/plain"
    return part.get_content_type()


def _sub_messages(part: Message) -> list[Message]:
    payload = part.get_payload()
    found = [sub for sub in payload if isinstance(sub, Message)] if isinstance(payload, list) else []
    if (
        _transfer_encoding(part) not in _PACKED
        or part.get_content_maintype() != "message"
        or any(sub.keys() for sub in found)
    ):
        return found
    return [_unpacked(part, sub) for sub in found]


def _unpacked(part: Message, sub: Message) -> Message:
    """A mail inside that was encoded as a whole, which no mail program may do (RFC 2045) and some do."""
    sub["Content-Transfer-Encoding"] = part["content-transfer-encoding"]
    return BytesParser(policy=compat32).parsebytes(_content(sub))


def _status_blocks(part: Message) -> list[Message]:
    """The blocks of a delivery report; one in UTF-8 (RFC 6533) or packed is not taken apart by the standard library."""
    blocks = _sub_messages(part)
    encoding = _transfer_encoding(part)
    if part.get_content_subtype() == "delivery-status" and encoding not in _PACKED:
        return blocks
    raw = b"\n\n".join(block.as_bytes() for block in blocks)
    lines = quopri.decodestring(raw) if encoding == "quoted-printable" else raw
    texts = [text for text in re.split(rb"\r?\n\r?\n", lines) if text.strip()]
    return [BytesParser(policy=compat32).parsebytes(text.lstrip(), headersonly=True) for text in texts]


def _transfer_encoding(part: Message) -> str:
    return str(part.get("content-transfer-encoding", "")).strip().lower()


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), decode_words(str(value))) for name, value in message.raw_items())


def _first_address(value: str) -> Address:
    try:
        pairs = [pair for pair in getaddresses([value[:MAX_ADDRESSES]]) if "@" in pair[1]]
    except (RecursionError, ValueError, IndexError):
        return Address(name=value)
    return Address(*pairs[0]) if pairs else Address(name=value)


def _file_name(part: Message) -> str:
    """The file name by RFC 2231 or RFC 2047, or both, from the disposition or else the content type; no path."""
    raw = _parameter(part, "filename", "content-disposition") or _parameter(part, "name", "content-type")
    name = decode_words(collapse_rfc2231_value(raw) if isinstance(raw, tuple) else str(raw))
    return _CONTROLS.sub("", name).replace("\\", "/").rpartition("/")[2].strip()[-MAX_FILE_NAME:]


def _parameter(part: Message, name: str, header: str) -> Any:
    """A parameter of a header, raw 8-bit letters read too; empty where there is none, or none that can be read."""
    carrier = Message()
    carrier[header] = next((unescape(str(value)) for key, value in part.raw_items() if key.lower() == header), "")
    try:
        return carrier.get_param(name, None, header) or ""
    except (ValueError, TypeError, IndexError, LookupError):
        return ""


def _is_file(part: Message, name: str, content: bytes) -> bool:
    """What is called text and is a PDF, or is told to be saved, is a file."""
    return bool(name) or part.get_content_disposition() == "attachment" or b"%PDF-" in content[:1024]


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str | None:
    """The charset as the mail names it; None where it names none that can be read."""
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None
