"""The typeface of everything on paper: embedded in each PDF, free to ship, and honest about letters it lacks.

DejaVu Sans lies beside this file (`typefaces/LICENSE`): every Latin alphabet, Greek, Cyrillic, Armenian, Georgian. A
text that it cannot print right, letter for letter and in order, is refused: no accent is dropped, no box is printed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from workers.rendering.letter_text import UnprintableText

REGULAR = "DejaVuSans"
BOLD = "DejaVuSans-Bold"
_FOLDER = Path(__file__).parent / "typefaces"
# Spaces that Babel puts between figures and signs become one that every reader knows; marks that nobody sees go.
_SPACES = {0x202F: 0x00A0, 0x2009: 0x00A0, 0x2011: 0x002D}
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
_REPLACED = {**_SPACES, **_UNSEEN}
# Scripts written from the right, whose letters join: drawn one by one, they would stand in the wrong order and form.
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The code points both weights can draw; loading them registers the fonts with reportlab."""
    drawn: set[int] | None = None
    for name in (REGULAR, BOLD):
        font = TTFont(name, str(_FOLDER / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        points = set(font.face.charToGlyph)
        drawn = points if drawn is None else drawn & points
    return frozenset(drawn or ())


def printable(text: str) -> str:
    """The text as the typeface draws it, an accent in one sign with its letter; raises `UnprintableText`.

    >>> printable("Erdo\u0308s, Łódź, Αθήνα, Газпром")
    'Erdös, Łódź, Αθήνα, Газпром'
    """
    drawn = _drawn()
    composed = unicodedata.normalize("NFC", text.translate(_REPLACED))
    for sign in composed:
        if sign not in "\n\t" and not _is_printed(sign, drawn):
            raise UnprintableText(f"our letters cannot print {sign!r} (U+{ord(sign):04X})")
    return composed


def legible(text: str) -> str:
    r"""What others wrote, for our own people: a sign that cannot be printed is marked as such and hides no other.

    >>> legible("Merci\r\n\U0001f44d") == "Merci\n\N{REPLACEMENT CHARACTER}"
    True
    """
    drawn = _drawn()
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_REPLACED))
    return "".join(
        sign if sign in "\n\t" or _is_printed(sign, drawn) else "\N{REPLACEMENT CHARACTER}" for sign in composed
    )


def width_of(text: str, font: str, size: float) -> float:
    """How wide a line of text is, in points."""
    _drawn()
    return float(pdfmetrics.stringWidth(text, font, size))


def _is_printed(sign: str, drawn: frozenset[int]) -> bool:
    """A mark that did not become one with its letter would be drawn beside it."""
    if ord(sign) not in drawn or unicodedata.category(sign).startswith("M"):
        return False
    return unicodedata.bidirectional(sign) not in _FROM_THE_RIGHT
