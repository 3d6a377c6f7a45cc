"""DOCX files: paragraphs and tables of the body in their order, as a person sees them. Formulas and links stay unread.

Deleted and hidden text does not count, inserted text and content controls do; headers and footers are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document as open_docx
from docx.opc.exceptions import OpcError
from lxml import etree

from workers.errors import UnreadableDocument
from workers.remittance.document import Document, Layout
from workers.remittance.readers.archive import check_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_MC}Fallback", f"{_W}instrText"))
_MARKS = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": "",
    f"{_W}ptab": "\t",
}  # fmt: skip
_BOX = f"{_W}txbxContent"
_MAX_SPAN = 50
_MAX_DEPTH = 30
_OFF = frozenset(("0", "false", "off"))


def read_docx(name: str, content: bytes, max_unpacked_bytes: int) -> Document:
    """The visible text and tables; raises `UnreadableDocument` on anything that is not a modest Word file."""
    check_archive(content, max_unpacked_bytes)
    layout = Layout()
    try:
        body = open_docx(io.BytesIO(content)).element.body
    except (OpcError, etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise UnreadableDocument(f"not a readable Word file: {error}") from error
    _add_blocks(layout, body, 0)
    return Document(name, "docx", (layout.page(),))


def _add_blocks(layout: Layout, parent: etree._Element, depth: int) -> None:
    """Paragraphs and tables below ``parent``, in content controls too."""
    if depth > _MAX_DEPTH:
        raise UnreadableDocument(f"tables are nested more than {_MAX_DEPTH} deep")
    for child in parent:
        if child.tag in _UNSEEN:
            continue
        if child.tag == f"{_W}p":
            layout.add_text(_text_of(child))
            for box in child.iter(_BOX):
                if not any(above.tag in _UNSEEN for above in box.iterancestors()):
                    _add_blocks(layout, box, depth + 1)
        elif child.tag == f"{_W}tbl":
            _add_table(layout, child, depth)
        else:
            _add_blocks(layout, child, depth + 1)


def _add_table(layout: Layout, table: etree._Element, depth: int) -> None:
    """A grid; a table that holds another table only arranges the page, and its cells are read one after the other."""
    rows = [_cells(row) for row in _below(table, f"{_W}tr") if not _has(row, "trPr", "hidden")]
    if next(table.iterdescendants(f"{_W}tbl"), None) is not None:
        for row in rows:
            for cell in row:
                _add_blocks(layout, cell, depth + 1)
        return
    grid = [[(_cell_text(cell), _span(cell)) for cell in row] for row in rows]
    if grid:
        layout.add_grid(grid)


def _cells(row: etree._Element) -> list[etree._Element]:
    return list(_below(row, f"{_W}tc"))


def _below(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with a tag, those in content controls and insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _below(child, tag)


def _cell_text(cell: etree._Element) -> str:
    """A cell's text; the lower cells of a vertically merged one are empty."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
        return ""
    return " ".join(_text_of(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = found.get(f"{_W}val", "1") if found is not None else "1"
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _text_of(element: etree._Element) -> str:
    """The seen text of a paragraph, without that of text boxes, which are paragraphs of their own."""
    parts: list[str] = []
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _MARKS:
            parts.append(_MARKS[child.tag])
        elif child.tag not in _UNSEEN and child.tag != _BOX and not _has(child, "rPr", "vanish"):
            waiting += reversed(child)
    return "".join(parts)


def _has(element: etree._Element, properties: str, name: str) -> bool:
    """Whether a property is switched on."""
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "1").lower() not in _OFF
