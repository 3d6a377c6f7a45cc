"""The sentences that the writer of a mail added: without what they quote, HTML mark-up and legal footers. Pure.

A mail may be answered above the quoted one, below it or in between; what follows a forwarding or "original message"
line without quotation marks is all quoted. Must not weigh what a sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from workers.inbox.rules.phrase_book import PhraseBook
from workers.policy.phrase import plain
from workers.receivables.mail import Mail

_LONGEST, _LONGEST_SENTENCE = 60_000, 1_000
_SHORT_LINE = 48
_MOST_LINES = 1_500
_LONGEST_ATTRIBUTION = 300
_QUOTED = re.compile(r"^\s*(?:>|\|\s)")
_RULER = re.compile(r"^\s*(?:-{2,}|_{5,}|={5,}|\*{5,})")
_SIGNATURE = re.compile(r"^--\s*$")
_FROM = re.compile(r"^\W{0,3}(?:from|von|de|da|van|desde|expediteur|gesendet von)\W{0,3}:", re.IGNORECASE)
_HEAD = re.compile(
    r"^\W{0,3}(?:sent|date|to|subject|gesendet|datum|an|betreff|envoye|a|objet|enviado|fecha|para|asunto|cc"
    r"|inviato|data|oggetto|verzonden|aan|onderwerp)\W{0,3}:",
    re.IGNORECASE,
)
# After a full stop; not after that of a date or of a number, nor of these abbreviations.
_SENTENCE_END = re.compile(
    r"(?<!\s\d\.)(?<!\s\d\d\.)(?<!\.\d\.)(?<!\.\d\d\.)(?<!\bnr\.)(?<!\bno\.)(?<!\binv\.)(?<!\bmr\.)(?<!\bdr\.)(?<!\bst\.)(?<!\bmrs\.)"
    r"(?<!\bhr\.)(?<!\bfr\.)(?<!\bfa\.)(?<!\bca\.)(?<!\bsra\.)(?<!\bsr\.)(?<!\bfact\.)(?<!\bapprox\.)(?<=[.!?])\s+",
    re.IGNORECASE,
)
_BREAKS = frozenset(("br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "ul", "ol", "hr"))
_HIDDEN = frozenset(("style", "script", "head", "title", "blockquote", "template"))
_QUOTING_CLASS = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote", re.I
)
_QUOTING_ID = re.compile(r"divRplyFwdMsg|appendonsend|mail-editor-reference-message|isForwardContent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnText:
    """The sentences of the writer; ``small_print`` are signature and legal lines, ``forwarded`` what others wrote."""

    said: tuple[str, ...] = ()
    small_print: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()


def own_text(mail: Mail, book: PhraseBook, own_domain: str = "") -> OwnText:
    r"""What the writer of a mail says, in order; what we wrote ourselves is nowhere in it.

    >>> own_text(Mail(texts=("Paid on 14. November. Thanks!\n\n> Please pay.",)), PhraseBook({})).said
    ('Paid on 14. November.', 'Thanks!')
    """
    text = "\n".join(mail.texts)[:_LONGEST]
    if not text.strip():
        text = "\n".join(_html_text(html) for html in _opening(mail.htmls))
    lines = text.splitlines()[:_MOST_LINES]
    own, rest = _split(lines, book)
    signed = next((number for number, line in enumerate(own) if _SIGNATURE.match(line)), len(own))
    said = _sentences(own[:signed])
    small = [sentence for sentence in said if book.find("footer", plain(sentence)) is not None]
    return OwnText(
        tuple(sentence for sentence in said if sentence not in small),
        (*small, *_sentences(own[signed + 1 :])),
        tuple(_sentences(rest)) if _is_of_others(rest, book, own_domain) else (),
    )


def _sentences(lines: list[str]) -> list[str]:
    parts = (sentence for part in _paragraphs(lines) for sentence in _SENTENCE_END.split(part))
    sentences = (" ".join(part.split())[:_LONGEST_SENTENCE] for part in parts)
    return [sentence for sentence in sentences if sentence]


def _is_of_others(rest: list[str], book: PhraseBook, own_domain: str) -> bool:
    """Whether what follows names a sender, and none of ours: our own notices speak of lawyers and insolvency, too."""
    named = [line for line in rest if _FROM.match(plain(line)) or book.find("quotation", plain(line)) is not None]
    if own_domain and any(f"@{own_domain}" in line.lower() for line in rest):
        return False
    return any("@" in line for line in named)


def _split(lines: list[str], book: PhraseBook) -> tuple[list[str], list[str]]:
    """The lines of the writer without those marked as quoted, and all from where everything is quoted."""
    own: list[str] = []
    number = 0
    while number < len(lines):
        height = _attribution(lines, number, book)
        if height and not _quotes_after(lines, number + height):
            return own, lines[number:]
        if not height and not _QUOTED.match(lines[number]):
            own.append(lines[number].strip())
        number += height or 1
    return own, []


def _attribution(lines: list[str], number: int, book: PhraseBook) -> int:
    """How many lines say that something quoted follows: "On ... wrote:", a ruler with words, a block of headers."""
    line = plain(lines[number])
    if not line:
        return 0
    if _FROM.match(line) and sum(1 for near in lines[number + 1 : number + 6] if _HEAD.match(plain(near))) >= 2:
        return 1
    ruled = bool(_RULER.match(lines[number]))
    for height in (1, 2, 3):
        together = [plain(each) for each in lines[number : number + height]]
        joined = " ".join(together).lstrip("*_=> ")
        introduces = joined.endswith(":") or (ruled and height == 1)
        if not all(together) or not introduces or len(joined) > _LONGEST_ATTRIBUTION:
            continue
        hit = book.find("quotation", joined)
        if hit is not None and (hit.start == 0 or height == 1):
            return height
    return 0


def _quotes_after(lines: list[str], number: int) -> bool:
    """Whether the next line with anything in it is marked as quoted: then the writer may go on below it."""
    following = next((line for line in lines[number:] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined where they were only wrapped: an empty line or a short one ends what is said."""
    said: list[str] = []
    for line in lines:
        if line:
            said.append(line)
        if said and (not line or len(line) < _SHORT_LINE):
            yield " ".join(said)
            said = []
    if said:
        yield " ".join(said)


def _opening(htmls: Iterable[str]) -> Iterator[str]:
    """As much of them as is read of a text."""
    left = _LONGEST
    for html in htmls:
        yield html[:left]
        left = max(left - len(html), 0)


def _html_text(html: str) -> str:
    """No tag ends after the last ">": the parser would look for one from every "<" once more, to find text."""
    tags, end, rest = html.rpartition(">")
    reader = _TextOfHtml()
    reader.feed(tags + end)
    reader.close()
    reader.handle_data(unescape(rest))
    return "".join(reader.pieces)


class _TextOfHtml(HTMLParser):
    """The text of a page with its line breaks; what is marked as quoted, and what no reader sees, is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "div" and _QUOTING_ID.search(given.get("id", "")):
            self._ended = True
        quotes = tag in _HIDDEN or _QUOTING_CLASS.search(given.get("class", "")) is not None
        if (self._hidden and tag == self._hidden[0]) or (not self._hidden and quotes):
            self._hidden.append(tag)
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden and not self._ended:
            self.pieces.append(" ".join(data.split()) and re.sub(r"\s+", " ", data))
