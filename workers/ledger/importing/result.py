"""What an import is asked to do and what it answers. Must not do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from workers.ledger.importing.columns import Rejection


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """A file speaks for one ``system`` and for the entities in it; rows that name none belong to ``default_entity``.

    ``entities`` are all legal entities we have; empty accepts any. ``snapshot`` closes items the file no longer lists,
    at most ``close_at_most_percent`` of them unless ``allow_closing`` allows that many. ``party_unless_told`` is what a
    customer is whose row does not say; empty: nobody knows.
    """

    default_entity: str
    entities: frozenset[str] = frozenset()
    system: str = "erp"
    snapshot: bool = False
    allow_closing: int = 0
    skip_bad_rows: bool = False
    ack_days: int = 5
    close_at_most_percent: int = 10
    party_unless_told: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An item whose reports have differed from our book for longer than ``ack_days``: a person must look."""

    item_id: int
    account_id: int
    entity: str
    document_number: str
    currency: str
    open_minor: int
    reported_open_minor: int
    since: date


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of rows and items. ``refused``: the file was not taken in, and nothing was written."""

    rows: int
    added: int = 0
    changed: int = 0
    closed: int = 0
    rejected: tuple[Rejection, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        """The stable form of the command line; fields are only ever added."""
        rejected = [
            {"line": r.line, "column": r.column, "position": r.position, "message": r.message} for r in self.rejected
        ]
        return {
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "closed": self.closed,
            "rejected": rejected,
            "refused": self.refused,
            "contradictions": len(self.contradictions),
        }
