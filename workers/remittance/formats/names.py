"""Candidate company names on a page: runs of words that a customer's name is looked up by. Must not know customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workers.receivables.reference import canonical
from workers.remittance.formats.header import are_adjacent
from workers.remittance.formats.labels import PAY
from workers.remittance.formats.layout import Line
from workers.remittance.formats.vocabulary import plain

_LONGEST_NAME = 9
_SHORTEST_KEY = 5
_LONGEST_KEY = 80
_MAX_LINES = 200
_MOST_WORDS = 40
_SAME_EDGE = 2.0
_HEAD_LINES = 15
_PAID_BY = frozenset(("from", "by", "von", "durch", "par", "de", "da", "di", "van", "door", "por"))
_POSSESSIVE = re.compile(r"['\u2019]s$")
_ON_BEHALF = re.compile(
    r"\b(?:behalf|auftrag|namen|konto|rechnung|compte|nom|ordre|cuenta|nombre|conto|nome|rekening)$"
)
_SENTENCE_ENDS = frozenset(".,:;!?")
_SENT = re.compile(r"\b(?:sent|gesendet|erhalten|envoye|enviado|inviato|gestuurd)\b")


def name_keys(lines: Sequence[Line]) -> tuple[str, ...]:
    """Canonical forms of all runs of words outside rows of amounts, in the order of the page."""
    keys: dict[str, None] = {}
    for line in lines[:_MAX_LINES]:
        if not line.amounts:
            keys.update(dict.fromkeys(_runs([canonical(word) for word in line.text.split()[:_MOST_WORDS]])))
    for upper, lower in pairwise(lines[:_MAX_LINES]):
        keys.update(dict.fromkeys(_broken_names(upper, lower)))
    return tuple(keys)


def payer_keys(lines: Sequence[Line]) -> tuple[str, ...]:
    """Canonical forms of what a sentence at the head says that a payment is from, or that it says pays.

    Whoever is named otherwise may be the one that somebody else pays for.
    """
    keys: dict[str, None] = {}
    head = lines[:_HEAD_LINES]
    for above, line, below in zip([None, *head], head, [*head[1:], None], strict=False):
        words = line.text.split()[:_MOST_WORDS]
        both = [*words, *(below.text.split()[:_MOST_WORDS] if below is not None else ())]
        if _SENT.search(sentence := plain(" ".join(both))) or PAY.search(sentence):
            starts = [0] if above is None or _ends_sentence(above, line) else []
            starts += [place for place in range(1, len(words) + 1) if _is_from(both[:place])]
            keys.update((key, None) for start in starts for key in _names_from(both[start : start + _LONGEST_NAME]))
    return tuple(keys)


def _ends_sentence(line: Line, following: Line) -> bool:
    return line.text[-1:] in _SENTENCE_ENDS or not are_adjacent((line, following))


def _is_from(words: Sequence[str]) -> bool:
    """Whether words end in "from", other than in "on account of"."""
    last = [plain(word) for word in words[-3:]]
    return last[-1] in _PAID_BY and not _ON_BEHALF.search(" ".join(last[:-1]))


def _names_from(words: Sequence[str]) -> Iterable[str]:
    """Names that begin with the first of some words, longer ones first."""
    for length in range(len(words), 0, -1):
        key = canonical("".join((*words[: length - 1], _POSSESSIVE.sub("", words[length - 1].rstrip(".,:;")))))
        if _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
            yield key


def _broken_names(upper: Line, lower: Line) -> Iterable[str]:
    """Names that are broken over two lines of a column."""
    for first in upper.segments:
        for second in lower.segments:
            if upper.page == lower.page and abs(first.x0 - second.x0) <= _SAME_EDGE and not second.amount:
                key = canonical(first.text + second.text)
                if _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
                    yield key


def _runs(words: Sequence[str]) -> Iterable[str]:
    """Longer runs first, so that a name is met before a name that it contains."""
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            key = "".join(words[start : start + length])
            if len(key) >= _SHORTEST_KEY:
                yield key
