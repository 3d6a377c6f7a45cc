"""A bank's own CSV file, read by the profile that robot.yaml describes; told by its header, wherever it stands. Pure.

Any bad cell refuses the whole file, with every complaint by line and column. A running balance is proved line by line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from workers.errors import UserError
from workers.ledger.importing.columns import Rejection
from workers.ledger.importing.row import BadCell
from workers.policy.bank_files import CsvProfile
from workers.receivables.currencies import is_currency
from workers.remittance.bank.formats.fields import Unreadable, amount_of, day_of, given
from workers.remittance.bank.formats.plain_csv import complaint_of
from workers.remittance.bank.statement import Balance, Statement, StatementLine

_HEADER_WITHIN = 30
_GROUPED = re.compile(r"\d{1,3}(?:[ '\u2019\u00a0.,]\d{3})+\Z")
_FORMS = {"DD": "%d", "MM": "%m", "YYYY": "%Y", "YY": "%y"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row by column, with its line; ``balance`` is what stood on the account after it."""

    line: StatementLine
    balance: int | None


def find_profile(content: bytes, profiles: Mapping[str, CsvProfile]) -> str | None:
    """The profile whose header stands in the file; of several the one that names most columns."""
    fitting = [name for name, profile in profiles.items() if _header_row(_rows(content, profile), profile) is not None]
    return max(fitting, key=lambda name: (len(profiles[name].columns.named), name), default=None)


def read_csv_profile(file: Path, content: bytes, profile: CsvProfile) -> list[Statement]:
    """The lines of a file of that profile; raises `UserError` that names every cell which cannot be used."""
    rows = _rows(content, profile)
    start = _header_row(rows, profile)
    assert start is not None  # the profile was found by it
    positions = _positions(rows[start][1])
    read: list[_Row] = []
    bad: list[Rejection] = []
    for place, cells in rows[start + 1 :]:
        try:
            read.append(_read_row(_Cells(profile, positions, cells, place)))
        except BadCell as complaint:
            index = positions.get(complaint.column.casefold(), -1)
            bad.append(Rejection(place, complaint.column, index + 1, str(complaint)))
    if bad:
        raise UserError(complaint_of(file, bad))
    return [_statement(file, _in_order(read), profile)] if read else []


def _rows(content: bytes, profile: CsvProfile) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig" if profile.encoding == "utf-8" else profile.encoding)
    except UnicodeDecodeError:
        return []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if profile.delimiter == "tab" else profile.delimiter
    )
    rows: list[tuple[int, list[str]]] = []
    place = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((place, [cell.strip() for cell in cells]))
            place = reader.line_num + 1
    except csv.Error:
        return []
    return rows


def _header_row(rows: Sequence[tuple[int, Sequence[str]]], profile: CsvProfile) -> int | None:
    wanted = {name.casefold() for name in profile.columns.named}
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        if wanted <= {cell.casefold() for cell in cells}:
            return index
    return None


def _positions(header: Sequence[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        positions.setdefault(cell.casefold(), index)
    return positions


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row under the header."""

    profile: CsvProfile
    positions: Mapping[str, int]
    cells: Sequence[str]
    place: int

    def at(self, column: str) -> str:
        if not column:
            return ""
        index = self.positions[column.casefold()]
        if index >= len(self.cells):
            raise BadCell(column, "is missing: the line is shorter than the header")
        return self.cells[index]

    def day(self, column: str) -> date:
        form = re.sub("DD|MM|YYYY|YY", lambda part: _FORMS[part.group()], self.profile.date_format)
        try:
            return day_of(self.at(column), form, self.place)
        except Unreadable as error:
            raise BadCell(column, f"{error}: the profile says {self.profile.date_format}") from error

    def amount(self, column: str, currency: str) -> int:
        text = self.at(column).replace("\u2212", "-").replace(currency, "").strip()
        minus = text.startswith("-") or text.endswith("-") or (text.startswith("(") and text.endswith(")"))
        digits = text.strip("+-()").strip()
        whole, mark, fraction = digits.rpartition(self.profile.decimal_mark)
        whole, fraction = (whole, fraction) if mark else (digits, "")
        if _GROUPED.match(whole) and self.profile.decimal_mark not in whole:
            whole = re.sub(r"\D", "", whole)
        try:
            value = amount_of(f"{whole}.{fraction}", currency, self.place)
        except Unreadable as error:
            mark = self.profile.decimal_mark
            raise BadCell(column, f"{self.at(column)!r} is no amount with the decimal mark {mark!r}") from error
        return -value if minus else value


def _read_row(cells: _Cells) -> _Row:
    columns = cells.profile.columns
    currency = cells.at(columns.currency) or cells.profile.currency or ""
    if not is_currency(currency):
        raise BadCell(columns.currency, f"{currency!r} is no currency code (ISO 4217) such as EUR")
    amount = _amount(cells, currency)
    if not amount:
        raise BadCell(columns.amount or columns.credit, "is zero: a bank line moves money")
    line = StatementLine(
        booked_on=cells.day(columns.date),
        amount=amount,
        currency=currency,
        reference=" ".join(part for part in map(given, map(cells.at, columns.reference)) if part),
        payer=given(cells.at(columns.payer)),
        bank_id=given(cells.at(columns.bank_id)),
        value_on=cells.day(columns.value_date) if cells.at(columns.value_date) else None,
        end_to_end=given(cells.at(columns.end_to_end)),
        payer_account=cells.at(columns.payer_account).replace(" ", "").upper(),
        place=cells.place,
    )
    return _Row(line, cells.amount(columns.balance, currency) if cells.at(columns.balance) else None)


def _amount(cells: _Cells, currency: str) -> int:
    columns = cells.profile.columns
    if columns.amount:
        amount = cells.amount(columns.amount, currency)
        left = cells.at(columns.sign).casefold() in {word.casefold() for word in cells.profile.debit_words}
        return -abs(amount) if columns.sign and left else amount
    received, paid = cells.at(columns.credit), cells.at(columns.debit)
    if bool(received) == bool(paid):
        raise BadCell(columns.credit, f"one of {columns.credit} and {columns.debit} must hold the amount")
    return cells.amount(columns.credit, currency) if received else -abs(cells.amount(columns.debit, currency))


def _in_order(rows: list[_Row]) -> list[_Row]:
    """Oldest first: banks print either way, and a running balance or else the dates say which."""
    backwards = list(reversed(rows))
    if any(row.balance is None for row in rows):
        return backwards if rows[0].line.booked_on > rows[-1].line.booked_on else rows
    return min((rows, backwards), key=lambda order: len(_breaks(order)))


def _breaks(rows: Sequence[_Row]) -> list[_Row]:
    return [
        after
        for before, after in pairwise(rows)
        if before.balance is not None
        and after.balance is not None
        and before.balance + after.line.amount != after.balance
    ]


def _statement(file: Path, rows: Sequence[_Row], profile: CsvProfile) -> Statement:
    lines = tuple(row.line for row in rows)
    first, last = rows[0], rows[-1]
    wrong = [
        Rejection(row.line.place, profile.columns.balance, 0, "does not follow from the balance of the line before it")
        for row in _breaks(rows)
    ]
    if wrong:
        raise UserError(complaint_of(file, wrong))
    opening = closing = None
    if first.balance is not None and last.balance is not None:
        opening = Balance(first.balance - first.line.amount, first.line.booked_on, first.line.place)
        closing = Balance(last.balance, last.line.booked_on, last.line.place)
    return Statement("csv", lines, profile.account, first.line.currency, "", opening, closing)
