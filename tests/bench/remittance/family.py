"""A layout family: how one payer software writes its advices. Declarative; the drawing of cases is ``draw.py``'s.

How to write a family is told in this package's docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.sheet import Look, Sheet

if TYPE_CHECKING:
    from tests.bench.remittance.paper import Paper

Format: TypeAlias = Literal[
    "platypus", "canvas", "courier", "fpdf2", "typst", "chromium", "html", "text", "xlsx", "csv", "docx", "x12"
]
Figure: TypeAlias = Literal["gross", "discount", "deduction", "text"]
# The formats that are a PDF file.
PDF_FORMATS: tuple[Format, ...] = ("platypus", "canvas", "courier", "fpdf2", "typst", "chromium")
# The formats that are the mail's own body.
BODY_FORMATS: tuple[Format, ...] = ("html", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One layout family.

    ``shows`` names the figures that have a place on the paper: a discount or a reason that cannot be printed is not
    drawn. ``odds`` multiplies the chance of a named habit (see ``habits.py``) or mishap (see ``mishaps.py``); 0 never.
    ``sheet`` builds the document of one or more payments.
    """

    id: str
    about: str
    sheet: Callable[[Paper], Sheet]
    format: Format
    language: str = "en"
    numbers: Numbers = field(default_factory=Numbers)
    days: str = "%Y-%m-%d"
    currencies: tuple[str, ...] = ("EUR",)
    methods: tuple[str, ...] = ("Wire",)
    numberings: tuple[str, ...] = ("inv-year", "eight", "letters", "re-slash")
    shows: frozenset[Figure] = frozenset({"gross"})
    lines: tuple[int, int] = (2, 14)
    payments: tuple[int, int] = (1, 1)
    files_per_payment: bool = False
    pages_in_files: int = 1
    odds: dict[str, float] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    look: Look = field(default_factory=Look)
    platform: str = ""
    forwarded: Literal["", "attached", "inline"] = ""
    subject: str = "{title} {reference}"
    file_name: str = "{title}_{reference}"
