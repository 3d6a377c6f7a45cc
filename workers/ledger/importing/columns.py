"""The columns of the open-items file: their names, which must be there, and what a header line says about them.

Must not read cells; `workers.ledger.importing.row` does.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REQUIRED = (
    "customer_id",
    "customer_name",
    "document_type",
    "document_number",
    "issue_date",
    "due_date",
    "currency",
    "amount",
    "open_amount",
)
CUSTOMER = (
    "customer_name",
    "customer_domain",
    "parent_customer_id",
    "language",
    "country",
    "timezone",
    "segment",
    "party",
    "credit_limit",
    "account_owner_email",
    "postal_address",
)
CONTACT = ("customer_email", "customer_phone", "contact_role")
_ITEM_OPTIONAL = ("po_number", "discount_terms", "entity", "last_dunning_level", "last_dunned_on")
KNOWN = tuple(dict.fromkeys((*REQUIRED, *CUSTOMER, *CONTACT, *_ITEM_OPTIONAL)))


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row, or with line 1 the header, cannot be used. ``position`` counts columns from 1; 0 is the whole row."""

    line: int
    column: str
    position: int
    message: str

    def in_file(self, file: Path) -> str:
        """The line that people read: ``items.csv:7: due_date: ...``."""
        cell = f"{self.column}: " if self.column else ""
        return f"{file}:{self.line}: {cell}{self.message}"


def read_header(cells: Sequence[str]) -> tuple[dict[str, int], list[Rejection]]:
    """Index by column name, and what is wrong with the header: unknown, repeated and missing columns.

    A line without any known name is no header, which is one mistake and not one per cell.
    """
    names = [cell.strip().lower() for cell in cells]
    if not set(names) & set(KNOWN):
        return {}, [Rejection(1, "", 0, f"this line names no column: it must name at least {', '.join(REQUIRED)}")]
    positions: dict[str, int] = {}
    rejected: list[Rejection] = []
    for index, name in enumerate(names):
        if name not in KNOWN:
            rejected.append(Rejection(1, name, index + 1, _unknown(name)))
        elif name in positions:
            rejected.append(Rejection(1, name, index + 1, f"column {positions[name] + 1} has this name already"))
        else:
            positions[name] = index
    return positions, rejected + _missing(positions)


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, KNOWN, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(KNOWN)}"
    return f"unknown column {name!r} ({hint})"


def _missing(positions: Mapping[str, int]) -> list[Rejection]:
    return [
        Rejection(1, name, 0, f"the column {name} is missing; it must be there")
        for name in REQUIRED
        if name not in positions
    ]
