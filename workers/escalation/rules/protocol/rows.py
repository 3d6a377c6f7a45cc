"""Reads the bytes of an agency's file into rows of named cells, with the line each stands in. Pure.

A fault names line and column; a file with any fault is refused as a whole. ``cut_off``: its end is missing, which a
file that is still being written looks like too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from workers.escalation.rules.protocol.columns import COLUMNS, VERSION

MOST_ROWS = 200_000
_LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where: a line counted from 1, and a column where it concerns one."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; a column that is not there is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, and what is wrong with its form."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    cut_off: bool = False


def read_rows(name: str, content: bytes) -> Rows:
    """The rows of a CSV or JSON lines file, told apart by the end of its name.

    >>> read_rows("a.csv", b"version,record\\n1,note\\n").rows[0]["record"]
    'note'
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Rows(faults=(Fault(line, "", "is not UTF-8"),))
    if not text.endswith("\n"):
        return Rows(faults=(Fault(text.count("\n") + 1, "", "the file ends in the middle of a line"),), cut_off=True)
    found = _json_rows(text) if name.lower().endswith(".jsonl") else _csv_rows(text)
    if len(found.rows) > MOST_ROWS:
        return Rows(faults=(Fault(MOST_ROWS, "", f"the file has more than {MOST_ROWS} rows"),))
    return Rows(found.rows, (*found.faults, *_faults_of_form(found.rows)), found.cut_off)


def _csv_rows(text: str) -> Rows:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        faults = list(_header_faults(header))
        if faults:
            return Rows(faults=tuple(faults))
        for cells in reader:
            if len(cells) != len(header):
                message = f"has {len(cells)} cells, the header {len(header)}"
                return Rows(tuple(rows), (Fault(reader.line_num, "", message),))
            rows.append(Row(reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))))
    except csv.Error as error:
        fault = Fault(reader.line_num, "", f"is not CSV: {error}")
        return Rows(tuple(rows), (fault,), cut_off="unexpected end" in str(error))
    return Rows(tuple(rows))


def _header_faults(header: Sequence[str]) -> Iterator[Fault]:
    if not header:
        yield Fault(1, "", "the file is empty")
    for name in header:
        if name not in COLUMNS:
            yield Fault(1, _shown(name), "is no column of the protocol")
        elif header.count(name) > 1:
            yield Fault(1, name, "stands in the header twice")


def _json_rows(text: str) -> Rows:
    rows: list[Row] = []
    for line, written in enumerate(text.split("\n")[:-1], start=1):
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            return Rows(tuple(rows), (Fault(line, "", "is not a JSON object"),))
        if not isinstance(found, dict):
            return Rows(tuple(rows), (Fault(line, "", "is not a JSON object"),))
        cells = {}
        for name, value in found.items():
            if name not in COLUMNS:
                return Rows(tuple(rows), (Fault(line, _shown(name), "is no column of the protocol"),))
            if isinstance(value, bool) or not isinstance(value, str | int):
                return Rows(tuple(rows), (Fault(line, name, "is neither text nor a whole number"),))
            cells[name] = str(value).strip()
        rows.append(Row(line, cells))
    return Rows(tuple(rows))


def _faults_of_form(rows: Sequence[Row]) -> Iterator[Fault]:
    for row in rows:
        if row["version"] != VERSION:
            yield Fault(row.line, "version", f"is {row['version'][:20]!r}: we read version {VERSION}")
        for column, cell in row.cells.items():
            if len(cell) > _LONGEST_CELL:
                yield Fault(row.line, column, f"is longer than {_LONGEST_CELL} signs")
            elif "\0" in cell or _has_half_signs(cell):
                yield Fault(row.line, column, "holds a sign that no text has")


def _has_half_signs(cell: str) -> bool:
    r"""Half of a surrogate pair, which JSON can name and no database or file takes.

    >>> _has_half_signs("\ud83d"), _has_half_signs("\U0001f600")
    (True, False)
    """
    return any("\ud800" <= sign <= "\udfff" for sign in cell)


def _shown(name: str) -> str:
    """A stranger's column as it may stand in a case: signs that no text has are written out."""
    return repr(name[:60])[1:-1]
