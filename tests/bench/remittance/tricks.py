"""What programs leave in a text that nobody sees: zero-width marks, soft hyphens, direction marks, ligatures.

Each wraps a family's ``sheet``. The marks need a format that can carry them (embedded fonts, HTML, plain text).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Grid, Row, Sheet, Text

Build = Callable[[Paper], Sheet]


def zero_width(build: Build) -> Build:
    """A zero-width space after every separator inside a reference."""
    return _on_cells(
        build, lambda cell: cell.replace("-", "-\N{ZERO WIDTH SPACE}").replace("/", "/\N{ZERO WIDTH SPACE}")
    )


def direction_marks(build: Build) -> Build:
    """Left-to-right marks around every cell, as bidirectional report generators set them."""
    return _on_cells(build, lambda cell: f"\N{LEFT-TO-RIGHT MARK}{cell}\N{LEFT-TO-RIGHT MARK}" if cell else cell)


def soft_hyphens(build: Build) -> Build:
    """A soft hyphen in the middle of long words of the head and of references."""
    return _on_cells(build, lambda cell: f"{cell[:5]}\N{SOFT HYPHEN}{cell[5:]}" if cell[:6].isalpha() else cell)


def white_text(build: Build, text: str) -> Build:
    """White words on white paper above and below the real ones."""

    def built(paper: Paper) -> Sheet:
        sheet = build(paper)
        return replace(sheet, blocks=(Text(text, hidden=True), *sheet.blocks, Text(text, hidden=True)))

    return built


def _on_cells(build: Build, change: Callable[[str], str]) -> Build:
    def built(paper: Paper) -> Sheet:
        sheet = build(paper)
        return replace(sheet, blocks=tuple(_changed(block, change) for block in sheet.blocks))

    return built


def _changed(block: Block, change: Callable[[str], str]) -> Block:
    if not isinstance(block, Grid):
        return block
    rows = tuple(Row(tuple(change(cell) for cell in row.cells), row.strong) for row in block.rows)
    return replace(block, head=tuple(change(cell) for cell in block.head), rows=rows)
