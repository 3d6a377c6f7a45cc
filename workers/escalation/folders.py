"""One agency's folder, file by file; what keeps us from reading it is one case, and ends with it.

The database's troubles are not the folder's: they pass through. Must not know what a file means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import structlog

from workers.errors import TransientError
from workers.escalation.incoming import Arrived, Desk, FileReport, take_in
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue import cases
from workers.policy.queue import queue_policy

_log = structlog.get_logger(__name__)
_REMEDY = "Mount the folder again or give us the right to read it; correct `incoming` in agencies.yaml if it moved."


class Inbox(Protocol):
    """The folder of one agency. Raises `TransientError` for what it cannot read or move."""

    def files(self) -> Iterable[Arrived]: ...
    def file(self, name: str, outcome: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What became of the files that could be read, and of the first trouble with the folder itself."""

    files: tuple[FileReport, ...]
    trouble: str = ""


def read_folder(desk: Desk, agency: str, inbox: Inbox) -> FolderReport:
    """Every file that lies there now; neither a bad one nor one out of reach keeps another from being read."""
    troubles: list[str] = []
    files = tuple(_work_off(desk, agency, inbox, troubles))
    trouble = troubles[0] if troubles else ""
    _tell_of_folder(desk, agency, trouble)
    return FolderReport(files, trouble)


def _work_off(desk: Desk, agency: str, inbox: Inbox, troubles: list[str]) -> Iterator[FileReport]:
    for arrived in _lying_in(inbox, troubles):
        report = take_in(desk, agency, arrived)
        if report.state != "waiting":
            try:
                inbox.file(arrived.name, "refused" if report.state == "refused" else "read")
            except TransientError as error:
                troubles.append(str(error))
        yield report


def _lying_in(inbox: Inbox, troubles: list[str]) -> Iterator[Arrived]:
    try:
        yield from inbox.files()
    except TransientError as error:
        troubles.append(str(error))


def _tell_of_folder(desk: Desk, agency: str, trouble: str) -> None:
    subject = f"agency_folder:{agency}"
    if trouble:
        _log.warning("agency.folder_unreadable", agency=agency, reason=trouble)
        reason = f"the post of {agency} cannot be read: {trouble}"
        case = NewCase(CaseKind.OPERATIONS, subject, reason, evidence={"agency": agency}, suggestion=_REMEDY)
        with desk.ledger.write() as connection:
            open_case(connection, case, desk.occasion, queue_policy(desk.policy.robot))
        return
    with desk.ledger.read() as connection:
        is_asked = cases.find_by_subject(connection, CaseKind.OPERATIONS, subject) is not None
    if is_asked:
        with desk.ledger.write() as connection:
            clear_cases(connection, (CaseKind.OPERATIONS,), subject, "the folder can be read again", desk.occasion)
