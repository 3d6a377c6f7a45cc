"""The plain CSV profile `date,amount,currency,reference,payer[,bank_id]`, also as a workbook. Pure.

Any bad row refuses the whole file, with every complaint by line and column. Must not know what a line pays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from workers.errors import UserError
from workers.ledger.importing.columns import Rejection
from workers.ledger.importing.row import BadCell, read_amount, read_date
from workers.ledger.importing.sheet import read_lines
from workers.receivables.currencies import is_currency
from workers.remittance.bank.statement import Statement, StatementLine

REQUIRED = ("date", "amount", "currency", "reference", "payer")
_OPTIONAL = ("bank_id",)
_SHOWN = 20


def read_plain_csv(file: Path, content: bytes) -> list[Statement]:
    """All lines of a file; raises `UserError` that names every cell which cannot be used."""
    lines = read_lines(file, content)
    header = next(lines, None)
    if header is None:
        raise UserError(f"{file}:1: the file is empty: the first line must name {', '.join(REQUIRED)}")
    positions = _read_header(file, header[1])
    read: list[StatementLine] = []
    bad: list[Rejection] = []
    for number, cells in lines:
        try:
            read.append(_read_line(positions, len(header[1]), (number, cells)))
        except BadCell as complaint:
            index = positions.get(complaint.column, -1)
            bad.append(Rejection(number, complaint.column, index + 1, str(complaint)))
    if bad:
        raise UserError(complaint_of(file, bad))
    return [Statement("csv", tuple(read))]


def complaint_of(file: Path, bad: Iterable[Rejection]) -> str:
    """What is wrong with a file, cell by cell, and what to do."""
    found = list(bad)
    shown = [rejection.in_file(file) for rejection in found[:_SHOWN]]
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "\n".join([*shown, *more, "nothing was imported: correct this and import again"])


def _read_header(file: Path, cells: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    if not set(names) & set(REQUIRED):
        raise UserError(f"{file}:1: this line names no column: the header is {','.join(REQUIRED)}[,bank_id]")
    complaints = [f"unknown column {name!r}" for name in names if name not in REQUIRED + _OPTIONAL]
    complaints += [f"the column {name} is missing" for name in REQUIRED if name not in names]
    complaints += [f"the column {name} is there twice" for name, count in Counter(names).items() if count > 1]
    if complaints:
        raise UserError(f"{file}:1: {'; '.join(complaints)}: the header is {','.join(REQUIRED)}[,bank_id]")
    return {name: index for index, name in enumerate(names)}


def _read_line(positions: Mapping[str, int], width: int, numbered: tuple[int, Sequence[str]]) -> StatementLine:
    place, cells = numbered
    if len(cells) != width:
        raise BadCell("", f"{len(cells)} cells, but the header has {width}")
    row = {name: cells[index].strip() for name, index in positions.items()}
    if not is_currency(row["currency"]):
        raise BadCell("currency", f"{row['currency']!r} is no currency code (ISO 4217) such as EUR")
    amount = read_amount("amount", row["amount"], row["currency"])
    if not amount:
        raise BadCell("amount", "is zero: a bank line moves money")
    booked_on = read_date("date", row["date"])
    words = (row["reference"], row["payer"], row.get("bank_id", ""))
    return StatementLine(booked_on, amount, row["currency"], *words, place=place)
