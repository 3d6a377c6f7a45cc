"""Phrases: how config/reply_rules writes what people say, and the regular expression that finds it. Pure.

A phrase cannot blow up: its only open ends are the ending of one word and a gap of bounded length. Text and phrase are
brought to the same plain form first (`plain`), so that capitals, accents, apostrophes and hyphens do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_GAP = ".{0,60}?"
_ONE_WORD = r"\S+"
_ENDING = r"\w*"
_BEFORE, _AFTER = r"(?<!\w)", r"(?!\w)"
_EDGE = f"(?:{_BEFORE}|{_AFTER})"
_NUMBER_WORDS = "invoice|inv|bill|no|number|nr|rechnung|rg|re|facture|fact|factura|fra"
_CURRENCY = "(?:eur|usd|gbp|chf|euros?|dollars?|[€$£])"
_PLACES = {
    "DOC": rf"(?:(?:{_NUMBER_WORDS})\.? )*(?:[a-z]{{0,6}} ?)?#?\d[\w./]*(?: \d[\w./]*)*",
    "MONEY": rf"(?:{_CURRENCY} ?)?\d[\d.,' ]*(?: ?{_CURRENCY})?",
    "IBAN": r"[a-z]{2}\d{2}(?: ?[a-z0-9]{2,4}){3,8}",
    "ADDRESS": r"[\w.+]+@[\w.]+",
    "LONGNUMBER": r"\d[\d ]{6,}\d",
}
_NUMERIC_DAY = r"\d{1,4}(?:st|nd|rd|th|er|\.|/)?(?: ?(?:of |de |\d)|[a-z ]{0,3})[\w./]*"
_TOKEN = re.compile(r"\.\.\.|\{([A-Z]+)\}|[()\[\]|*]|[^()\[\]|*{}.]+|.", re.DOTALL)
_UMLAUTS = {"ä": "(?:ae?)", "ö": "(?:oe?)", "ü": "(?:ue?)", "ß": "(?:ss?)"}
# What may be left out at the end takes the space before it along.
_LAST_OPTION = re.compile(r" \[([^\[\]]*[^\[\] |])\](?=\Z|[)|\]])")
_HYPHENS = re.compile(r"[-\u2010-\u2015\u00ad_]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_SPACES = re.compile(r"\s+")


class BadPhrase(ValueError):
    """A phrase that cannot be read; the message says what to write instead."""


def plain(text: str) -> str:
    """Small letters without accents, one space for white space and hyphens, straight apostrophes.

    >>> plain("D\u00e9j\u00e0 PAY\u00c9 \u2013 l\u2019e-mail")
    "deja paye l'e mail"
    """
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text)).casefold())
    bare = folded if folded.isascii() else "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _SPACES.sub(" ", _HYPHENS.sub(" ", bare)).strip()


def phrase_pattern(phrase: str, days: Iterable[str] = ()) -> str:
    """The expression that finds a phrase in a plain text; ``days`` are the phrases that name a day.

    >>> bool(re.search(phrase_pattern("(send|need) [a ]cop(y|ies)"), "please send copies"))
    True
    """
    return one_of([phrase_body(phrase, days)])


def one_of(bodies: Iterable[str]) -> str:
    """The expression for any of some bodies, as whole words; most places of a text fail at the first look."""
    return f"{_BEFORE}(?:{'|'.join(bodies)}){_AFTER}"


def phrase_body(phrase: str, days: Iterable[str] = ()) -> str:
    """The expression of a phrase without what must stand around it; raises `BadPhrase` with what to write instead."""
    return _body(phrase, tuple(days))


# The configuration's check makes every expression, and the reader of replies asks for them again.
@lru_cache(maxsize=4_096)
def _body(phrase: str, days: tuple[str, ...]) -> str:
    body = phrase.removeprefix("=")
    if not re.search(r"\w", body):
        raise BadPhrase("write the words to look for")
    found = "".join(_translate(_LAST_OPTION.sub(r"[ (\1)]", body), days))
    if body == phrase and re.search(found, "") is not None:
        raise BadPhrase("this fits everything: not all of it may be left out")
    return found


def _translate(body: str, days: tuple[str, ...]) -> Iterable[str]:
    """One piece of the expression for each piece of the phrase."""
    pieces, open_brackets = list(_TOKEN.finditer(body)), []
    for position, piece in enumerate(pieces):
        before = pieces[position - 1].group() if position else ""
        match piece.group():
            case "(" | "[" as bracket:
                open_brackets.append(bracket)
                yield "(?:"
            case ")" | "]" as bracket:
                if not open_brackets or open_brackets.pop() + bracket not in ("()", "[]"):
                    raise BadPhrase(f"there is a '{bracket}' that closes nothing")
                yield ")" if bracket == ")" else ")?"
            case "|":
                yield "|"
            case "...":
                yield f"{_EDGE}{_GAP}{_EDGE}"
            case "*":
                yield _ENDING if re.search(r"[\w)\]}]\Z", before) else _ONE_WORD
            case _ if piece.group(1):
                yield _place(piece.group(1), days)
            case words:
                yield _words(words)
    if open_brackets:
        raise BadPhrase(f"the '{open_brackets[-1]}' is not closed")


def _place(name: str, days: tuple[str, ...]) -> str:
    if name == "DAY":
        return f"(?:{'|'.join([_NUMERIC_DAY, *(phrase_pattern(day) for day in days)])})"
    if name not in _PLACES:
        raise BadPhrase(f"there is no {{{name}}}; known are {{DAY}} {' '.join(f'{{{known}}}' for known in _PLACES)}")
    return f"(?:{_PLACES[name]})"


def _words(text: str) -> str:
    """Plain words; an umlaut may be written out, an apostrophe left out."""
    folded = _HYPHENS.sub(" ", _APOSTROPHES.sub("'", unicodedata.normalize("NFC", text)).lower())
    return "".join(_UMLAUTS.get(sign) or _sign(sign) for sign in folded)


def _sign(sign: str) -> str:
    if sign == "'":
        return "'?"
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return re.escape(bare)
