"""A whole open-items file as a `Report`: its items, its customers and every row that cannot be used.

Must not know the book; what a report means for it is decided in `difference`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from workers.errors import UserError
from workers.ledger.importing.columns import Rejection, read_header
from workers.ledger.importing.customer_cells import ReportedCustomer, customer_columns, read_contact, read_customer
from workers.ledger.importing.row import BadCell, ReportedItem, RowReader
from workers.ledger.importing.sheet import Line, read_lines

_PROGRESS_EVERY = 2000
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What one file says. ``rows`` counts the lines below the header, good and bad."""

    rows: int = 0
    items: list[ReportedItem] = field(default_factory=list)
    customers: dict[str, ReportedCustomer] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    broken_header: bool = False

    def reject(self, items: list[tuple[ReportedItem, Rejection]]) -> None:
        """Take rows out again that do not fit the book."""
        bad = {item.line for item, _ in items}
        self.items = [item for item in self.items if item.line not in bad]
        self.rejected = sorted([*self.rejected, *(rejection for _, rejection in items)], key=lambda found: found.line)


def read_report(file: Path, content: bytes, default_entity: str, entities: frozenset[str], tell: Progress) -> Report:
    """Read a file row by row; bad rows are collected, not raised. An unreadable file raises `UserError`."""
    lines = read_lines(file, content)
    header = next(lines, None)
    if header is None:
        raise UserError(f"{file}:1: the file is empty: the first line must name the columns")
    positions, rejected = read_header(header[1])
    if rejected:
        return Report(rows=sum(1 for _ in lines), rejected=rejected, broken_header=True)
    return _Assembly(RowReader(positions, len(header[1]), default_entity), entities).assemble(lines, tell)


class _Assembly:
    """Puts a report together row by row."""

    def __init__(self, reader: RowReader, entities: frozenset[str]) -> None:
        self._reader = reader
        self._entities = entities
        self._report = Report()
        self._first_line: dict[tuple[str, str], int] = {}
        self._seen: set[tuple[str, ...]] = set()
        columns = customer_columns(reader.positions)
        self._customer_cells = itemgetter(*(reader.positions[name] for name in columns))

    def assemble(self, lines: Iterator[Line], tell: Progress) -> Report:
        everything = list(lines)
        report = self._report
        report.rows = len(everything)
        for done, (line, cells) in enumerate(everything, start=1):
            try:
                self._take(line, cells)
            except BadCell as complaint:
                report.rejected.append(self._reader.reject(line, complaint))
            if done % _PROGRESS_EVERY == 0:
                tell(done, report.rows * 2)
        return report

    def _take(self, line: int, cells: list[str]) -> None:
        item = self._reader.read(line, cells)
        if self._entities and item.entity not in self._entities:
            raise BadCell("entity", f"{item.entity!r} is none of our entities: {', '.join(sorted(self._entities))}")
        number = (item.entity, item.document_number)
        if number in self._first_line:
            raise BadCell(
                "document_number", f"{item.document_number} stands on line {self._first_line[number]} already"
            )
        self._take_customer(item.customer_id, cells)
        self._first_line[number] = line
        self._report.items.append(item)

    def _take_customer(self, customer_id: str, cells: list[str]) -> None:
        said = self._customer_cells(cells)
        if said in self._seen:
            return
        row = {name: cells[index].strip() for name, index in self._reader.positions.items()}
        known = self._report.customers.get(customer_id) or ReportedCustomer(customer_id)
        known.merge(read_customer(row), read_contact(row))
        self._report.customers[customer_id] = known
        self._seen.add(said)
