"""The lines of a bank statement in the plain CSV profile `date,amount,currency,reference,payer[,bank_id]`.

Any bad row refuses the whole file, with every complaint by line and column. Must not know what a line pays.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workers.errors import UserError
from workers.ledger.importing.columns import Rejection
from workers.ledger.importing.row import BadCell, read_amount, read_date
from workers.ledger.importing.sheet import read_lines
from workers.receivables.currencies import is_currency

REQUIRED = ("date", "amount", "currency", "reference", "payer")
_OPTIONAL = ("bank_id",)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement; a positive amount was received. Amounts are minor units."""

    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str
    bank_id: str = ""


def read_statement(file: Path, content: bytes) -> tuple[StatementLine, ...]:
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
            read.append(_read_line(positions, len(header[1]), cells))
        except BadCell as complaint:
            index = positions.get(complaint.column, -1)
            bad.append(Rejection(number, complaint.column, index + 1, str(complaint)))
    if bad:
        raise UserError(_complaint(file, bad))
    return tuple(read)


def fingerprints(entity: str, lines: Sequence[StatementLine]) -> Iterator[str]:
    """What tells each line from every other: the bank's id or else its content, and which of its twins it is.

    Banks repeat ids and customers pay the same amount twice a day, so twins are counted and never dropped.
    """
    seen: Counter[str] = Counter()
    for line in lines:
        content = line.bank_id or "\x1f".join((line.reference, line.payer))
        money = (entity, line.booked_on.isoformat(), str(line.amount), line.currency)
        identity = "\x1e".join((*money, "id" if line.bank_id else "content", content))
        seen[identity] += 1
        yield hashlib.sha256(f"{identity}\x1e{seen[identity]}".encode()).hexdigest()


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


def _read_line(positions: Mapping[str, int], width: int, cells: Sequence[str]) -> StatementLine:
    if len(cells) != width:
        raise BadCell("", f"{len(cells)} cells, but the header has {width}")
    row = {name: cells[index].strip() for name, index in positions.items()}
    if not is_currency(row["currency"]):
        raise BadCell("currency", f"{row['currency']!r} is no currency code (ISO 4217) such as EUR")
    amount = read_amount("amount", row["amount"], row["currency"])
    if not amount:
        raise BadCell("amount", "is zero: a bank line moves money")
    booked_on = read_date("date", row["date"])
    return StatementLine(booked_on, amount, row["currency"], row["reference"], row["payer"], row.get("bank_id", ""))


def _complaint(file: Path, bad: Iterable[Rejection]) -> str:
    found = list(bad)
    shown = [rejection.in_file(file) for rejection in found[:_SHOWN]]
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "\n".join([*shown, *more, "nothing was imported: correct this and import again"])
