"""The agencies' post from end to end: files read, disputes taken in, money looked for, placements followed.

What an agency laid down is known before it is told anything, a recall above all. Joins escalation and disputes, which
do not know each other. One process works at a time. Must not decide anything about a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event

import structlog
from sqlalchemy import Connection

from workers.broker import Actor
from workers.clock import real_now
from workers.disputes.intake import Claim, open_dispute
from workers.errors import LedgerBusy, UserError
from workers.escalation import by_hand
from workers.escalation.chasing import chase
from workers.escalation.folders import read_folder
from workers.escalation.hearing import GivenBack
from workers.escalation.incoming import Desk, FileReport
from workers.escalation.remittances import post_arrived
from workers.escalation.review import review
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations import leases
from workers.ledger.operations.job_runs import holder_name
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion
from workers.wiring import Robot

_log = structlog.get_logger(__name__)
_DUTY = "agencies"
_LEASE = timedelta(seconds=60)
_LOOK_AGAIN = timedelta(milliseconds=500)


@dataclass(slots=True)
class AgencyReport:
    """What one look at the agencies' post did; ``unread`` says by agency why its folder could not be read whole."""

    files: list[FileReport] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    unread: dict[str, str] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)


def work_agency_post(robot: Robot) -> AgencyReport | None:
    """All of it once; None while another process is at it. Raises what failed on one agency after all else is done."""
    with leases.keep(robot.ledger, _DUTY, holder_name(), _LEASE) as lease:
        if lease is None:
            return None
        policy = robot.policy
        occasion = robot.occasion("robot", policy)
        report = _take_in(robot, policy, occasion)
        for follow in (chase, review):
            with _apart(report, follow.__name__):
                report.outcomes += follow(robot.ledger, policy, occasion)
    if report.faults:
        raise report.faults[0]
    return report


def recall_placement(robot: Robot, placement_id: int, reason: str, by: str) -> None:
    """A person takes a placement back, knowing what its agency has reported. Raises `UserError` or `LedgerBusy`."""
    for _ in range(2 * int(_LEASE / _LOOK_AGAIN)):
        with leases.keep(robot.ledger, _DUTY, holder_name(), _LEASE) as lease:
            if lease is not None:
                policy = robot.policy
                _take_in(robot, policy, robot.occasion("robot", policy))
                with robot.ledger.write() as connection:
                    by_hand.recall(connection, placement_id, reason, policy, robot.occasion(by, policy))
                return
        Event().wait(_LOOK_AGAIN.total_seconds())
    raise LedgerBusy("another process has been reading the agencies' files for a minute: try again once it is done")


def take_dispute(policy: PolicySet, connection: Connection, given: GivenBack, occasion: Occasion) -> None:
    """A dispute that an agency hands to us gets its owner and its hold; what cannot be one is a person's."""
    try:
        claim = Claim(given.account_id, given.evidence, given.code, given.item_id, given.amount, note=given.note)
        open_dispute(connection, claim, policy, occasion)
    except UserError as error:
        case = NewCase(
            CaseKind.AGENCY_REPORT,
            f"agency_dispute:{given.item_id}:{given.evidence}",
            f"{given.evidence} gives back a dispute: {error}",
            account_id=given.account_id,
            evidence={"item": given.item_id, "amount_minor": given.amount, "said": given.note},
        )
        open_case(connection, case, occasion, queue_policy(policy.robot))


def _take_in(robot: Robot, policy: PolicySet, occasion: Occasion) -> AgencyReport:
    """What lies in each folder, and the money that was announced."""
    report = AgencyReport()
    for name, agency in policy.agencies.items():
        if agency.incoming is not None:
            with _apart(report, name):
                desk = Desk(robot.ledger, policy, occasion, partial(take_dispute, policy), real_now())
                found = read_folder(desk, name, robot.open_agency_inbox(agency.incoming))
                report.files += found.files
                report.unread |= {name: found.trouble} if found.trouble else {}
    with _apart(report, "remittances"):
        report.outcomes += post_arrived(robot.ledger, policy, occasion)
    return report


@contextmanager
def _apart(report: AgencyReport, part: str) -> Iterator[None]:
    """What fails on one part of the post keeps no other from being worked on; it is raised in the end."""
    try:
        yield
    except Exception as error:
        _log.error("agency.post_failed", part=part, error=f"{type(error).__name__}: {error}")
        report.faults.append(error)


def run_agency_post(robot: Robot) -> None:
    """What agencies laid down since the last look, and then what they have to hear."""
    work_agency_post(robot)


ACTORS = (Actor("escalation.read_agencies", run_agency_post, max_age=timedelta(minutes=10)),)
