"""BAI2 records: lines with their continuations joined, and the fields in them. Must not know what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workers.receivables.currencies import is_currency
from workers.remittance.bank.formats.fields import Unreadable

_KINDS = ("01", "02", "03", "16", "49", "88", "98", "99")
_AFTER_KIND = (",", "/", ":")  # some banks write a colon in continuations
_MAX_RECORDS = 2_000_000


@dataclass(slots=True)
class Record:
    """A record with its continuations: the fields, the first line of it, and how many physical records it takes."""

    kind: str
    fields: list[str]
    place: int
    size: int = 1
    text: str = ""


def records(text: str) -> Iterator[Record]:
    """The records of a file in their order."""
    current: Record | None = None
    for place, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if place > _MAX_RECORDS:
            raise Unreadable(place, "the file is too long to be read safely")
        kind = line[:2]
        if kind not in _KINDS or line[2:3] not in _AFTER_KIND:
            raise Unreadable(place, f"{line[:12]!r} begins no BAI2 record")
        if kind == "88":
            if current is None:
                raise Unreadable(place, "a continuation (88) of nothing")
            current.size += 1
            _fill(current, line[3:])
        else:
            if current is not None:
                yield current
            current = _begin(kind, line, place)
    if current is not None:
        yield current


def _begin(kind: str, line: str, place: int) -> Record:
    if place > 1 and kind == "01":
        raise Unreadable(place, "a second file header (01)")
    record = Record(kind, [], place)
    _fill(record, line)
    return record


def _fill(record: Record, line: str) -> None:
    """Take one physical line in; what follows the last field of a transaction is text, commas and all."""
    cells = line.removesuffix("/").split(",")
    if record.kind != "16":
        record.fields += [cell.strip() for cell in cells]
        return
    while cells and not _is_complete(record):
        record.fields.append(cells.pop(0).strip())
    rest = ",".join(cells).strip()
    record.text = " ".join(part for part in (record.text, rest) if part)


def _is_complete(record: Record) -> bool:
    """Whether a transaction has its bank's and its customer's reference, the two fields after the funds type."""
    return len(record.fields) > 3 and len(record.fields) >= after_funds(record, 3) + 2


def after_funds(record: Record, index: int) -> int:
    """The field after a funds type, which brings fields of its own."""
    funds = at(record, index).upper()
    match funds:
        case "S":
            return index + 4
        case "V":
            return index + 3
        case "D":
            count = at(record, index + 1)
            return index + 2 + 2 * (int(count) if count.isdigit() and len(count) < 3 else 0)
        case "" | "0" | "1" | "2" | "Z":
            return index + 1
        case _:
            raise Unreadable(record.place, f"{funds!r} is no funds type")


def summaries(record: Record) -> Iterator[tuple[int, int | None]]:
    """(type code, amount) of the balances and sums of an account header; None where the bank states no amount."""
    index = 3
    while index < len(record.fields):
        code, amount = at(record, index), at(record, index + 1)
        if code:
            yield code_of(code, record.place), number_of(amount, record.place) if amount else None
        index = after_funds(record, index + 3)


def at(record: Record, index: int) -> str:
    """A field, empty where the record ends before it."""
    return record.fields[index].strip() if index < len(record.fields) else ""


def code_of(text: str, place: int) -> int:
    """A type code."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Unreadable(place, f"{text!r} is no type code")
    return int(text)


def number_of(text: str, place: int) -> int:
    """A count, or an amount in minor units."""
    if not text.lstrip("+-").isascii() or not text.lstrip("+-").isdigit() or len(text) > 18:
        raise Unreadable(place, f"{text!r} is no whole number")
    return int(text)


def currency_of(code: str, place: int) -> str:
    """A currency code."""
    if not is_currency(code):
        raise Unreadable(place, f"{code!r} is no currency code (ISO 4217)")
    return code
