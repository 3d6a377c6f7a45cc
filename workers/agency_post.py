"""The agencies' post from end to end: files read, disputes taken in, money looked for, silence chased.

Joins escalation and disputes, which do not know each other. One process reads at a time. Must not decide anything
about a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from workers.broker import Actor
from workers.clock import real_now
from workers.disputes.intake import Claim, open_dispute
from workers.errors import UserError
from workers.escalation.chasing import chase
from workers.escalation.hearing import GivenBack
from workers.escalation.incoming import Desk, FileReport, read_folder
from workers.escalation.remittances import post_arrived
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations import leases
from workers.ledger.operations.job_runs import holder_name
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion
from workers.wiring import Robot

_LEASE = timedelta(seconds=60)


@dataclass(slots=True)
class AgencyReport:
    """What one look at the agencies' post did."""

    files: list[FileReport] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def read_agency_post(robot: Robot) -> AgencyReport | None:
    """All of it once; None while another process is at it."""
    with leases.keep(robot.ledger, "agencies", holder_name(), _LEASE) as lease:
        if lease is None:
            return None
        policy = robot.policy
        occasion = robot.occasion("robot", policy)
        report = AgencyReport(list(_read_files(robot, policy, occasion)))
        report.outcomes += post_arrived(robot.ledger, policy, occasion)
        report.outcomes += chase(robot.ledger, policy, occasion)
        return report


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


def _read_files(robot: Robot, policy: PolicySet, occasion: Occasion) -> Iterator[FileReport]:
    for name, agency in policy.agencies.items():
        if agency.incoming is not None:
            desk = Desk(robot.ledger, policy, occasion, partial(take_dispute, policy), real_now())
            yield from read_folder(desk, name, robot.open_agency_inbox(agency.incoming))


def run_agency_post(robot: Robot) -> None:
    """What agencies laid down since the last look."""
    read_agency_post(robot)


ACTORS = (Actor("escalation.read_agencies", run_agency_post, max_age=timedelta(minutes=10)),)
