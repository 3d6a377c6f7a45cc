"""Whether an attached document tells of new bank details, as the text of a mail may. Must not weigh anything else.

An advice prints account numbers and amounts for honest reasons: only words tell, and a line of figures is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.rules.reply_intent import wants_of
from workers.policy.phrase import plain

_AMOUNT = re.compile(r"\d[.,]\d{2}(?!\d)")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}[\dA-Z ]{8,30}\b|\d[\d -]{4,}\d")


def find_bank_change(lines: Sequence[str], book: PhraseBook) -> str:
    """The sentence of a document that tells of new bank details; empty when none does."""
    for sentence in _sentences(lines):
        words = book.without("innocent", plain(_ACCOUNT.sub(" ", sentence)))
        if any(intent.name == "bank_change" for intent in wants_of(words, book)):
            return sentence
    return ""


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Every line, and two that follow each other, for a sentence may go on in the next."""
    spoken = [line.strip() if _AMOUNT.search(line) is None else "" for line in lines]
    yield from (line for line in spoken if line)
    yield from (f"{above} {below}" for above, below in pairwise(spoken) if above and below)
