"""Typed cells of one row: what is missing or malformed becomes a fault with its column. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date

from workers.escalation.rules.protocol.columns import COLUMNS
from workers.escalation.rules.protocol.rows import Fault, Row
from workers.receivables.currencies import is_currency

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_RECORD_ID = re.compile(r"[\w./:-]{1,80}", re.ASCII)
NO_DAY = date(1, 1, 1)


class Cells:
    """The cells of one row; reading one that is not as it should be leaves a fault and a harmless value."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: list[Fault] = []

    @property
    def line(self) -> int:
        return self._row.line

    def complain(self, column: str, message: str) -> None:
        self.faults.append(Fault(self._row.line, column, message))

    def text(self, column: str) -> str:
        """What stands there, or nothing."""
        return self._row[column]

    def needed(self, column: str) -> str:
        """A text that must be there."""
        if not self._row[column]:
            self.complain(column, "is empty")
        return self._row[column]

    def record_id(self) -> str:
        found = self.needed("id")
        if found and not _RECORD_ID.fullmatch(found):
            self.complain("id", "is no record number: letters, digits and ./:_- only, 80 at most")
        return found

    def whole(self, column: str, least: int) -> int:
        """A whole number that is not below ``least``."""
        found = self.needed(column)
        if not found:
            return least
        if not _WHOLE.fullmatch(found):
            self.complain(column, f"{found[:20]!r} is no whole number")
            return least
        if int(found) < least:
            self.complain(column, f"{found} is below {least}")
        return int(found)

    def day(self, column: str) -> date:
        found = self.needed(column)
        try:
            return date.fromisoformat(found) if len(found) == 10 else self._no_day(column, found)
        except ValueError:
            return self._no_day(column, found)

    def currency(self) -> str:
        found = self.needed("currency")
        if found and not is_currency(found):
            self.complain("currency", f"{found[:20]!r} is no currency code")
        return found

    def digest(self) -> str:
        """The same for the same record, in whatever file and format it comes."""
        said = [self._row[column] for column in COLUMNS]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _no_day(self, column: str, found: str) -> date:
        if found:
            self.complain(column, f"{found[:20]!r} is no date such as 2026-03-01")
        return NO_DAY
