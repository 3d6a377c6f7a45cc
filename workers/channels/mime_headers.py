"""Writes the header of an e-mail: addresses, RFC 2047 words, folded lines.

Text from customers' names and subjects goes through here, so a control character is refused, never passed on: a line
end inside a value would let it write headers of its own. Must not know what a mail's body is.
"""

from __future__ import annotations

import base64
import re
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache

from workers.channels.base import ChannelRefused

LINE_LENGTH_MAX = 76
"""Characters a header line should have; what has no space to fold at may be longer, up to the limit of RFC 5322."""

_LINE_LENGTH_LIMIT = 998
_WORD_LENGTH_MAX = 900
_ENCODED_WORD_BYTES = 42
"""Bytes of UTF-8 in one encoded word: 56 characters of base64 and 12 of frame stay under the 75 that are allowed."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[!-9;-~]+")
_PLAIN = re.compile(r"[\w+-]+(?:\.[\w+-]+)*@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.ASCII)
"""An address that has nothing to be parsed, encoded or quoted."""


def header_line(name: str, value: str) -> bytes:
    """One header field, folded where it is long.

    >>> header_line("Subject", "Invoice 17")
    b'Subject: Invoice 17\\r\\n'
    """
    if _CONTROL.search(value) or not _NAME.fullmatch(name):
        raise ChannelRefused(f"header {name!r} has a control character", code="header")
    line = f"{name}: {value}"
    if len(line) > LINE_LENGTH_MAX:
        line = _fold(name, value)
    return line.encode("ascii") + b"\r\n"


def header_text(text: str) -> str:
    """Free text as it may stand in a header: itself, or encoded words.

    >>> header_text("Überfällig")
    '=?utf-8?b?w5xiZXJmw6RsbGln?='
    """
    plain = text.isascii() and "=?" not in text and text == text.strip(" ")
    if plain and (len(text) < _WORD_LENGTH_MAX or max(map(len, text.split(" "))) < _WORD_LENGTH_MAX):
        return text
    return " ".join(_encoded_words(text))


def header_address(text: str) -> str:
    """``Name <address>`` as it may stand in a header."""
    address = _parse_address(text)
    name = address.display_name
    if not name.isascii() or "=?" in name or len(name) > LINE_LENGTH_MAX:
        return f"{' '.join(_encoded_words(name))} <{address.addr_spec}>"
    return str(address)


def bare_address(text: str) -> str:
    """The address inside ``Name <address>``, with an international domain in its ASCII form.

    >>> bare_address("Bücher <ap@bücher.example>")
    'ap@xn--bcher-kva.example'
    """
    return text if _PLAIN.fullmatch(text) else _parse_address(text).addr_spec


@lru_cache(maxsize=4096)
def _parse_address(text: str) -> Address:
    """Name and address; raises `ChannelRefused` when ``text`` is not exactly one address that every server takes."""
    if _CONTROL.search(text):
        raise ChannelRefused(f"address {text!r} has a control character", code="address")
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not (local and domain and local.isascii()):
        raise ChannelRefused(f"{text!r} is not one ASCII e-mail address", code="address")
    try:
        return Address(display_name=name, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except Exception as error:  # the parser of the standard library raises many kinds for bad input
        raise ChannelRefused(f"{text!r} is no e-mail address: {error}", code="address") from error


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 words of whole characters: a character must not be split over two of them."""
    if _CONTROL.search(text):
        raise ChannelRefused("a header has a control character", code="header")
    chunks, current = [], b""
    for character in text:
        encoded = character.encode("utf-8")
        if len(current) + len(encoded) > _ENCODED_WORD_BYTES:
            chunks.append(current)
            current = b""
        current += encoded
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in [*chunks, current] if chunk]


def _fold(name: str, value: str) -> str:
    """Break before a word, keeping the spaces, so that unfolding gives the same line back."""
    lines = [f"{name}:"]
    for word in re.findall(r" +[^ ]+", f" {value.rstrip(' ')}"):
        if len(lines[-1]) + len(word) > LINE_LENGTH_MAX and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += word
    if max(map(len, lines)) > _LINE_LENGTH_LIMIT:
        raise ChannelRefused(f"header {name!r} has a word longer than a line may be", code="header")
    return "\r\n".join(lines)
