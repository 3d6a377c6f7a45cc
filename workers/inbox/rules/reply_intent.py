"""What the writer of a reply wants, from the words they added themselves: quoted text and signatures do not count.

Deliberately narrow: a sentence that fits nothing, or two sentences that fit different things, are ``unclear``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workers.inbox.rules.stop_words import INNOCENT, OPT_OUT_WORDS, STOP_WORDS
from workers.receivables.mail import Mail

# The first of these that a mail speaks of names its stop.
STOP_INTENTS: tuple[str, ...] = tuple(STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Intent:
    """The name of an intent and the sentence it was read from."""

    name: str
    quote: str = ""


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


_STOPS = tuple((kind, _pattern(*STOP_WORDS[kind])) for kind in STOP_WORDS)
_INNOCENT = _pattern(*INNOCENT)
_INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("opt_out", _pattern(*OPT_OUT_WORDS)),
    (
        "dispute",
        _pattern(
            r"\b(?:we|i) (?:hereby )?(?:dispute|contest|reject)\b",
            r"\b(?:in|under) dispute\b",
            r"\bdisputed\b",
            r"\b(?:incorrect|wrong|overcharged|not (?:correct|agreed|ordered|as agreed))\b",
            r"\b(?:damaged|defective|faulty|missing) (?:goods|items|parts|delivery)\b",
            r"\b(?:goods|items|parts|delivery|shipment) (?:was|were|is|are|arrived) "
            r"(?:damaged|defective|faulty|incomplete|missing|short)\b",
            r"\b(?:never|not|didn'?t) (?:received?|get) (?:the |these |those |any )?(?:goods|items|delivery|order)\b",
            r"\breklam\w*",
            r"\bbeanstand\w*",
            r"\bwiderspr\w*",
            r"\b(?:falsch\w*|fehlerhaft\w*|nicht korrekt|besch[aä]digt\w*|mangelhaft\w*)\b",
            r"\bware\b.*\bnicht (?:erhalten|geliefert|angekommen)\b",
            r"\bcontest\w+\b",
            r"\bconteste\w*",
            r"\bbetwist\w*",
        ),
    ),
    (
        "copy_request",
        _pattern(
            r"\b(?:send|provide|forward|need|e-?mail|get|have|resend)\b.{0,40}\bcop(?:y|ies)\b",
            r"\bcop(?:y|ies) of (?:the |this |that |these |your )?invoices?\b",
            r"\b(?:not|never) (?:have |has |having )?(?:received?|got) (?:the |this |that |your |these )?invoices?\b",
            r"\brechnungskopie\w*",
            r"\bkopien? (?:der|von|dieser|ihrer)\b.{0,20}\brechnung\w*",
            r"\brechnung\w*\b.{0,40}\b(?:zusenden|zuschicken|nicht vorliegen|liegt uns nicht vor|nicht erhalten)\b",
            r"\bcopie (?:de|des) (?:la )?factures?\b",
            r"\bcopia de (?:la )?factura\b",
            r"\bkopie(?:factuur| van de factuur)\b",
        ),
    ),
    (
        "already_paid",
        _pattern(
            r"\b(?:already|was|were|been|have|has) (?:already )?(?:been )?(?:paid|settled|transferred|remitted)\b",
            r"\bpaid (?:this|it|the invoice|on|in|last|by)\b",
            r"\bpayment (?:was|has been|had been) (?:made|sent|processed|executed)\b",
            r"\bbereits (?:bezahlt|überwiesen|beglichen|gezahlt)\b",
            r"\b(?:haben|wurde|ist)\b.{0,60}\b(?:bezahlt|überwiesen|beglichen)\b",
            r"\bdéjà (?:été )?(?:payée?|réglée?)\b",
            r"\bya (?:está|fue|hemos) pagad[oa]\b",
            r"\b(?:al|reeds) betaald\b",
        ),
    ),
    (
        "promise",
        _pattern(
            r"\b(?:will|shall|going to|'ll) (?:\w+ )?"
            r"(?:be paid|be paying|pay|settle|transfer|remit|(?:make|send) (?:the |a )?payment)\b",
            r"\bpayment (?:will be|is scheduled|is planned|is due to be)\b",
            r"\b(?:scheduled|included) (?:for|in) (?:payment|the|our)\b.{0,30}",
            r"\b(?:werden|wird|werde)\b.{0,60}\b(?:bezahl\w*|überweis\w*|begleich\w*|zahlen|angewiesen)\b",
            r"\b(?:überweisen|zahlen|bezahlen) wir\b",
            r"\bzahlung (?:erfolgt|ist .{0,20}eingeplant)\b",
            r"\b(?:nous allons|sera) (?:payer|régler|payée?|réglée?)\b",
            r"\b(?:pagaremos|vamos a pagar)\b",
            r"\b(?:zullen|wordt)\b.{0,40}\bbeta(?:len|ald)\b",
        ),
    ),
)
_NEGATED = re.compile(
    r"\b(?:do not|don'?t|does not|did not|no|not|never|without|kein\w*|nicht|ohne|ne|pas|sans)\b(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
_QUOTE_START = re.compile(
    r"^(?:>|-{3,}\s*(?:original|ursprüngliche|message d'origine|forwarded|weitergeleitete)|_{10,}"
    r"|(?:on|am|le|el|op|il) .{5,120}(?:wrote|schrieb|a écrit|escribió|schreef|ha scritto)[^\n]{0,60}:\s*$"
    r"|(?:from|von|de|da|van):\s.*@|--\s*$)",
    re.IGNORECASE,
)
_LONGEST, _LONGEST_SENTENCE = 60_000, 1_000
_TAG = re.compile(r"<(?:br|/p|/div|/tr)[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def find_intent(mail: Mail) -> Intent:
    """The one intent of the writer's own words; a stop word wins, two different others are unclear."""
    sentences = own_sentences(mail)
    if stop := find_stop(sentences):
        return stop
    found: dict[str, str] = {}
    for sentence in sentences:
        for name in _intents_of(sentence):
            found.setdefault(name, sentence)
    if len(found) == 1:
        return Intent(*next(iter(found.items())))
    return Intent("unclear", next(iter(found.values()), sentences[0] if sentences else ""))


def find_stop(sentences: Iterable[str]) -> Intent | None:
    """The kind of stop that sentences speak of, even where they negate it, with the sentence that does.

    >>> find_stop(["We filed for bankruptcy."]), find_stop(["Please stop by our office."])
    (Intent(name='bankruptcy', quote='We filed for bankruptcy.'), None)
    """
    weighed = [(sentence, _INNOCENT.sub(" ", sentence)) for sentence in sentences]
    return next(
        (Intent(kind, said) for kind, pattern in _STOPS for said, words in weighed if pattern.search(words)), None
    )


def _intents_of(sentence: str) -> list[str]:
    """What one sentence wants; what it negates it does not want."""
    return [
        name
        for name, pattern in _INTENTS
        for match in [pattern.search(sentence)]
        if match and (name == "opt_out" or not _NEGATED.search(sentence[: match.start()]))
    ]


def own_sentences(mail: Mail) -> list[str]:
    """The sentences that the writer added, without what they quote."""
    text = "\n".join(mail.texts)[:_LONGEST] or _ANY_TAG.sub(" ", _TAG.sub("\n", "\n".join(mail.htmls)[:_LONGEST]))
    own: list[str] = []
    for line in text.splitlines():
        if _QUOTE_START.match(line.strip()):
            break
        own.append(line.strip())
    parts = re.split(r"(?<=[.!?])\s+|\n\s*\n", "\n".join(own))
    return [" ".join(part.split())[:_LONGEST_SENTENCE] for part in parts if part.strip()]
