"""What the robot has written in English, said in the reader's language: templates/console/sentences/<language>.json.

Cases, findings and refusals are written once, in English, for the journal, the command line and the API alike. A page
knows its reader: it tells a sentence by its pattern and says it with the values found. Most are made of others, so each
value is told again. Must not guess: what no pattern knows, a person's own words above all, stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from workers.console.view.words import Words, read_catalogue
from workers.receivables.money import to_minor
from workers.rendering.formats import format_day, money_format

# ``{document:word}`` of a pattern says how a value looks, ``{kind:arrangement}`` of a translation whose word it has.
_VALUE = re.compile(r"\{(\w+)(?::([\w.]+))?\}")
_MONEY = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d UTC)")
_SHAPES = {
    "": ".*?",
    "word": r"\S*?",
    "inner": r"[^()]*?",
    "day": r"\d{4}-\d\d-\d\d",
    "money": r"-?[\d.]+ [A-Z]{3}",
    "minute": r"[\d-]+ [\d:]+ UTC",
}
# Between sentences that stand beside each other, the widest first.
_JOINTS = ("; ", ": ", ", ")
# No sentence of ours is longer, or holds more others; the words of a hostile mail may be, and patterns take their time.
_LONGEST, _DEEPEST = 400, 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A pattern of ours, what stands in it beside its values, and the words for it."""

    pattern: re.Pattern[str]
    literals: tuple[str, ...]
    put: str

    @classmethod
    def of(cls, english: str, put: str) -> Sentence:
        """The pattern of an English sentence, whose values stand in braces."""
        literals = _VALUE.split(english)[::3]
        shapes = [f"(?P<{name}>{_SHAPES[shape]})" for name, shape in _VALUE.findall(english)]
        pieces = [part for pair in zip(map(re.escape, literals), [*shapes, ""], strict=True) for part in pair]
        return cls(re.compile("".join(pieces)), tuple(filter(None, literals)), put)

    def values(self, text: str) -> Mapping[str, str] | None:
        """The values of a text that says this; searching its words first is what makes many patterns cheap."""
        if not all(literal in text for literal in self.literals):
            return None
        found = self.pattern.fullmatch(text)
        return found.groupdict() if found else None


class Sentences:
    """The sentences of one language. Of several patterns that fit, the one that says most itself is meant."""

    def __init__(self, words: Words, catalogue: Mapping[str, str]) -> None:
        self._words = words
        telling = sorted(catalogue, key=lambda english: len(_VALUE.sub("", english)), reverse=True)
        self._known = [Sentence.of(english, catalogue[english]) for english in telling]

    def __call__(self, text: str) -> str:
        """The text in this language, as far as it is ours."""
        if not self._known:
            return text
        return "\n".join(self._line(line) for line in text.split("\n"))

    def _line(self, text: str, depth: int = 0) -> str:
        if len(text) > _LONGEST or depth > _DEEPEST:
            return text
        for sentence in self._known:
            if (values := sentence.values(text)) is not None:
                return _VALUE.sub(partial(self._value, values, depth), sentence.put)
        for joint in _JOINTS:
            head, joined, tail = text.partition(joint)
            if joined:
                return f"{self._line(head, depth + 1)}{joint}{self._line(tail, depth + 1)}"
        return self._figure(text)

    def _value(self, values: Mapping[str, str], depth: int, place: re.Match[str]) -> str:
        name, family = place.groups()
        if family is None:
            return self._line(values[name], depth + 1)
        return self._words.of(family, values[name].replace(" ", "_"))

    def _figure(self, text: str) -> str:
        """A day, a minute or an amount as the language writes them."""
        try:
            if _DAY.fullmatch(text):
                return format_day(date.fromisoformat(text), self._words.language, "medium")
            if found := _MINUTE.fullmatch(text):
                return f"{self._figure(found.group(1))}, {found.group(2)}"
            if found := _MONEY.fullmatch(text):
                amount, currency = found.groups()
                return money_format(self._words.language, currency)(to_minor(amount, currency))
        except ValueError:  # no such day, or no such amount
            return text
        return text


def read_sentences(folder: Path, languages: Iterable[Words]) -> dict[str, Sentences]:
    """The sentences of every language; English needs none, and a folder without a file has none to tell."""
    files = [(words, folder / f"{words.language}.json") for words in languages]
    return {words.language: Sentences(words, read_catalogue(file) if file.exists() else {}) for words, file in files}
