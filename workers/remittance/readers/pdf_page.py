"""A page of pdfplumber that says of each character only what reading asks for; lines and boxes are told as they were.

Pdfplumber copies every attribute of every character, which took a third of the time of reading. Must not choose
characters, nor change where they stand.
"""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTChar, LTItem
from pdfplumber.page import Page


class LeanPage(Page):
    """The same page with lean characters."""

    @classmethod
    def of(cls, page: Page) -> LeanPage:
        return cls(page.pdf, page.page_obj, page.page_number, page.initial_doctop)

    def process_object(self, obj: LTItem) -> dict[str, Any]:
        return self._lean(obj) if isinstance(obj, LTChar) else super().process_object(obj)

    def _lean(self, char: LTChar) -> dict[str, Any]:
        """Places as pdfplumber tells them: from the top, and from the corner of the media box."""
        left, above = self.mediabox[:2]
        top = (self.height - char.y1) + above
        color = char.graphicstate.ncolor
        return {
            "object_type": "char",
            "text": char.get_text(),
            "fontname": char.fontname,
            "size": char.size,
            "x0": char.x0 + left,
            "x1": char.x1 + left,
            "top": top,
            "bottom": (self.height - char.y0) + above,
            "doctop": self.initial_doctop + top,
            "upright": char.upright,
            "matrix": char.matrix,
            "non_stroking_color": color if isinstance(color, tuple) else (color,),
        }
