"""Reads what agencies lay down for us: each file once in effect, whole or not at all, in whatever order they come.

A file and everything it causes is one transaction; then `folders` moves it away. A process that dies in between reads
it again, finds its hash, and only files it. Must not decide what a record means for money: `remittances` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlalchemy import Connection

from workers.escalation.checking import Checked, check
from workers.escalation.hearing import Ear, TakeDispute, hear
from workers.escalation.remittances import announce
from workers.escalation.rules.protocol.reading import Refused, read_batch
from workers.escalation.rules.protocol.rows import Fault
from workers.escalation.rules.protocol.said import Acknowledged, Closed, Disputed, Noted, Remitted, Said
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.operations import policy_versions
from workers.ledger.queue import agency_files
from workers.ledger.queue.agency_files import IncomingRecord, NewFile
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion

# A file without its end may still be on its way: for so long it is left alone.
_STILL_WRITTEN = timedelta(minutes=5)
_SHOWN_FAULTS = 30
_TOO_LARGE = Refused((Fault(1, "", "the file is larger than 20 MB: send it in parts"),))

State = Literal["read", "refused", "known", "waiting"]


class Arrived(Protocol):
    """A file as it lies in an agency's folder."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes | None: ...
    @property
    def changed_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file."""

    agency: str
    name: str
    state: State
    records: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading files needs; ``now`` is real time, against which the age of a file counts."""

    ledger: Ledger
    policy: PolicySet
    occasion: Occasion
    take_dispute: TakeDispute
    now: datetime


def take_in(desk: Desk, agency: str, arrived: Arrived) -> FileReport:
    """One file: read and carried out, or refused with its faults, or known already, or not complete yet."""
    content = arrived.content
    # A folder may name a file by bytes that are no text: it is told of by what can be written down.
    name = arrived.name.encode(errors="backslashreplace").decode()
    understood = _TOO_LARGE if content is None else read_batch(name, content, agency)
    if isinstance(understood, Refused) and understood.cut_off and desk.now - arrived.changed_at < _STILL_WRITTEN:
        return FileReport(agency, name, "waiting", faults=understood.faults)
    file = NewFile(agency, name, hashlib.sha256(content or name.encode()).hexdigest())
    with desk.ledger.write() as connection:
        if agency_files.file_state(connection, agency, file.content_hash) == "read":
            return FileReport(agency, name, "known")
        policy_versions.record(connection, desk.policy.hash, desk.policy.canonical_json(), desk.occasion.at)
        if isinstance(understood, Refused):
            return _refuse(connection, desk, file, understood.faults)
        checked = check(connection, agency, understood.records)
        if not isinstance(checked, Checked):
            return _refuse(connection, desk, file, checked)
        return _carry_out(connection, desk, file, checked)


def _carry_out(connection: Connection, desk: Desk, file: NewFile, checked: Checked) -> FileReport:
    lock_accounts(connection, checked.accounts)
    file_id = agency_files.keep_file(connection, file, ("read", len(checked.records), ""), desk.occasion)
    transfers = announce(connection, (file.agency, file_id), checked, desk.policy, desk.occasion)
    kept = [_kept(record, checked, transfers) for record in checked.records]
    agency_files.keep_records(connection, (file.agency, file_id), kept, desk.occasion)
    hear(Ear(connection, file.agency, file.name, desk.policy, desk.occasion, desk.take_dispute), checked)
    why = "the same file was read"
    clear_cases(connection, (CaseKind.AGENCY_FILE,), _subject(file), why, desk.occasion)
    return FileReport(file.agency, file.name, "read", len(checked.records))


def _refuse(connection: Connection, desk: Desk, file: NewFile, faults: Sequence[Fault]) -> FileReport:
    """Nothing of the file is used, and a person sees why, line by line."""
    reason = f"{faults[0]}{f' and {len(faults) - 1} more' if len(faults) > 1 else ''}"
    file_id = agency_files.keep_file(connection, file, ("refused", 0, reason), desk.occasion)
    listed = [[fault.line, fault.column, fault.message] for fault in faults[:_SHOWN_FAULTS]]
    case = NewCase(
        CaseKind.AGENCY_FILE,
        _subject(file),
        f"{file.name} of {file.agency} was refused: {reason}",
        evidence={"file": file_id, "name": file.name, "agency": file.agency, "faults": listed},
    )
    open_case(connection, case, desk.occasion, queue_policy(desk.policy.robot))
    return FileReport(file.agency, file.name, "refused", faults=tuple(faults))


def _subject(file: NewFile) -> str:
    return f"agency_file:{file.agency}:{file.content_hash[:16]}"


def _kept(record: Said, checked: Checked, transfers: dict[str, int]) -> IncomingRecord:
    match record:
        case Acknowledged():
            return IncomingRecord(
                record.id, "acknowledge", record.digest, amount=record.amount, batch_id=record.batch_id
            )
        case Noted():
            return IncomingRecord(
                record.id, "note", record.digest, record.placement, code=record.code, text=record.text
            )
        case Remitted():
            item, transfer = checked.item(record), transfers[record.remittance]
            money = (record.gross, record.commission)
            return IncomingRecord(
                record.id, "remittance", record.digest, record.placement, item.id, *money, remittance_id=transfer
            )
        case Disputed():
            item = checked.item(record)
            return IncomingRecord(
                record.id, "dispute", record.digest, record.placement, item.id, record.amount, code=record.code,
                text=record.text,
            )  # fmt: skip
        case Closed():
            return IncomingRecord(
                record.id, "close", record.digest, record.placement, code=record.code, text=record.text
            )
