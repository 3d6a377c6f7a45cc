"""The console's words by language, from the catalogues templates/console/words/*.json: data, never code.

Must not guess: a word that a catalogue lacks is an error, and every catalogue has the same words (tested).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from workers.errors import ConfigurationError
from workers.ledger.schema.people import LANGUAGES

Catalogue = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """One language; called with a key and the values of its placeholders. Of one thing it takes ``key.one``."""

    language: str
    catalogue: Catalogue

    def __call__(self, key: str, **values: object) -> str:
        text = self.catalogue[key]
        if values.get("n") == 1:
            text = self.catalogue.get(f"{key}.one", text)
        return text.format_map(values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self.catalogue

    def of(self, family: str, code: str) -> str:
        """The word for a code of ours, such as the kind of an entry; a code without one is shown as it is."""
        return self.catalogue.get(f"{family}.{code}") or code.replace("_", " ")

    def named(self, family: str, name: str) -> str:
        """The word for one of our own names, such as the robot's; anybody else's name stays as it is."""
        return self.catalogue.get(f"{family}.{name}", name)


def read_words(folder: Path) -> dict[str, Words]:
    """Every language of the console; raises `ConfigurationError` when a catalogue is missing or no JSON object."""
    return {language: Words(language, read_catalogue(folder / f"{language}.json")) for language in LANGUAGES}


def preferred_language(accepted: str, known: Iterable[str] = LANGUAGES) -> str:
    """The first language of a browser's Accept-Language that the console speaks; else English.

    >>> preferred_language("fr-CH, de;q=0.8, en;q=0.7")
    'de'
    """
    asked = (part.split(";")[0].strip().lower().partition("-")[0] for part in accepted.split(","))
    return next((language for language in asked if language in set(known)), "en")


def read_catalogue(file: Path) -> Catalogue:
    """A file of words; raises `ConfigurationError` when it is missing or no JSON object of texts."""
    try:
        found = orjson.loads(file.read_bytes())
    except OSError as error:
        hint = "copy templates/console from the distribution into COLLECTBOT_TEMPLATES"
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=str(file), hint=hint) from error
    except orjson.JSONDecodeError as error:
        raise ConfigurationError(f"is no JSON: {error}", file=str(file)) from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ConfigurationError("is no list of words: an object of texts", file=str(file))
    return found
