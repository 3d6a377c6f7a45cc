"""Stopping an account: the latch itself, what the law of the customer adds to it, and the case for the legal role.

Used by the inbox, the watch list and the command line alike, so that a stop is the same whoever sets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import stops
from workers.ledger.schema import accounts, customers
from workers.policy.company import Entity
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.policy.robot import UNKNOWN_PARTY
from workers.policy.rule_pack import Covered, RulePack, StopEffect
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class StopLaw:
    """The rule packs in force, and our entities: what tells which law adds something to a stop."""

    packs: tuple[RulePack, ...] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)


def stop_law(policy: PolicySet) -> StopLaw:
    """The part of the policy that speaks of stops."""
    return StopLaw(tuple(policy.rule_packs.values()), policy.robot.entities)


@dataclass(frozen=True, slots=True)
class SetStop:
    """A stop that stands now, and the days that a law counts from it."""

    id: int
    kind: str
    ends_on: date | None
    proof_of_claim_on: date | None
    rule_packs: str

    def evidence(self) -> dict[str, Any]:
        """What a case shows of it."""
        days = {"ends_on": self.ends_on, "proof_of_claim_on": self.proof_of_claim_on}
        told = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {"stop": self.id, "kind": self.kind, "rule_packs": self.rule_packs} | told

    @property
    def suggestion(self) -> str:
        """What the legal role should do first; empty where the kind's own suggestion says it."""
        return f"File the proof of claim by {self.proof_of_claim_on}." if self.proof_of_claim_on else ""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whom to stop, why, and where the reason can be read."""

    account_id: int
    kind: str
    evidence: str


def set_stop(connection: Connection, new: Stopping, law: StopLaw, occasion: Occasion) -> SetStop:
    """Stop an account under the law of its customer; opens no case."""
    kind, today = stops.stop_kind(new.kind), occasion.business_date
    who = _who(connection, new.account_id, law)
    found = [(pack.cite, effect) for pack in law.packs if pack.covers(who, today) for effect in _effects(pack, kind)]
    ends = [effect.ends_after_days for _, effect in found]
    claims = [effect.proof_of_claim_days for _, effect in found if effect.proof_of_claim_days is not None]
    # Where one law ends it and another does not, it does not end.
    longest = max((days for days in ends if days is not None), default=None) if None not in ends else None
    ends_on = today + timedelta(days=longest) if longest is not None else None
    stop_id = stops.add_stop(connection, new.account_id, kind, occasion, evidence=new.evidence, ends_on=ends_on)
    claim_on = today + timedelta(days=min(claims)) if claims else None
    return SetStop(stop_id, kind, ends_on, claim_on, " ".join(cite for cite, _ in found))


def stop_with_case(connection: Connection, new: Stopping, policy: PolicySet, occasion: Occasion) -> SetStop:
    """Stop an account and tell the legal role."""
    done = set_stop(connection, new, stop_law(policy), occasion)
    case = NewCase(
        CaseKind.STOP_REQUEST,
        f"stop:{done.id}",
        f"{done.kind}: {new.evidence or 'no evidence given'}",
        account_id=new.account_id,
        evidence=done.evidence() | {"said": new.evidence},
        suggestion=done.suggestion,
    )
    open_case(connection, case, occasion, queue_policy(policy.robot))
    return done


def _effects(pack: RulePack, kind: str) -> Iterator[StopEffect]:
    return (effect for name, effect in pack.parameters.stops.items() if name == kind)


def _who(connection: Connection, account_id: int, law: StopLaw) -> Covered:
    joined = select(accounts.c.entity, customers.c.country, customers.c.party).join(
        customers, customers.c.id == accounts.c.customer_id
    )
    row = connection.execute(joined.where(accounts.c.id == account_id)).one()
    entity = law.entities.get(row.entity)
    country = row.country or (entity.country if entity else "")
    return Covered(frozenset({country}), row.party or UNKNOWN_PARTY, entity.role if entity else "first_party")
