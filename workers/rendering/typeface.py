"""The typeface of everything on paper: embedded in each PDF, free to ship, and honest about letters it lacks.

Bitstream Vera comes with reportlab under a licence that allows embedding. A letter that it lacks is printed without
its accent, as postal services read it; text without any such letter is refused, never printed as boxes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from workers.errors import PermanentError

REGULAR = "Vera"
BOLD = "VeraBd"
# Spaces that Babel puts between figures and signs, and that the typeface does not draw.
_SPACES = {0x202F: 0x00A0, 0x2009: 0x00A0, 0x2011: 0x002D}


class UnprintableText(PermanentError):
    """A text holds letters that the typeface of our letters does not have."""


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The code points both weights can draw; loading them registers the fonts with reportlab."""
    drawn: set[int] | None = None
    for name in (REGULAR, BOLD):
        font = TTFont(name, f"{name}.ttf")
        pdfmetrics.registerFont(font)
        points = set(font.face.charToGlyph)
        drawn = points if drawn is None else drawn & points
    return frozenset(drawn or ())


def printable(text: str) -> str:
    """The text as the typeface can draw it; raises `UnprintableText`.

    >>> printable("Erdős & Łódź")
    'Erdos & Łódz'
    """
    drawn = _drawn()
    return "".join(_nearest(sign, drawn) for sign in text.translate(_SPACES))


def width_of(text: str, font: str, size: float) -> float:
    """How wide a line of text is, in points."""
    _drawn()
    return float(pdfmetrics.stringWidth(text, font, size))


def _nearest(sign: str, drawn: frozenset[int]) -> str:
    if ord(sign) in drawn or sign in "\n\t":
        return sign
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    if not plain or any(ord(part) not in drawn for part in plain):
        raise UnprintableText(f"our letters cannot print {sign!r} (U+{ord(sign):04X})")
    return plain
