"""Understands an agency's file as a whole: every record typed, every control total kept, or nothing of it. Pure.

What a record refers to is checked against the ledger later; here only what the file says by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from workers.escalation.rules.protocol.cells import Cells
from workers.escalation.rules.protocol.columns import TRAILER, Incoming, batch_id_of
from workers.escalation.rules.protocol.rows import Fault, Row, read_rows
from workers.escalation.rules.protocol.said import Acknowledged, Closed, Disputed, Noted, Remitted, Said
from workers.policy.agencies import CloseCode

_CLOSE_CODES: tuple[CloseCode, ...] = get_args(CloseCode)


@dataclass(frozen=True, slots=True)
class Understood:
    """All records of a file, in its order."""

    records: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing of a file is used; ``cut_off``: its end is missing, and may still come."""

    faults: tuple[Fault, ...]
    cut_off: bool = False


def read_batch(name: str, content: bytes, agency: str) -> Understood | Refused:
    """The records of an agency's file, or every fault of it.

    >>> read_batch("a.csv", b"version,record\\n", "north").cut_off
    True
    """
    found = read_rows(name, content)
    if found.faults:
        return Refused(found.faults, found.cut_off)
    trailers = [row for row in found.rows if row["record"] == TRAILER]
    if not trailers:
        last = found.rows[-1].line if found.rows else 1
        return Refused((Fault(last, "record", "the trailer is missing: the file was cut off"),), cut_off=True)
    faults: list[Fault] = []
    records: list[Said] = []
    for row in found.rows:
        if row["agency"] != agency:
            faults.append(Fault(row.line, "agency", f"is {row['agency'][:60]!r}, and this is the folder of {agency}"))
        if row["record"] != TRAILER:
            faults += _read_record(row, records)
    faults += _faults_of_order(found.rows, len(trailers))
    faults += _faults_of_ids(records)
    if not faults:
        faults += _faults_of_totals(found.rows, trailers)
    return Refused(tuple(sorted(faults, key=lambda fault: fault.line))) if faults else Understood(tuple(records))


def _read_record(row: Row, records: list[Said]) -> Sequence[Fault]:
    read = _READERS.get(row["record"])
    if read is None:
        known = ", ".join(_READERS)
        return [Fault(row.line, "record", f"{row['record'][:40]!r} is no record of an agency: {known}")]
    cells = Cells(row)
    records.append(read(cells))
    return cells.faults


def _head(cells: Cells) -> tuple[int, str, str, date]:
    """What every record begins with, in the order of `Record`."""
    return cells.line, cells.record_id(), cells.digest(), cells.day("date")


def _acknowledged(cells: Cells) -> Acknowledged:
    named = cells.needed("batch")
    batch_id = batch_id_of(named)
    if named and batch_id is None:
        cells.complain("batch", f"{named[:40]!r} is no batch of ours such as CB-12")
    return Acknowledged(
        *_head(cells),
        batch_id=batch_id or 0,
        records=cells.whole("records", 0),
        currency=cells.currency(),
        amount=cells.whole("amount_minor", -(10**15)),
    )


def _noted(cells: Cells) -> Noted:
    return Noted(
        *_head(cells),
        placement=cells.whole("placement", 1),
        document=cells.text("document_number"),
        code=cells.text("code"),
        text=cells.text("text"),
    )


def _remitted(cells: Cells) -> Remitted:
    mode = cells.needed("mode")
    if mode and mode not in ("net", "gross"):
        cells.complain("mode", f"{mode[:20]!r} is neither net nor gross")
    gross = cells.whole("amount_minor", 1)
    commission = cells.whole("commission_minor", 0)
    if commission > gross:
        cells.complain("commission_minor", f"{commission} is more than the {gross} collected")
    return Remitted(
        *_head(cells),
        placement=cells.whole("placement", 1),
        document=cells.needed("document_number"),
        currency=cells.currency(),
        gross=gross,
        commission=commission,
        mode=cast(Literal["net", "gross"], mode),
        remittance=cells.needed("remittance"),
        received_on=cells.day("received_on"),
    )


def _disputed(cells: Cells) -> Disputed:
    return Disputed(
        *_head(cells),
        placement=cells.whole("placement", 1),
        document=cells.needed("document_number"),
        currency=cells.currency(),
        amount=cells.whole("amount_minor", 1) if cells.text("amount_minor") else None,
        code=cells.text("code"),
        text=cells.needed("text"),
    )


def _closed(cells: Cells) -> Closed:
    code = cells.needed("code")
    if code and code not in _CLOSE_CODES:
        cells.complain("code", f"{code[:20]!r} is no close code: {', '.join(_CLOSE_CODES)}")
    return Closed(
        *_head(cells),
        placement=cells.whole("placement", 1),
        code=cast(CloseCode, code),
        text=cells.text("text"),
    )


_READERS: Mapping[str, Callable[[Cells], Said]] = {
    Incoming.ACKNOWLEDGE.value: _acknowledged,
    Incoming.NOTE.value: _noted,
    Incoming.REMITTANCE.value: _remitted,
    Incoming.DISPUTE.value: _disputed,
    Incoming.CLOSE.value: _closed,
}


def _faults_of_order(rows: Sequence[Row], trailers: int) -> Iterable[Fault]:
    """Trailers end the file: what follows them was not counted."""
    for row in rows[: len(rows) - trailers]:
        if row["record"] == TRAILER:
            yield Fault(row.line, "record", "records follow the trailer")


def _faults_of_ids(records: Iterable[Said]) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for record in records:
        first = seen.setdefault(record.id, record.line)
        if first != record.line:
            yield Fault(record.line, "id", f"{record.id} stands in line {first} already")


def _faults_of_totals(rows: Sequence[Row], trailers: Sequence[Row]) -> Iterable[Fault]:
    """Per currency, as many records and as much money as the trailer says; records without money have none."""
    counted, summed = Counter[str](), Counter[str]()
    for row in rows:
        if row["record"] != TRAILER:
            counted[row["currency"]] += 1
            cells = Cells(row)
            summed[row["currency"]] += cells.whole("amount_minor", -(10**15)) if row["amount_minor"] else 0
            yield from cells.faults
    told: set[str] = set()
    for row in trailers:
        cells, currency = Cells(row), row["currency"]
        records, amount = cells.whole("records", 0), cells.whole("amount_minor", -(10**18))
        yield from cells.faults
        if currency in told:
            yield Fault(row.line, "currency", f"a second trailer for {currency or 'records without money'}")
        told.add(currency)
        if records != counted[currency]:
            yield Fault(row.line, "records", f"says {records}, the file has {counted[currency]}")
        if amount != summed[currency]:
            yield Fault(row.line, "amount_minor", f"says {amount}, the records make {summed[currency]}")
    for currency in sorted(set(counted) - told):
        yield Fault(rows[-1].line, "currency", f"no trailer counts {currency or 'the records without money'}")
