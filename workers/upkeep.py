"""What the robot checks about itself: the laws of its ledger, and whether its configuration can still be read.

A broken law and a bad file become cases, and the accounts of a broken law are parked; nothing is repaired here. Knows
the slices, which know how to decide again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from workers.broker import Actor
from workers.credit.replay import replay_review
from workers.dunning import replay
from workers.dunning.hints import check_hints
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import park_accounts
from workers.ledger.credit.order_reviews import REVIEWED
from workers.ledger.laws import LawResult, Replays, verify
from workers.ledger.operations import leases
from workers.ledger.operations.job_runs import holder_name
from workers.ledger.queue import cases
from workers.policy.queue import queue_policy
from workers.remittance.replay import rematch
from workers.wiring import Robot

_LEASE = timedelta(seconds=60)


def verify_book(robot: Robot) -> list[LawResult]:
    """Hear every law over the ledger as it stands, and seal the day."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    hints = partial(check_hints, policy=policy, as_of=occasion.business_date)
    replays = dict.fromkeys(replay.KINDS, replay.replay_decision) | {REVIEWED: replay_review}
    return verify(robot.ledger, Replays(replays, rematch, hints), occasion)


def run_verify(robot: Robot) -> None:
    """Every broken law is an urgent case that holds its accounts; one process at a time looks."""
    with leases.keep(robot.ledger, "verify", holder_name(), _LEASE) as lease:
        if lease is not None:
            for result in verify_book(robot):
                _hold_accounts(robot, result)


def run_watch(robot: Robot) -> None:
    """A policy file or template that cannot be read is a case; the last good ones stay in force meanwhile."""
    robot.configuration.current()
    problem = robot.configuration.problem
    if problem:
        reason = f"the configuration cannot be read, the last good one stays in force: {problem}"
        _open(robot, [NewCase(CaseKind.OPERATIONS, "configuration", reason, suggestion="Run `check-config`.")])


def _hold_accounts(robot: Robot, result: LawResult) -> None:
    """What a person has handled opens no second case: what has left the house, for one, cannot be taken back."""
    policy, subject = robot.policy, f"law:{result.n}"
    with robot.ledger.write() as connection:
        ended = cases.find_evidence(connection, CaseKind.INVARIANT, subject, "handled")
        handled = {text for evidence in ended for text in evidence["violations"]}
        fresh = [violation for violation in result.violations if str(violation) not in handled]
        if not fresh:
            return
        evidence = {"violations": [str(violation) for violation in fresh]}
        new = NewCase(CaseKind.INVARIANT, subject, f"{result.name}: {result.verdict}", evidence=evidence)
        concerned = {violation.account_id for violation in fresh if violation.account_id is not None}
        occasion = robot.occasion("robot", policy)
        park_accounts(connection, new, concerned, occasion=occasion, policy=queue_policy(policy.robot))


def _open(robot: Robot, new_cases: Iterable[NewCase]) -> None:
    policy = robot.policy
    for new in new_cases:
        with robot.ledger.write() as connection:
            open_case(connection, new, robot.occasion("robot", policy), queue_policy(policy.robot))


_SENT_AGAIN = timedelta(minutes=30)

ACTORS = (
    Actor("upkeep.verify", run_verify, max_age=_SENT_AGAIN, time_limit=timedelta(hours=1), priority=10),
    Actor("upkeep.watch", run_watch, max_age=_SENT_AGAIN),
)
