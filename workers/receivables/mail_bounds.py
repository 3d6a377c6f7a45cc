"""How large, how deep and how finely parted a mail may be, asked of its bytes before any of it is taken apart.

The standard library's parser takes minutes and gigabytes for a few megabytes made to hurt it. Must not parse.
"""

from __future__ import annotations

import re

from workers.errors import UnreadableDocument

MAIL_BYTES_MAX = 50 * 2**20
"""A mailbox gives no more of a mail than this; one that long was cut, and nobody knows what is missing."""

MAX_HEADER_BYTES = 2**20
MAX_LINES = 2_000_000
MAX_BOUNDARIES = 200
MAX_PART_MARKS = 5_000
# Every line is held against every boundary that is open.
MAX_COMPARISONS = 30_000_000
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# The parser takes these headers apart in quadratic time.
_LONG_PARAMETERS = re.compile(rb"^content-(?:type|disposition):(?:[^\n]|\n[ \t]){8000}", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary[ \t]*[*=]", re.IGNORECASE)


def refuse_excess(raw: bytes) -> None:
    """Raise `UnreadableDocument` for a mail that costs too much to read; the reason says which bound it passed."""
    if len(raw) >= MAIL_BYTES_MAX:
        raise UnreadableDocument(f"the mail is larger than {MAIL_BYTES_MAX // 2**20} MiB")
    blank = _BLANK_LINE.search(raw)
    if (blank.start() if blank else len(raw)) > MAX_HEADER_BYTES:
        raise UnreadableDocument(f"the mail has more than {MAX_HEADER_BYTES // 2**20} MiB of headers")
    if _LONG_PARAMETERS.search(raw):
        raise UnreadableDocument("a part of the mail says more about its type than any file has to say")
    lines, boundaries = raw.count(b"\n"), len(_BOUNDARY.findall(raw))
    if lines > MAX_LINES:
        raise UnreadableDocument(f"the mail has more than {MAX_LINES} lines")
    if boundaries > MAX_BOUNDARIES or lines * boundaries > MAX_COMPARISONS or raw.count(b"\n--") > MAX_PART_MARKS:
        raise UnreadableDocument("the mail has too many parts or too deep a nesting")
