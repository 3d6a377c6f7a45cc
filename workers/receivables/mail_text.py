"""Bytes of a mail as text that every database and template takes, whatever charset they claim.

Must not refuse anything: what no charset explains is read as Latin letters. Signs that no text holds (NUL, lone
surrogates) become the replacement sign.
"""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

MAX_HEADER = 20_000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
# Python's own codecs for program text and domain names are no charsets of mail; some are slow, some make surrogates.
_NO_CHARSETS = frozenset(
    {"unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "punycode", "idna", "undefined"}
)


def decode_text(content: bytes, charset: str | None) -> str:
    """As the charset says, else UTF-8, else Windows-1252.

    >>> decode_text(b"net 5\\x00", "klingon")
    'net 5\\ufffd'
    """
    for name in (charset, "utf-8", "cp1252"):
        try:
            if name and codecs.lookup(name).name not in _NO_CHARSETS:
                return printable(content.decode(name))
        except (LookupError, ValueError):  # a charset that nobody knows, or that its own text is not in
            continue
    return printable(content.decode("latin-1"))


def printable(text: str) -> str:
    """The text without signs that cannot be stored."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def decode_words(value: str) -> str:
    """A header value with RFC 2047 words decoded, unfolded; raw 8-bit bytes read as UTF-8, else Windows-1252.

    >>> decode_words("=?utf-8?q?Gr=C3=BCn?= AG")
    'Grün AG'
    """
    unfolded = " ".join(part.strip() for part in value[:MAX_HEADER].splitlines()).strip()
    try:
        parts = decode_header(unfolded)
    except (HeaderParseError, ValueError):
        return unescape(unfolded)
    if not any(charset for _, charset in parts):
        return unescape(unfolded)
    return "".join(unescape(part) if isinstance(part, str) else decode_text(part, charset) for part, charset in parts)


def unescape(text: str) -> str:
    """The parser keeps bytes beyond ASCII as surrogates; others come of charsets that can spell any."""
    try:
        return decode_text(text.encode("utf-8", "surrogateescape"), None)
    except UnicodeEncodeError:
        return printable(text)
