"""HTML bodies and attachments: text lines and tables, laid out as a page. No link is followed, nothing is rendered."""

from __future__ import annotations

from html.parser import HTMLParser

from workers.remittance.document import Document, Layout

_BLOCKS = frozenset((
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "section",
    "article", "header", "footer", "dt", "dd", "pre",
))  # fmt: skip
_SKIPPED = frozenset(("script", "style", "head", "title", "template", "noscript"))
_MAX_SPAN = 50
_MAX_DEPTH = 40


def read_html(name: str, markup: str) -> Document:
    """The visible text of ``markup``; hidden elements and scripts do not count."""
    parser = _Visible()
    parser.feed(markup)
    parser.close()
    parser.flush()
    return Document(name, "html", (parser.layout.page(),))


class _Table:
    """A table being read. Cells of a table that holds another table are layout, and print as text."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[str, int]]] = []
        self.cell: list[str] | None = None
        self.span = 1

    def end_cell(self) -> None:
        if self.cell is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(("".join(self.cell), self.span))
            self.cell = None


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.layout = Layout()
        self._tables: list[_Table] = []
        self._line: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping or tag in _SKIPPED or _is_hidden(dict(attrs)):
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        match tag:
            case "table" if len(self._tables) < _MAX_DEPTH:
                self._open_table()
            case "tr" if self._tables:
                self._tables[-1].end_cell()
                self._tables[-1].rows.append([])
            case "td" | "th" if self._tables:
                self._tables[-1].end_cell()
                self._tables[-1].cell, self._tables[-1].span = [], _span(dict(attrs))
            case _ if tag in _BLOCKS:
                self._break_line()

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag in self._skipping:
                del self._skipping[self._skipping.index(tag) :]
            return
        match tag:
            case "table" if self._tables:
                self._close_table()
            case "td" | "th" if self._tables:
                self._tables[-1].end_cell()
            case _ if tag in _BLOCKS:
                self._break_line()

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self._tables:
            if self._tables[-1].cell is not None:
                self._tables[-1].cell.append(data)
        else:
            self._line.append(data.replace("\n", " "))

    def flush(self) -> None:
        while self._tables:
            self._close_table()
        self._break_line()

    def _open_table(self) -> None:
        """What stands before a nested table in its cell is text of its own."""
        for outer in self._tables[-1:]:
            self._line.append("".join(outer.cell or ()))
            outer.cell = [] if outer.cell is not None else None
            self._print_rows(outer)
        self._break_line()
        self._tables.append(_Table())

    def _close_table(self) -> None:
        table = self._tables.pop()
        table.end_cell()
        self._print_rows(table)

    def _print_rows(self, table: _Table) -> None:
        rows = [row for row in table.rows if any(text.strip() for text, _ in row)]
        if rows:
            self.layout.add_grid(rows)
        table.rows = [[]]

    def _break_line(self) -> None:
        if self._tables:
            if self._tables[-1].cell is not None:
                self._tables[-1].cell.append(" ")
            return
        text = " ".join("".join(self._line).split())
        self._line = []
        if text:
            self.layout.add_text(text)


_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr")
)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style or "hidden" in attributes or "font-size:0" in style


def _span(attributes: dict[str, str | None]) -> int:
    value = attributes.get("colspan") or ""
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1
