"""What messages to the remittance slice do: a business date in, payments that the bank never confirmed out."""

from __future__ import annotations

from datetime import date

from workers.broker import Actor
from workers.ledger.operations.job_runs import run_once
from workers.remittance.confirmation import expire_unconfirmed
from workers.remittance.terms import posting_terms
from workers.wiring import Robot


def run_expire_unconfirmed(robot: Robot, business_date: str) -> None:
    """What the bank should have confirmed by that day is reversed, entity by entity."""
    policy = robot.policy
    occasion = robot.occasion("robot", policy)

    def expire() -> dict[str, list[int]]:
        terms = (posting_terms(policy.robot, entity) for entity in policy.robot.entities)
        return {each.entity: expire_unconfirmed(robot.ledger, each, occasion) for each in terms}

    if occasion.business_date == date.fromisoformat(business_date):
        run_once(robot.ledger, "remittance.expire_unconfirmed", occasion.business_date, expire)


ACTORS = (Actor("remittance.expire_unconfirmed", run_expire_unconfirmed),)
