"""What came from agencies: files by their content, records by their number, and the money they announce.

The database refuses a file or a record a second time. Must not read a file or decide what a record causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from workers.ledger import journal
from workers.ledger.schema import agency_files, agency_records, agency_remittances, open_items
from workers.ledger.sql.among import among
from workers.receivables.occasion import Occasion

_STREAM = "agencies"
RemittanceState = Literal["waiting", "posted", "case", "refused", "taken_back"]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came: whose, under which name, and the hash of its bytes."""

    agency: str
    name: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """A record as the ledger keeps it."""

    record_id: str
    kind: str
    digest: str
    placement_id: int | None = None
    item_id: int | None = None
    amount: int | None = None
    commission: int | None = None
    batch_id: int | None = None
    remittance_id: int | None = None
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewRemittance:
    """A transfer that an agency announces."""

    agency: str
    file_id: int
    reference: str
    entity: str
    currency: str
    mode: str
    gross: int
    commission: int
    expected_by: date


@dataclass(frozen=True, slots=True)
class Remittance:
    """An announced transfer as it stands; ``arriving`` is what the bank should bring."""

    id: int
    agency: str
    file_id: int
    reference: str
    entity: str
    currency: str
    mode: str
    gross_minor: int
    commission_minor: int
    state: RemittanceState
    reason: str
    told_on: date
    expected_by: date
    payment_id: int | None
    set_off_id: int | None
    commission_entry_id: int | None

    @property
    def arriving(self) -> int:
        return self.gross_minor - (self.commission_minor if self.mode == "net" else 0)


@dataclass(frozen=True, slots=True)
class RemittedLine:
    """What one debtor paid the agency for one item."""

    placement_id: int
    item_id: int
    document_number: str
    gross: int
    commission: int


def file_state(connection: Connection, agency: str, content_hash: str) -> str:
    """What became of the same bytes before; empty where they are new."""
    c = agency_files.c
    return connection.scalar(select(c.state).where(c.agency == agency, c.content_hash == content_hash)) or ""


def keep_file(
    connection: Connection, new: NewFile, read: tuple[Literal["read", "refused"], int, str], occasion: Occasion
) -> int:
    """A file with (state, records, why it was refused); one that was refused before gets its new outcome."""
    state, records, reason = read
    values = {
        "agency": new.agency,
        "name": new.name,
        "content_hash": new.content_hash,
        "state": state,
        "records": records,
        "reason": reason,
        "read_at": occasion.at,
        "read_on": occasion.business_date,
    }
    c = agency_files.c
    again = update(agency_files).where(c.agency == new.agency, c.content_hash == new.content_hash).values(values)
    file_id = connection.scalar(again.returning(c.id))
    if file_id is None:
        file_id = connection.execute(insert(agency_files).values(values).returning(c.id)).scalar_one()
    data = {"file": file_id, "agency": new.agency, "hash": new.content_hash, "records": records}
    journal.record(connection, f"agency.file_{state}", data, occasion, source=_STREAM)
    return int(file_id)


def digests_of(connection: Connection, agency: str, record_ids: Iterable[str]) -> dict[str, str]:
    """What records of these numbers said before."""
    c = agency_records.c
    query = select(c.record_id, c.digest).where(c.agency == agency, c.direction == "in")
    return {row.record_id: row.digest for row in connection.execute(query.where(among(c.record_id, list(record_ids))))}


def keep_records(
    connection: Connection, source: tuple[str, int], records: Sequence[IncomingRecord], occasion: Occasion
) -> None:
    """The records of an (agency, file)."""
    agency, file_id = source
    rows = [
        {
            "agency": agency,
            "direction": "in",
            "record_id": record.record_id,
            "kind": record.kind,
            "digest": record.digest,
            "told_on": occasion.business_date,
            "file_id": file_id,
            "batch_id": record.batch_id,
            "placement_id": record.placement_id,
            "open_item_id": record.item_id,
            "amount_minor": record.amount,
            "commission_minor": record.commission,
            "remittance_id": record.remittance_id,
            "code": record.code,
            "text": record.text,
        }
        for record in records
    ]
    if rows:
        connection.execute(insert(agency_records), rows)


def known_references(connection: Connection, agency: str, references: Iterable[str]) -> set[str]:
    """Which of these transfers were announced before."""
    c = agency_remittances.c
    query = select(c.reference).where(c.agency == agency, among(c.reference, list(references)))
    return set(connection.scalars(query))


def add_remittance(
    connection: Connection, new: NewRemittance, outcome: tuple[RemittanceState, str], occasion: Occasion
) -> int:
    """An announced transfer in its first (state, reason): it waits for its money, or for a person."""
    values = {
        "agency": new.agency,
        "file_id": new.file_id,
        "reference": new.reference,
        "entity": new.entity,
        "currency": new.currency,
        "mode": new.mode,
        "gross_minor": new.gross,
        "commission_minor": new.commission,
        "state": outcome[0],
        "reason": outcome[1],
        "told_on": occasion.business_date,
        "expected_by": new.expected_by,
    }
    c = agency_remittances.c
    remittance_id = int(connection.execute(insert(agency_remittances).values(values).returning(c.id)).scalar_one())
    data = {"remittance": remittance_id, "agency": new.agency, "gross_minor": new.gross, "state": outcome[0]}
    journal.record(connection, "agency.remittance_told", data, occasion, source=_STREAM)
    return remittance_id


def move_remittance(
    connection: Connection, remittance: Remittance, state: RemittanceState, occasion: Occasion, **values: Any
) -> None:
    """Into another state."""
    own = update(agency_remittances).where(agency_remittances.c.id == remittance.id)
    connection.execute(own.values(state=state, **values))
    data = {"remittance": remittance.id, "payment": values.get("payment_id"), "set_off": values.get("set_off_id")}
    journal.record(connection, f"agency.remittance_{state}", data, occasion, source=_STREAM)


def find_remittance(connection: Connection, remittance_id: int, *, lock: bool = False) -> Remittance | None:
    """The announced transfer of that number."""
    query = select(agency_remittances).where(agency_remittances.c.id == remittance_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return Remittance(**row._asdict()) if row else None


def find_remittances(
    connection: Connection, states: Sequence[RemittanceState] = (), *, agency: str = "", limit: int = 10_000
) -> list[Remittance]:
    """Announced transfers, the oldest first."""
    query = select(agency_remittances).order_by(agency_remittances.c.id).limit(limit)
    if states:
        query = query.where(agency_remittances.c.state.in_(states))
    if agency:
        query = query.where(agency_remittances.c.agency == agency)
    return [Remittance(**row._asdict()) for row in connection.execute(query)]


def lines_of(connection: Connection, remittance_id: int) -> list[RemittedLine]:
    """What the debtors paid that a transfer brings."""
    c = agency_records.c
    query = (
        select(c.placement_id, c.open_item_id, open_items.c.document_number, c.amount_minor, c.commission_minor)
        .join(open_items, open_items.c.id == c.open_item_id)
        .where(c.remittance_id == remittance_id)
        .order_by(c.id)
    )
    return [RemittedLine(*row) for row in connection.execute(query)]
