"""What must hold in config/reply_rules: phrases that can be read, and words for every stop. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from workers.policy.lint.finding import Finding, Path
from workers.policy.phrase import BadPhrase, phrase_body
from workers.policy.reply_rules import FULL_LANGUAGES, WANTS, ReplyRules
from workers.receivables.stop import STOP_KINDS


def lint_reply_rules(language: str, rules: ReplyRules) -> Iterator[Finding]:
    """Phrases of one language that cannot be read, and what a language that we serve in full must not lack."""
    for block in fields(rules):
        value = () if block.name == "stop_spellings" else getattr(rules, block.name)
        groups = value.items() if isinstance(value, Mapping) else [("", value)]
        for name, phrases in groups:
            yield from _lint_phrases((block.name, name) if name else (block.name,), phrases)
    if language not in FULL_LANGUAGES:
        return
    yield from _lacking("stop", STOP_KINDS, rules.stop, "reply-stop-words")
    yield from _lacking("wants", WANTS, rules.wants, "reply-want-words")


def lint_languages(languages: Collection[str]) -> Iterator[str]:
    """The files that there must be."""
    return (language for language in FULL_LANGUAGES if language not in languages)


def _lint_phrases(path: Path, phrases: tuple[str, ...]) -> Iterator[Finding]:
    for number, phrase in enumerate(phrases):
        try:
            phrase_body(phrase)
        except BadPhrase as error:
            yield Finding("reply-phrase", (*path, number), f"'{phrase[:60]}' is no phrase", hint=str(error))


def _lacking(block: str, names: Collection[str], given: Mapping[Any, tuple[str, ...]], rule: str) -> Iterator[Finding]:
    for name in names:
        if not given.get(name):
            yield Finding(rule, (block, name), f"no words for {name}", hint=f"write phrases below {block}: {name}:")
