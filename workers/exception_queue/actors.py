"""What messages to the exception queue do: ids in, one case out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workers.broker import DEAD_MESSAGE_ACTOR, Actor
from workers.exception_queue.call_list import clear_settled_calls
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import park_accounts
from workers.exception_queue.promotion.learning import JOB, learn
from workers.exception_queue.promotion.promoting import Workshop
from workers.ledger.operations.job_runs import run_once
from workers.policy.queue import queue_policy
from workers.wiring import Robot, policy_reader


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


def workshop_of(robot: Robot) -> Workshop:
    """Where the rules that people's decisions teach come to live."""
    return Workshop(robot.settings.config, policy_reader(robot.settings), robot.policy)


def run_learn_rules(robot: Robot, business_date: str) -> None:
    """Once for that day; late, it is the next day's to do."""
    shop = workshop_of(robot)
    occasion = robot.occasion("robot", shop.policy)
    if occasion.business_date == date.fromisoformat(business_date):
        run_once(robot.ledger, JOB, occasion.business_date, lambda: dict(learn(robot.ledger, shop, occasion)))


ACTORS = (
    Actor(JOB, run_learn_rules),
    Actor(DEAD_MESSAGE_ACTOR, record_dead_message),
    Actor("exception_queue.clear_calls", run_clear_calls, max_age=timedelta(minutes=5)),
)
