"""HTML bodies and attachments: text lines and tables, laid out as a page. No link is followed, nothing is rendered."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from workers.remittance.document import Document, Layout
from workers.remittance.readers.html_tables import TableRows
from workers.remittance.readers.html_visibility import hidden_classes, is_hidden

_BLOCKS = frozenset((
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "section",
    "article", "header", "footer", "dt", "dd",
))  # fmt: skip
_SKIPPED = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "select", "textarea"))
# A new one of these ends the one that is open, with or without its end tag.
_SIBLINGS = {"tr": ("tr",), "td": ("td", "th", "tr"), "th": ("td", "th", "tr"), "li": ("li",), "p": ("p",)}
_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr")
)
_STYLE = re.compile(r"<style\b[^>]*>(.{0,200000}?)</style", re.IGNORECASE | re.DOTALL)
_MAX_DEPTH = 40


def read_html(name: str, markup: str) -> Document:
    """The visible text of ``markup``; hidden elements and scripts do not count."""
    parser = _Visible(hidden_classes("\n".join(_STYLE.findall(markup))))
    parser.feed(markup)
    parser.close()
    parser.flush()
    return Document(name, "html", (parser.layout.page(),))


class _Visible(HTMLParser):
    def __init__(self, hidden: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.layout = Layout()
        self._hidden = hidden
        self._tables: list[TableRows] = []
        self._line: list[str] = []
        self._skipping: list[str] = []
        self._set_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._end_implied(tag)
        if self._skipping or tag in _SKIPPED or is_hidden(attributes, self._hidden):
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        match tag:
            case "table" if len(self._tables) < _MAX_DEPTH:
                self._open_table()
            case "tr" if self._tables:
                self._tables[-1].start_row()
            case "td" | "th" if self._tables:
                self._tables[-1].start_cell(attributes)
            case "pre":
                self._break_line()
                self._set_out += 1
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
            case "pre" if self._set_out:
                self._break_line()
                self._set_out -= 1
            case _ if tag in _BLOCKS:
                self._break_line()

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self._tables:
            self._tables[-1].add(data)
        else:
            self._line.append(data if self._set_out else data.replace("\n", " "))

    def flush(self) -> None:
        while self._tables:
            self._close_table()
        self._break_line()

    def _end_implied(self, tag: str) -> None:
        """What is skipped ends where its next sibling begins; the head ends where the body begins."""
        if not self._skipping:
            return
        first = self._skipping[0]
        begins_body = tag == "body" and "head" in self._skipping
        follows = len(self._skipping) == 1 and tag in _SIBLINGS.get(first, ())
        follows_row = first == tag == "tr" and "table" not in self._skipping
        if begins_body or follows or follows_row:
            self._skipping.clear()

    def _open_table(self) -> None:
        """What stands before a nested table in its cell is text of its own."""
        for outer in self._tables[-1:]:
            self._line.append(outer.take_cell())
            self._print_rows(outer)
        self._break_line(outside=True)
        self._tables.append(TableRows())

    def _close_table(self) -> None:
        table = self._tables.pop()
        table.end_cell()
        self._print_rows(table)

    def _print_rows(self, table: TableRows) -> None:
        rows = [row for row in table.take_rows() if any(text.strip() for text, _ in row)]
        if rows:
            self.layout.add_grid(rows)

    def _break_line(self, *, outside: bool = False) -> None:
        if self._tables and not outside:
            self._tables[-1].add(" ")
            return
        text = "".join(self._line)
        self._line = []
        text = text if self._set_out else " ".join(text.split())
        if text:
            self.layout.add_text(text)
