"""typst: a typesetter's PDF, with real ligatures, kerning and subset fonts."""

from __future__ import annotations

import re

import typst

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Grid, Look, Sheet

_RULES = {
    "grid": "0.4pt",
    "rows": "(bottom: 0.3pt)",
    "head": "(_, y) => if y == 0 { (bottom: 0.8pt) }",
    "none": "none",
}


def render(sheet: Sheet) -> bytes:
    body = "\n".join(_markup(block, sheet.look) for block in sheet.blocks)
    return bytes(typst.compile((_setting(sheet) + body).encode()))


def _setting(sheet: Sheet) -> str:
    look = sheet.look
    paper = "a4" if look.size == "A4" else "us-letter"
    face = "Libertinus Serif" if look.serif else "DejaVu Sans"
    flipped = "true" if look.landscape else "false"
    return (
        f'#set page(paper: "{paper}", flipped: {flipped}, margin: (x: {look.margin}pt, y: 45pt),'
        f" footer: [{_text(sheet.foot)} #h(1fr) #context counter(page).display()])\n"
        f'#set text(font: ("{face}", "Libertinus Serif"), size: {look.points}pt)\n'
        "#set par(leading: 0.5em, spacing: 0.7em)\n"
    )


def _text(text: str) -> str:
    escaped = re.sub(r"([\\#$*_`<>@=\-+/\[\]~\"'])", r"\\\1", text)
    return escaped.replace("\n", " \\\n")


def _markup(block: blocks.Block, look: Look) -> str:
    match block:
        case blocks.Text():
            weight = "bold" if block.bold else "regular"
            fill = "white" if block.hidden else "black"
            style = f'size: {block.size}pt, weight: "{weight}", fill: {fill}'
            return f"#align({block.align})[#text({style})[{_text(block.text)}]]\n"
        case blocks.Pairs():
            return _pairs(block)
        case blocks.Grid():
            return _grid(block)
        case blocks.Gap(height):
            return f"#v({height}pt, weak: false)\n"
        case blocks.PageBreak():
            return "#pagebreak()\n"
        case blocks.Columns(grids):
            cells = "".join(f"[{_grid(grid)}]," for grid in grids)
            return f"#grid(columns: {len(grids)}, gutter: 14pt, {cells})\n"


def _pairs(block: blocks.Pairs) -> str:
    cells = []
    for start in range(0, len(block.rows), block.across):
        some = [*block.rows[start : start + block.across]]
        some += [("", "")] * (block.across - len(some))
        if block.stacked:
            cells += [label for label, _ in some] + [value for _, value in some]
        else:
            cells += [cell for label, value in some for cell in (f"{label}{block.separator}" if label else "", value)]
    columns = block.across * (1 if block.stacked else 2)
    return f"#grid(columns: {columns}, column-gutter: 16pt, row-gutter: 5pt, {_cells(cells)})\n"


def _cells(cells: list[str]) -> str:
    return ", ".join(f"[{_text(cell)}]" for cell in cells)


def _grid(grid: Grid) -> str:
    place = {"top": "top", "middle": "horizon", "bottom": "bottom"}[grid.valign]
    aligns = ", ".join(f"{align} + {place}" for align in grid.aligns)
    widths = ", ".join(f"{width}fr" for width in grid.widths)
    parts = [f"table.header({_strong(grid.head)})"] if grid.head else []
    parts += [_strong(row.cells) if row.strong else _cells(list(row.cells)) for row in grid.rows]
    return (
        f"#table(columns: ({widths},), align: ({aligns},), stroke: {_RULES[grid.rules]}, inset: 3pt,\n"
        + ",\n".join(parts)
        + ")\n"
    )


def _strong(cells: tuple[str, ...]) -> str:
    return ", ".join(f"[#strong[{_text(cell)}]]" for cell in cells)
