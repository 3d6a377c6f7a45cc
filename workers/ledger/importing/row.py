"""One row of the open-items file as a `ReportedItem`, or a complaint that names the column. Must not see other rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workers.ledger.importing.columns import REQUIRED, Rejection
from workers.receivables.currencies import is_currency
from workers.receivables.money import exponent

_AMOUNT = re.compile(r"(-?)(\d{1,12})(?:\.(\d+))?\Z")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YEARS = range(1950, 2150)
DOCUMENT_TYPES = ("invoice", "credit_memo")


class BadCell(ValueError):
    """A cell that cannot be used; ``column`` is its name."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """One document as the system of record reports it; amounts in minor units."""

    line: int
    customer_id: str
    entity: str
    document_type: str
    document_number: str
    po_number: str
    issue_date: date
    due_date: date
    currency: str
    original: int
    open: int
    discount_terms: str
    prior_level: int | None
    prior_level_on: date | None


class RowReader:
    """Reads rows under one header."""

    def __init__(self, positions: Mapping[str, int], width: int, default_entity: str) -> None:
        self.positions = positions
        self._width = width
        self._default_entity = default_entity

    def read(self, line: int, cells: Sequence[str]) -> ReportedItem:
        """The item of one row; raises `BadCell`."""
        if len(cells) != self._width:
            raise BadCell("", f"{len(cells)} cells, but the header has {self._width}")
        if _CONTROL.search("".join(cells)):
            raise BadCell("", "a cell holds a control character")
        row = {name: cells[index].strip() for name, index in self.positions.items()}
        for name in REQUIRED:
            if not row[name]:
                raise BadCell(name, "is empty, but must be filled")
        return self._item(line, row)

    def _item(self, line: int, row: Mapping[str, str]) -> ReportedItem:
        currency = row["currency"]
        if not is_currency(currency):
            raise BadCell("currency", f"{currency!r} is no currency code (ISO 4217) such as EUR")
        original = read_amount("amount", row["amount"], currency)
        still_open = read_amount("open_amount", row["open_amount"], currency)
        _check_signs(row["document_type"], original, still_open)
        level, dunned_on = _prior_dunning(row)
        return ReportedItem(
            line=line,
            customer_id=row["customer_id"],
            entity=row.get("entity") or self._default_entity,
            document_type=row["document_type"],
            document_number=row["document_number"],
            po_number=row.get("po_number", ""),
            issue_date=read_date("issue_date", row["issue_date"]),
            due_date=read_date("due_date", row["due_date"]),
            currency=currency,
            original=original,
            open=still_open,
            discount_terms=row.get("discount_terms", ""),
            prior_level=level,
            prior_level_on=dunned_on,
        )

    def reject(self, line: int, complaint: BadCell) -> Rejection:
        index = self.positions.get(complaint.column)
        return Rejection(line, complaint.column, 0 if index is None else index + 1, str(complaint))


def read_amount(column: str, text: str, currency: str) -> int:
    """Minor units of an amount such as 1234.50; raises `BadCell` rather than guess what a comma means."""
    found = _AMOUNT.match(text)
    if not found:
        raise BadCell(column, f"{text!r} is no amount: write 1234.50, with a point and no thousands separator")
    sign, whole, fraction = found.groups()
    digits = exponent(currency)
    kept = (fraction or "").rstrip("0")
    if len(kept) > digits:
        raise BadCell(column, f"{text} has more decimals than {currency} has ({digits})")
    return int(sign + whole + kept.ljust(digits, "0"))


def read_date(column: str, text: str) -> date:
    """A date such as 2026-03-31; raises `BadCell`."""
    found = _date(text)
    if found is None:
        raise BadCell(column, f"{text!r} is no date: write 2026-03-31")
    return found


@lru_cache(maxsize=8192)
def _date(text: str) -> date | None:
    """Open items share few dates, so that remembering them halves the time of a large file."""
    try:
        found = date.fromisoformat(text) if _ISO_DATE.match(text) else None
    except ValueError:
        return None
    return found if found and found.year in _YEARS else None


def _check_signs(document_type: str, original: int, still_open: int) -> None:
    if document_type not in DOCUMENT_TYPES:
        raise BadCell("document_type", f"{document_type!r} is neither invoice nor credit_memo")
    if document_type == "invoice" and original < 0:
        raise BadCell("amount", "an invoice is positive; a negative one is a credit_memo")
    if document_type == "credit_memo" and original > 0:
        raise BadCell("amount", "a credit_memo is negative")
    if not min(0, original) <= still_open <= max(0, original):
        raise BadCell("open_amount", "is not between 0 and amount")


def _prior_dunning(row: Mapping[str, str]) -> tuple[int | None, date | None]:
    level, dunned_on = row.get("last_dunning_level", ""), row.get("last_dunned_on", "")
    if level and not (level.isascii() and level.isdigit() and len(level) <= 2):
        raise BadCell("last_dunning_level", f"{level!r} is no level: write a whole number such as 2")
    return int(level) if level else None, read_date("last_dunned_on", dunned_on) if dunned_on else None
