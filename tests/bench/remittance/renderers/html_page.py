"""HTML as mail programs and web portals write it; Chromium prints the same page."""

from __future__ import annotations

from html import escape

from tests.bench.remittance import sheet as blocks
from tests.bench.remittance.sheet import Grid, Row, Sheet

_BORDERS = {
    "grid": "td,th{border:1px solid #444}",
    "rows": "td,th{border-bottom:1px solid #bbb}",
    "head": "th{border-bottom:2px solid #000}",
    "none": "",
}


def render(sheet: Sheet) -> bytes:
    return page(sheet).encode()


def page(sheet: Sheet) -> str:
    """The document with its style sheet."""
    look = sheet.look
    face = "Georgia,'DejaVu Serif',serif" if look.serif else "Arial,'DejaVu Sans',sans-serif"
    rules = next((block.rules for block in sheet.blocks if isinstance(block, Grid)), "none")
    orientation = "landscape" if look.landscape else "portrait"
    style = (
        f"@page{{size:{look.size} {orientation};margin:{look.margin}pt}}body{{font:{look.points}pt {face}}}"
        "table{border-collapse:collapse;width:100%}table.facts{width:auto}td,th{padding:2px 5px;text-align:left}"
        f"thead{{display:table-header-group}}tr{{break-inside:avoid}}{_BORDERS[rules]}"
    )
    elements = [_element(block) for block in sheet.blocks]
    body = _nested(elements) if look.nested else "\n".join(elements)
    return f"<html><head><meta charset='utf-8'><style>{style}</style></head><body>{body}</body></html>"


def _nested(blocks_in: list[str]) -> str:
    """A table for the middle of the window, in it a row for each block, in it a table again: mail marketing's way."""
    rows = "".join(f"<tr><td><table><tr><td>{block}</td></tr></table></td></tr>" for block in blocks_in)
    return f"<table><tr><td align='center'><table width='600'>{rows}</table></td></tr></table>"


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _element(block: blocks.Block) -> str:
    match block:
        case blocks.Text():
            weight = "bold" if block.bold else "normal"
            colour = ";color:#fff" if block.hidden else ""
            style = f"font-size:{block.size}pt;font-weight:{weight};text-align:{block.align};margin:2px 0{colour}"
            return f"<p style='{style}'>{_text(block.text)}</p>"
        case blocks.Pairs():
            return _pairs(block)
        case blocks.Grid():
            return _grid(block)
        case blocks.Gap(height):
            return f"<div style='height:{height}pt'></div>"
        case blocks.PageBreak():
            return "<div style='break-after:page'></div>"
        case blocks.Columns(grids):
            cells = "".join(f"<td style='vertical-align:top;border:0'>{_grid(grid)}</td>" for grid in grids)
            return f"<table><tr>{cells}</tr></table>"


def _pairs(block: blocks.Pairs) -> str:
    rows = []
    for start in range(0, len(block.rows), block.across):
        some = block.rows[start : start + block.across]
        if block.stacked:
            rows += ["".join(f"<td>{_text(pair[level])}</td>" for pair in some) for level in (0, 1)]
        else:
            rows.append("".join(f"<td>{_text(a)}{block.separator}</td><td>{_text(b)}</td>" for a, b in some))
    return "<table class='facts'>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _grid(grid: Grid) -> str:
    head = f"<thead>{_row(Row(grid.head), grid, 'th')}</thead>" if grid.head else ""
    rows = "\n".join(_row(row, grid, "td") for row in grid.rows)
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _row(row: Row, grid: Grid, tag: str) -> str:
    weight = ";font-weight:bold" if row.strong else ""
    total = sum(grid.widths)
    cells = []
    for cell, align, width in zip(row.cells, grid.aligns, grid.widths, strict=True):
        place = f"text-align:{align};vertical-align:{grid.valign};width:{100 * width / total:.0f}%{weight}"
        cells.append(f"<{tag} style='{place}'>{_text(cell)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"
