"""What an agency's records refer to, looked up and checked against the ledger: a stranger's record refuses its file.

Order does not matter here: a record may come before the hand-over it answers is known, or after its placement ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.escalation.rules.protocol.rows import Fault
from workers.escalation.rules.protocol.said import Acknowledged, Disputed, Noted, Remitted, Said
from workers.ledger.queue import agency_batches, agency_files, placements
from workers.ledger.queue.agency_batches import SentBatch
from workers.receivables.placement import PlacedItem, Placement


@dataclass(frozen=True, slots=True)
class Checked:
    """The records of a file that are news, and everything they refer to."""

    records: tuple[Said, ...]
    placements: Mapping[int, Placement]
    batches: Mapping[int, SentBatch]

    def item(self, record: Remitted | Disputed) -> PlacedItem:
        """The placed item of a record that names one."""
        found = _item(self.placements[record.placement], record.document)
        assert found is not None  # checked before
        return found

    @property
    def accounts(self) -> set[int]:
        """Whose accounts the records may move."""
        of_batches = {batch.account_id for batch in self.batches.values()}
        return of_batches | {placement.account_id for placement in self.placements.values()}


def check(connection: Connection, agency: str, records: Sequence[Said]) -> Checked | tuple[Fault, ...]:
    """The news of a file, or what of it refers to nothing of ours; what came before in the same words is no news."""
    known = agency_files.digests_of(connection, agency, [record.id for record in records])
    faults = [
        Fault(record.line, "id", f"{record.id} came before and said something else")
        for record in records
        if known.get(record.id, record.digest) != record.digest
    ]
    fresh = tuple(record for record in records if record.id not in known)
    batches = _batches(connection, agency, fresh)
    found = _placements(connection, agency, fresh)
    for record in fresh:
        faults += _faults_of(record, found, batches)
    if not faults:
        faults += _faults_of_transfers(connection, agency, fresh, found)
    return tuple(sorted(faults, key=lambda fault: fault.line)) if faults else Checked(fresh, found, batches)


def transfers(records: Iterable[Said]) -> Mapping[str, list[Remitted]]:
    """The remitted records by the transfer that brings their money."""
    found: dict[str, list[Remitted]] = defaultdict(list)
    for record in records:
        if isinstance(record, Remitted):
            found[record.remittance].append(record)
    return found


def _batches(connection: Connection, agency: str, records: Sequence[Said]) -> dict[int, SentBatch]:
    ids = {record.batch_id for record in records if isinstance(record, Acknowledged)}
    found = (agency_batches.find_batch(connection, number) for number in sorted(ids))
    return {batch.id: batch for batch in found if batch is not None and batch.agency == agency}


def _placements(connection: Connection, agency: str, records: Sequence[Said]) -> dict[int, Placement]:
    """Those that were handed to this agency; a proposal, or another agency's, is none of its business."""
    ids = {record.placement for record in records if not isinstance(record, Acknowledged)}
    found = (placements.known_placement(connection, number) for number in sorted(ids))
    own = (placement for placement in found if placement is not None and placement.agency == agency)
    return {placement.id: placement for placement in own if placement.approved_on is not None}


def _faults_of(record: Said, found: Mapping[int, Placement], batches: Mapping[int, SentBatch]) -> Iterator[Fault]:
    if isinstance(record, Acknowledged):
        if record.batch_id not in batches:
            yield Fault(record.line, "batch", f"CB-{record.batch_id} was never sent to this agency")
        return
    placement = found.get(record.placement)
    if placement is None:
        yield Fault(record.line, "placement", f"{record.placement} was never placed with this agency")
        return
    if isinstance(record, Remitted | Disputed) and record.currency != placement.currency:
        yield Fault(record.line, "currency", f"is {record.currency}, the placement's is {placement.currency}")
    document = "" if isinstance(record, Noted) and not record.document else getattr(record, "document", "")
    if document and _item(placement, document) is None:
        yield Fault(record.line, "document_number", f"{document[:60]} is not in placement {placement.id}")


def _faults_of_transfers(
    connection: Connection, agency: str, records: Sequence[Said], found: Mapping[int, Placement]
) -> Iterator[Fault]:
    """A transfer comes in one file, in one mode, currency and entity: only so can its money be found."""
    told = transfers(records)
    before = agency_files.known_references(connection, agency, told)
    for reference, remitted in told.items():
        line = remitted[0].line
        if reference in before:
            yield Fault(line, "remittance", f"{reference} was announced before, in another file")
        if len({(record.mode, record.currency) for record in remitted}) > 1:
            yield Fault(line, "mode", f"{reference} mixes modes or currencies")
        if len({found[record.placement].entity for record in remitted}) > 1:
            yield Fault(line, "remittance", f"{reference} mixes claims of several of our entities")


def _item(placement: Placement, document: str) -> PlacedItem | None:
    return next((item for item in placement.items if item.document_number == document), None)
