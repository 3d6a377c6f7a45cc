"""The form of a rendered ``letter.txt``: a subject, paragraphs, and one place for the figures; and what ends it.

Apart from the printing, which is slow to load: the check of all templates needs the form alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.errors import PermanentError

FIGURES = "[[figures]]"
_BLANK_LINES = re.compile(r"\n\s*\n")


class MalformedLetter(PermanentError):
    """A letter's template does not give a subject, paragraphs and one place for the figures."""


class UnprintableText(PermanentError):
    """A text holds letters that the typeface of our papers does not have."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A rendered ``letter.txt``, taken apart."""

    subject: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def parse_letter(text: str) -> LetterText:
    """Subject, and the paragraphs before and after the figures; raises `MalformedLetter`.

    >>> parse_letter("Reminder\\n\\nGood day,\\n\\n[[figures]]\\n\\nKind regards")
    LetterText(subject='Reminder', before=('Good day,',), after=('Kind regards',))
    """
    parts = [part.strip() for part in _BLANK_LINES.split(text.strip()) if part.strip()]
    if not parts or parts.count(FIGURES) != 1 or parts[0] == FIGURES:
        raise MalformedLetter(f"a letter is a subject line, paragraphs, and {FIGURES} once as a paragraph of its own")
    place = parts.index(FIGURES)
    return LetterText(" ".join(parts[0].split()), tuple(parts[1:place]), tuple(parts[place + 1 :]))
