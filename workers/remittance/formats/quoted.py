"""What a mail quotes of our own mails, such as the reminder that it answers: our words, not the payer's.

Must not cut what the payer wrote before or after in mails of its own, nor what a colleague forwards from a payer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workers.receivables.reference import canonical
from workers.remittance.document import Document
from workers.remittance.formats.interpret import readable_lines
from workers.remittance.formats.labels import MAIL_DATE, MAIL_FROM
from workers.remittance.formats.layout import Line

_WROTE = re.compile(
    r"^\W*(?:on|am|le|el|il|op|den)\b.{0,200}\b(?:wrote|schrieb|a \u00e9crit|escribi\u00f3|ha scritto|schreef)\b", re.I
)
_ADDRESSEE = re.compile(r"\b(?:to|an|\u00e0|para|a|aan|cc)\s*:", re.IGNORECASE)
_LINES_OF_HEAD = 5
_SHORTEST_NAME = 5


def without_our_words(document: Document, own_domain: str, *, is_ours: bool) -> Document:
    """The document up to where it quotes us; a mail ``is_ours`` until it quotes somebody else."""
    lines = readable_lines(document) if own_domain else ()
    is_theirs = not is_ours
    for line, sender in _quotes(lines):
        if _names_us(sender, own_domain) and is_theirs:
            return _up_to(document, line)
        is_theirs = True
    return document


def _quotes(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """The lines that begin a quoted mail, with the words that say whose it is."""
    for place, (line, following) in enumerate(pairwise([*lines, None])):
        if line is None:
            return
        broken = f"{line.text} {following.text}" if following else line.text
        head = next((text for text in (line.text, broken) if _WROTE.match(text)), "")
        if head:
            yield line, head
        elif MAIL_FROM.match(line.text) and any(MAIL_DATE.match(x.text) for x in lines[place : place + _LINES_OF_HEAD]):
            yield line, _ADDRESSEE.split(line.text, maxsplit=1)[0]


def _names_us(sender: str, own_domain: str) -> bool:
    """By our domain, or by the name that our domain has."""
    name = canonical(own_domain.partition(".")[0])
    return own_domain in sender.lower() or (len(name) >= _SHORTEST_NAME and name in canonical(sender))


def _up_to(document: Document, line: Line) -> Document:
    *before, last = document.pages[: line.page + 1]
    kept = replace(last, words=tuple(word for word in last.words if word.top < line.top))
    return replace(document, pages=(*before, kept))
