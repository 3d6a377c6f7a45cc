"""The rows of one HTML table as they are read: cells over several columns, and cells that reach into the rows below."""

from __future__ import annotations

from collections.abc import Mapping

_MAX_SPAN = 50
_MAX_ROW_SPAN = 500

Row = list[tuple[str, int]]


class TableRows:
    """A table being read. Cells of a table that holds another table are layout, and print as text."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._reaching: dict[int, int] = {}

    def start_row(self) -> None:
        """Columns that a cell from above covers to the end of the row before have one row less to cover."""
        self.end_cell()
        if self._rows:
            self._pass_covered(to_end=True)
        self._rows.append([])

    def start_cell(self, attributes: Mapping[str, str | None]) -> None:
        self.end_cell()
        self._cell = []
        self._spans = (_span(attributes, "colspan", _MAX_SPAN), _span(attributes, "rowspan", _MAX_ROW_SPAN))

    def add(self, text: str) -> None:
        """Text inside the open cell; between cells there is none."""
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        if self._cell is None:
            return
        if not self._rows:
            self._rows.append([])
        self._pass_covered()
        columns, rows = self._spans
        if rows > 1:
            start = self._width()
            self._reaching.update(dict.fromkeys(range(start, start + columns), rows - 1))
        self._rows[-1].append(("".join(self._cell), columns))
        self._cell = None

    def take_cell(self) -> str:
        """The text so far of the open cell, which stays open."""
        text = "".join(self._cell or ())
        self._cell = [] if self._cell is not None else None
        return text

    def take_rows(self) -> list[Row]:
        """The rows so far."""
        rows, self._rows = self._rows, [[]]
        self._reaching.clear()
        return rows

    def _pass_covered(self, *, to_end: bool = False) -> None:
        """Leaves out columns that a cell above covers: the next ones, or all up to the end of the row."""
        row = self._rows[-1]
        last = max(self._reaching, default=-1) if to_end else -1
        column = self._width()
        while column in self._reaching or column <= last:
            row.append(("", 1))
            if column in self._reaching:
                self._reaching[column] -= 1
                if not self._reaching[column]:
                    del self._reaching[column]
            column += 1

    def _width(self) -> int:
        return sum(columns for _, columns in self._rows[-1])


def _span(attributes: Mapping[str, str | None], name: str, most: int) -> int:
    value = (attributes.get(name) or "").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdigit() and len(value) < 9 else 1
