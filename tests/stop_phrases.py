"""The sentences that must stop, as tests of the words, of mails and of texts take them."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parent / "unit" / "inbox" / "stop_phrases.txt"
LANGUAGES = ("en", "de", "fr", "es")


def stop_phrases() -> dict[str, list[tuple[str, str]]]:
    """(kind, sentence) by language."""
    found: dict[str, list[tuple[str, str]]] = {}
    language = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line in LANGUAGES:
            language = line
            continue
        kind, _, sentence = line.partition(": ")
        found.setdefault(language, []).append((kind, sentence))
    return found


def one_phrase_of_each_kind() -> list[tuple[str, str]]:
    """The first sentence of every kind that has words."""
    return list({kind: (kind, sentence) for kind, sentence in reversed(stop_phrases()["en"])}.values())
