"""What messages to the exception queue do: ids in, one case out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from workers.broker import DEAD_MESSAGE_ACTOR, Actor
from workers.exception_queue.call_list import clear_settled_calls
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import park_accounts
from workers.policy.queue import queue_policy
from workers.wiring import Robot


def record_dead_message(robot: Robot, letter: Mapping[str, Any]) -> None:
    """A message failed for good: a person sees which, with its ids, so that it can be sent again.

    Where it broke a law, the accounts concerned are parked, so that they are not in the way when it is.
    """
    policy = robot.policy
    occasion = robot.occasion("robot", policy)
    ids = ",".join(str(part) for part in letter["ids"])
    new = NewCase(
        CaseKind.DEAD_MESSAGE,
        f"message:{letter['actor']}:{ids}",
        f"{letter['actor']}: {letter['error']}",
        evidence=letter,
    )
    with robot.ledger.write() as connection:
        open_case(connection, new, occasion, queue_policy(policy.robot))
        if letter.get("accounts"):
            broken = replace(new, kind=CaseKind.INVARIANT)
            park_accounts(connection, broken, letter["accounts"], occasion=occasion, policy=queue_policy(policy.robot))


def run_clear_calls(robot: Robot) -> None:
    """Nobody needs to call about what was settled meanwhile."""
    policy = robot.policy
    with robot.ledger.write() as connection:
        clear_settled_calls(connection, policy, robot.occasion("robot", policy))


ACTORS = (
    Actor(DEAD_MESSAGE_ACTOR, record_dead_message),
    Actor("exception_queue.clear_calls", run_clear_calls, max_age=timedelta(minutes=5)),
)
