"""The phrases of all languages, ready to be looked for: what config/reply_rules says, as expressions. Pure.

Every mail is read in every language: a firm answers in its own, and a German one forwards an English letter. Must not
decide what a phrase in a sentence is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from workers.policy.phrase import one_of, phrase_body, plain
from workers.policy.reply_rules import Phrases, ReplyRules
from workers.receivables.look_alikes import one_edit_apart

_LONG_WORD = re.compile(r"[^\W\d_]{5,40}")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a plain sentence, and the rule that found it: its language, its block, its words."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Block:
    """The phrases of one block in one language, as one expression; the group that fits tells which one."""

    title: str
    phrases: Phrases
    days: Phrases
    polite: Phrases

    def search(self, sentence: str) -> Hit | None:
        found = _expression(self.phrases, self.days, self.polite).search(sentence) if self.phrases else None
        if found is None or found.lastgroup is None:
            return None
        return Hit(found.start(), found.end(), f"{self.title}: {self.phrases[int(found.lastgroup[1:])]}")


class PhraseBook:
    """All phrases by block: ``book.find("doubt", sentence)``, or ``book.find("stop", sentence, "insolvency")``."""

    def __init__(self, languages: Mapping[str, ReplyRules]) -> None:
        self._languages = dict(languages)

    def find(self, block: str, sentence: str, name: str = "") -> Hit | None:
        """The first phrase of a block that stands in a plain sentence, in the order of the languages."""
        hits = (part.search(sentence) for part in self._blocks.get((block, name), ()))
        return next((hit for hit in hits if hit is not None), None)

    def find_near(self, sentence: str) -> tuple[str, str] | None:
        """The kind of stop whose word stands in a plain sentence, with at most one letter wrong, and the rule."""
        for word in _LONG_WORD.findall(sentence):
            for listed, (kind, language) in self._spellings.items():
                if word == listed or one_edit_apart(word, listed):
                    return kind, f"{language} {kind}: {listed}, perhaps misspelt"
        return None

    def without(self, block: str, sentence: str) -> str:
        """A plain sentence with every phrase of a block taken out of it."""
        while (hit := self.find(block, sentence)) is not None and hit.end > hit.start:
            sentence = f"{sentence[: hit.start]} {sentence[hit.end :]}"
        return sentence

    @cached_property
    def _spellings(self) -> dict[str, tuple[str, str]]:
        known = (
            (word, kind, lang)
            for lang, r in self._languages.items()
            for kind, ws in r.stop_spellings.items()
            for word in ws
        )
        return {plain(word): (kind, language) for word, kind, language in known}

    @cached_property
    def _blocks(self) -> dict[tuple[str, str], list[_Block]]:
        blocks: dict[tuple[str, str], list[_Block]] = {}
        for language, rules in self._languages.items():
            for block, name, phrases in _named(rules):
                part = _Block(f"{language} {name or block}", phrases, rules.days, rules.polite)
                blocks.setdefault((block, name), []).append(part)
        return blocks


def _named(rules: ReplyRules) -> Iterator[tuple[str, str, Phrases]]:
    for kind, phrases in rules.stop.items():
        yield "stop", kind, phrases
    for want, phrases in rules.wants.items():
        yield "wants", want, phrases
    simple = (
        "innocent",
        "negation",
        "doubt",
        "footer",
        "quotation",
        "away",
        "away_subject",
        "back_on",
        "advice",
        "link",
    )
    for block in simple:
        yield block, "", getattr(rules, block)


@lru_cache(maxsize=1_000)
def _expression(phrases: Phrases, days: Phrases, polite: Phrases) -> re.Pattern[str]:
    """Compiled once a process and when it is first needed: a robot that reads no mail pays nothing."""
    named = [(phrase, f"(?P<p{number}>{phrase_body(phrase, days)})") for number, phrase in enumerate(phrases)]
    kind = "|".join(re.escape(plain(word)) for word in polite) or "(?!)"
    around = rf"(?:\W|\b(?:{kind})\b)*"
    # A phrase that must be the whole sentence may have politeness around it.
    whole = [rf"\A{around}(?:{body}){around}\Z" for phrase, body in named if phrase.startswith("=")]
    parts = [body for phrase, body in named if not phrase.startswith("=")]
    return re.compile("|".join([*whole, *([one_of(parts)] if parts else [])]))
