"""What the writer of a reply wants, from the words they added themselves: quoted text and legal footers do not count.

Deliberately narrow: a sentence that fits nothing, is negated, doubtful or a joke, or two sentences that want different
things, are ``unclear``. Stops are the other way round: a doubtful one stops as well, and says that it is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workers.inbox.rules.own_text import OwnText, own_text
from workers.inbox.rules.phrase_book import Hit, PhraseBook
from workers.policy.phrase import plain
from workers.policy.reply_rules import WANTS, Want
from workers.receivables.mail import Mail
from workers.receivables.stop import STOP_KINDS

UNCLEAR = "unclear"
# Said of what was done or will be done: a question, a guess or a condition is none of them.
_STATEMENTS: frozenset[Want] = frozenset(("dispute", "already_paid", "promise", "wrong_contact"))
# The whole clause must be free of a negation, because German and French put it last.
_STRICT: frozenset[Want] = frozenset(("already_paid", "promise"))
# A dispute is often said by a negation ("not received"): only one right behind it takes it back.
_WORDS_BEHIND = re.compile(r"\A\S*(?: \S+){0,3}")
_CLAUSE = re.compile(r"[,;:]|\s-\s")
_WORDS_BEFORE = re.compile(r"(?:\S+ ){0,3}\S*\Z")
_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|rép|ref|rif|odp|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Intent:
    """The name of an intent, the sentence it was read from, and the rule that found it."""

    name: str
    quote: str = ""
    rule: str = ""
    doubtful: bool = False


def find_intent(mail: Mail, book: PhraseBook, own_domain: str = "") -> Intent:
    """The one intent of the writer's own words; a stop word wins, two different others are unclear."""
    text = own_text(mail, book, own_domain)
    if stop := _find_stop_in(mail, text, book):
        return stop
    found: dict[str, Intent] = {}
    for sentence in text.said:
        for intent in wants_of(sentence, book):
            found.setdefault(intent.name, intent)
    fraud = next((found[name] for name in ("bank_change", "refund_request") if name in found), None)
    if fraud is not None:
        return fraud
    if len(found) == 1:
        return next(iter(found.values()))
    first = next(iter(found.values()), None)
    return Intent(UNCLEAR, first.quote if first else next(iter(text.said), ""))


def find_stop(sentences: Iterable[str], book: PhraseBook) -> Intent | None:
    """The kind of stop that sentences speak of, even where they negate it, with the sentence that does."""
    weighed = [(sentence, book.without("innocent", plain(sentence))) for sentence in sentences]
    for kind in STOP_KINDS:
        for sentence, words in weighed:
            hit = book.find("stop", words, kind)
            if hit is not None:
                return Intent(kind, sentence, hit.rule, doubtful=_is_doubtful(sentence, words, hit, book))
    return None


def _find_stop_in(mail: Mail, text: OwnText, book: PhraseBook) -> Intent | None:
    """The writer's own words say it; a subject of theirs, their signature or what they forward only hint at it."""
    if stop := find_stop(text.said, book) or _find_misspelt(text.said, book):
        return stop
    subject = () if _REPLY.match(mail.subject) else (mail.subject,)
    hint = find_stop((*subject, *text.small_print, *text.forwarded), book)
    return Intent(hint.name, hint.quote, hint.rule, doubtful=True) if hint else None


def _find_misspelt(sentences: Iterable[str], book: PhraseBook) -> Intent | None:
    """A word of a stop alone, or with one letter wrong: doubtful, because it may mean something else."""
    for sentence in sentences:
        near = book.find_near(book.without("innocent", plain(sentence)))
        if near is not None:
            return Intent(near[0], sentence, near[1], doubtful=True)
    return None


def _is_doubtful(sentence: str, words: str, hit: Hit, book: PhraseBook) -> bool:
    asks = sentence.rstrip().endswith("?")
    return asks or _negates_before(words, hit, book) or book.find("doubt", words) is not None


def wants_of(sentence: str, book: PhraseBook) -> Iterator[Intent]:
    """What one sentence plainly wants."""
    words = plain(sentence)
    for want in WANTS:
        hit = book.find("wants", words, want)
        if hit is not None and not _is_taken_back(want, sentence, words, hit, book):
            yield Intent(want, sentence, hit.rule)


def _is_taken_back(want: Want, sentence: str, words: str, hit: Hit, book: PhraseBook) -> bool:
    """Whether the sentence negates what it would want, doubts it, or only asks."""
    if want in _STRICT and book.find("negation", _clause_of(words, hit)) is not None:
        return True
    if want not in ("opt_out", "copy_request", *_STRICT) and _negates_before(words, hit, book):
        return True
    if want not in _STATEMENTS:
        return False
    if want == "dispute" and _negates_behind(words, hit, book):
        return True
    return sentence.rstrip().endswith("?") or book.find("doubt", words) is not None


def _negates_before(words: str, hit: Hit, book: PhraseBook) -> bool:
    before = _WORDS_BEFORE.search(words[: hit.start])
    return before is not None and book.find("negation", before.group()) is not None


def _negates_behind(words: str, hit: Hit, book: PhraseBook) -> bool:
    """German and French put it last: "wir bestreiten die Rechnung nicht"."""
    behind = _WORDS_BEHIND.search(_CLAUSE.split(words[hit.end :])[0])
    return behind is not None and book.find("negation", behind.group()) is not None


def _clause_of(words: str, hit: Hit) -> str:
    """The part of a sentence between the commas around a hit."""
    start = max((cut.end() for cut in _CLAUSE.finditer(words, 0, hit.start)), default=0)
    following = _CLAUSE.search(words, hit.end)
    return words[start : following.start() if following else len(words)]
