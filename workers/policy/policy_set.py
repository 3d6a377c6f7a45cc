"""All policy of one moment as a value, with the hash that stands in every decision taken under it.

`canonical_json` is what the ledger stores, so that a decision of last year can be replayed under the policy of last
year. Reads no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from workers.policy.adapters import adapter_of
from workers.policy.agencies import Agency
from workers.policy.arrangements import ArrangementPolicy
from workers.policy.credit import CreditPolicy
from workers.policy.deduction_codes import DeductionCodes
from workers.policy.fields import Language, Slug
from workers.policy.ladder import Ladder, digest
from workers.policy.late_payment import Governing
from workers.policy.level import Channel
from workers.policy.rates import RatesPolicy
from workers.policy.remittance_formats import RemittanceFormats
from workers.policy.reply_rules import ReplyRules
from workers.policy.resolution_matrix import ResolutionMatrix
from workers.policy.robot import UNKNOWN_PARTY, RobotPolicy, Segment
from workers.policy.rule_pack import Covered, RulePack
from workers.policy.write_off import WriteOffPolicy
from workers.receivables.customer import Customer


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Everything ops decided, checked as a whole."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    robot: RobotPolicy
    ladders: Mapping[Slug, Ladder]
    agencies: Mapping[Slug, Agency]
    rates: RatesPolicy = field(default_factory=RatesPolicy)
    rule_packs: Mapping[Slug, RulePack] = field(default_factory=dict)
    reply_rules: Mapping[Language, ReplyRules] = field(default_factory=dict)
    deduction_codes: DeductionCodes = field(default_factory=DeductionCodes)
    remittance_formats: RemittanceFormats = field(default_factory=RemittanceFormats)
    resolution_matrix: ResolutionMatrix = field(default_factory=ResolutionMatrix)
    credit: CreditPolicy = field(default_factory=CreditPolicy)
    arrangements: ArrangementPolicy = field(default_factory=ArrangementPolicy)
    write_off: WriteOffPolicy = field(default_factory=WriteOffPolicy)
    hash: Annotated[str, Field(exclude=True)] = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", digest(self.canonical_json()))

    def canonical_json(self) -> str:
        """The effective content, defaults included, in one form: comments and layout do not count.

        The order of agencies, accounts and segments is part of it, because the first that fits is taken.
        """
        content = {part.name: _plain(getattr(self, part.name)) for part in fields(self) if part.name != "hash"}
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False)

    def segment_of(self, customer: Customer) -> Segment:
        """The segment that treats a customer: its ladder and its mode.

        A pin wins over the rules; one whose segment was taken out of robot.yaml pins nothing.
        """
        pinned = (segment for segment in self.robot.segments if segment.name == customer.pinned_segment)
        by_rule = self.robot.segment_for(customer.segment, customer.party, customer.country)
        return next(pinned, by_rule)

    def packs_for(self, who: Covered, on: date) -> tuple[RulePack, ...]:
        """Every rule pack that asks something of such a contact on that day; the strictest of them binds."""
        covering = (pack for pack in self.rule_packs.values() if pack.covers(who, on))
        return tuple(pack for pack in covering if pack.parameters.ask_of_contacts)

    def late_payment_of(self, country: str, party: str, on: date) -> Governing | None:
        """What governs the late payments of such a customer: an agreement, else the one law that covers it, or none.

        Where nobody knows what the customer is, he is a consumer.
        """
        party = party or UNKNOWN_PARTY
        agreed = self.rates.regime_of(country, party, on)
        if agreed is not None:
            return Governing(agreed)
        laws = ((pack.parameters.late_payment, pack) for pack in self.rule_packs.values())
        who = Covered({country}, party, "first_party")
        return next((Governing(rule, pack.cite) for rule, pack in laws if rule and pack.covers(who, on)), None)

    def packs_demanding_opt_out(self, channel: Channel) -> tuple[RulePack, ...]:
        """The packs that want every message over a channel to say how to stop them, for a role that we have."""
        roles = {entity.role for entity in self.robot.entities.values()}
        demanding = (pack for pack in self.rule_packs.values() if pack.parameters.opt_out_line)
        return tuple(
            pack
            for pack in demanding
            if (not pack.applies_when.role or roles & set(pack.applies_when.role))
            and (not pack.applies_when.channel or channel in pack.applies_when.channel)
        )

    def ladder_of(self, customer: Customer) -> Ladder:
        """The ladder a customer's accounts climb."""
        return self.ladders[self.segment_of(customer).ladder]


def policy_from_json(text: str) -> PolicySet:
    """The policy that `PolicySet.canonical_json` wrote, with the same hash."""
    return adapter_of(PolicySet).validate_json(text)


def _plain(part: Any) -> Any:
    """Part by part, as the loader reads them: an adapter of the whole takes a third of a second to make."""
    if isinstance(part, Mapping):
        return {name: _plain(named) for name, named in part.items()}
    return adapter_of(type(part)).dump_python(part, mode="json")
