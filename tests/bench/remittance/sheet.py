"""A document before it has a format: text, label-value pairs and tables. Renderers draw it, families build it.

Nothing here knows about money, cases or PDF. A line break inside a cell is a wrapped cell. Every renderer draws every
block; what a format cannot show (a page break in a CSV) it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "right", "center"]
Rules: TypeAlias = Literal["grid", "rows", "head", "none"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``hidden`` draws it white on white (a reader's eye misses it, an engine does not)."""

    text: str
    size: float = 9.5
    bold: bool = False
    align: Align = "left"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values; ``across`` pairs stand side by side, ``stacked`` sets the value below its label."""

    rows: tuple[tuple[str, str], ...]
    across: int = 1
    separator: str = ":"
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: ``strong`` is drawn bold; a section's title stands in the first cell."""

    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``head`` may be empty (no header words at all); ``widths`` are relative."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    aligns: tuple[Align, ...]
    widths: tuple[float, ...]
    rules: Rules = "head"
    valign: Literal["top", "middle", "bottom"] = "top"


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space in points."""

    height: float = 10


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a page."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Grids side by side: an item list set in newspaper columns."""

    grids: tuple[Grid, ...]


Block: TypeAlias = Text | Pairs | Grid | Gap | PageBreak | Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the paper looks; a renderer ignores what its format does not have.

    ``rotated`` stores the page lying on its side (canvas and courier), ``doubled`` prints bold words twice (false
    bold), ``fields`` puts the values into a form's fields (both canvas), ``native`` gives a spreadsheet real numbers
    and days instead of text, ``embedded`` brings a font with all characters (fpdf2), ``stamp`` is a word stamped
    askew over the first page (canvas), ``nested`` sets every block into layout tables (html), ``dark`` prints a table's
    titles white on a dark band (platypus), ``broken`` keeps the line breaks inside a file's cells (csv, xlsx).
    """

    size: Literal["A4", "letter"] = "A4"
    landscape: bool = False
    rotated: bool = False
    serif: bool = False
    points: float = 9
    margin: float = 45
    doubled: bool = False
    delimiter: str = ";"
    tint: bool = False
    native: bool = False
    fields: bool = False
    embedded: bool = False
    stamp: str = ""
    nested: bool = False
    dark: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: blocks from top to bottom, the foot of each page, and its look."""

    blocks: tuple[Block, ...]
    title: str
    foot: str = ""
    look: Look = field(default_factory=Look)
