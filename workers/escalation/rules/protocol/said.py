"""What an agency says, record by record, as values. Must not read them out of a file: `reading` does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from workers.policy.agencies import CloseCode

# By this code of a note the agency tells the day of its first demand.
DEMAND = "DEMAND"


@dataclass(frozen=True, slots=True)
class Record:
    """What every record has: its line, its number, a digest of its words, and the day it is about."""

    line: int
    id: str
    digest: str
    on: date


@dataclass(frozen=True, slots=True)
class Acknowledged(Record):
    """A batch of ours arrived: so many records, so much money."""

    batch_id: int
    records: int
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Noted(Record):
    """Something to know about a placement, or about one document of it."""

    placement: int
    document: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Remitted(Record):
    """Money that a debtor paid to the agency for one document; ``remittance`` is the transfer that brings it to us."""

    placement: int
    document: str
    currency: str
    gross: int
    commission: int
    mode: Literal["net", "gross"]
    remittance: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Disputed(Record):
    """The debtor disputes a document, or so much of it: the agency gives it back. No amount: all of it."""

    placement: int
    document: str
    currency: str
    amount: int | None
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Closed(Record):
    """The agency ends its work on a placement."""

    placement: int
    code: CloseCode
    text: str


Said = Acknowledged | Noted | Remitted | Disputed | Closed
