"""What an evidence packet holds: the facts of a dispute, what happened, what was written. Values, kept in payloads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import orjson


class Happening(NamedTuple):
    """One line of the timeline."""

    on: date
    what: str
    detail: str


class Letter(NamedTuple):
    """A mail to or from the customer; ``sha256`` is of all its bytes, ``text`` may be shortened."""

    on: date
    incoming: bool
    subject: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidencePacket:
    """The facts of one dispute. ``documents`` are those whose copies belong to it; amounts are minor units."""

    dispute: int
    code: str
    means: str
    scope: str
    customer_id: str
    customer_name: str
    owner: str
    opened_on: date
    due_on: date
    note: str
    wanted: tuple[str, ...]
    entity: str
    currency: str = ""
    disputed: int = 0
    document_number: str = ""
    po_number: str = ""
    issue_date: date | None = None
    due_date: date | None = None
    original: int = 0
    open: int = 0
    timeline: tuple[Happening, ...] = ()
    letters: tuple[Letter, ...] = ()
    documents: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """The fields as plain values, as a payload keeps them."""
        fields: dict[str, Any] = orjson.loads(orjson.dumps(self, default=list))
        return fields


def packet_from(fields: dict[str, Any]) -> EvidencePacket:
    """The packet of `EvidencePacket.facts`."""
    days = ("opened_on", "due_on", "issue_date", "due_date")
    dates = {name: date.fromisoformat(fields[name]) if fields[name] else None for name in days}
    lists = {name: tuple(fields[name]) for name in ("wanted", "documents")}
    timeline = tuple(Happening(date.fromisoformat(on), *rest) for on, *rest in fields["timeline"])
    letters = tuple(Letter(date.fromisoformat(on), *rest) for on, *rest in fields["letters"])
    return EvidencePacket(**{**fields, **dates, **lists, "timeline": timeline, "letters": letters})
