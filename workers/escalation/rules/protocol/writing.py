"""Writes a batch as CSV or JSON lines, with its control totals. The same records always make the same bytes. Pure."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from workers.escalation.rules.protocol.columns import COLUMNS, TRAILER, VERSION, Outgoing, batch_name

Cell = str | int
# A cell that begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "@", "+", "-", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Told:
    """One record for an agency; ``cells`` by column, of those that it has. The rest is for our own books."""

    kind: Outgoing
    currency: str
    amount: int
    cells: Mapping[str, Cell]
    item_id: int | None = None
    commission: int | None = None
    application_id: int | None = None


@dataclass(frozen=True, slots=True)
class BatchHead:
    """Which batch, to whom, of which day, about which placement."""

    id: int
    agency: str
    on: str
    placement: int


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A file's name and its text."""

    name: str
    text: str


def total_of(records: Iterable[Told]) -> int:
    """The control total of a batch, all of one currency."""
    return sum(record.amount for record in records)


def digest_of(record: Told) -> str:
    """What tells a record from another of the same number."""
    cells = {**record.cells, "record": record.kind, "currency": record.currency, "amount_minor": record.amount}
    return hashlib.sha256(json.dumps(cells, sort_keys=True, default=str).encode()).hexdigest()


def record_id(batch_id: int, number: int) -> str:
    """The number of a record, the same whenever its batch is sent."""
    return f"{batch_name(batch_id)}-{number}"


def write_batch(head: BatchHead, records: Sequence[Told], form: str) -> BatchFile:
    """The batch in the agency's format, ``csv`` or ``jsonl``. There is at least one record, and one currency."""
    rows = [_row(head, number, record) for number, record in enumerate(records, start=1)]
    rows.append(
        {
            "version": VERSION,
            "record": TRAILER,
            "id": f"{batch_name(head.id)}-T",
            "batch": batch_name(head.id),
            "agency": head.agency,
            "date": head.on,
            "currency": records[0].currency,
            "amount_minor": total_of(records),
            "records": len(records),
        }
    )
    text = _jsonl(rows) if form == "jsonl" else _csv(rows)
    kind = records[0].kind.replace("_", "-")
    return BatchFile(f"{batch_name(head.id)}-{kind}.{form}", text)


def _row(head: BatchHead, number: int, record: Told) -> dict[str, Cell]:
    return {
        "version": VERSION,
        "record": record.kind.value,
        "id": record_id(head.id, number),
        "batch": batch_name(head.id),
        "agency": head.agency,
        "date": head.on,
        "placement": head.placement,
        "currency": record.currency,
        "amount_minor": record.amount,
        **record.cells,
    }


def _csv(rows: Iterable[Mapping[str, Cell]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(row.get(column, "")) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _jsonl(rows: Iterable[Mapping[str, Cell]]) -> str:
    ordered = ({column: row[column] for column in COLUMNS if row.get(column, "") != ""} for row in rows)
    return "".join(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}\n" for row in ordered)


def _harmless(value: Cell) -> str:
    """Text of our customers cannot become a formula; figures and telephone numbers stay as they are."""
    text = str(value)
    is_figure = not isinstance(value, str) or text[1:].isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not is_figure else text
