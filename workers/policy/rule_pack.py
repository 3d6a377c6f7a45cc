"""Rule packs: what a law asks of contacts and what it allows to charge, as dated and cited data with test vectors.

A pack covers a message by country, region, party, our role and channel; several may cover it, and the strictest binds.
Of those on late payment exactly one governs a customer. Whether a contact may be made is judged in
`workers.outbox.rules`; published reference rates stand in rates.yaml. Values only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.adapters import adapter_of
from workers.policy.company import Role
from workers.policy.fields import Country, OneOrMore, Region, SendWindow, Slug, Text
from workers.policy.ladder import digest
from workers.policy.late_payment import ChargeVector, LatePayment
from workers.policy.level import Channel
from workers.policy.robot import ContactCap, Party, Weekday
from workers.receivables.stop import StopKind

Expected = Literal["allow", "defer", "cancel"]
_DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a parameter comes from; ``checked``: somebody read the words at that address."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    says: Text
    checked: bool = False


@dataclass(frozen=True, slots=True)
class AppliesWhen:
    """Whom a pack covers: every list that is given must hold the value."""

    country: tuple[Country, ...] = ()
    region: tuple[Region, ...] = ()
    party: tuple[Party, ...] = ()
    role: tuple[Role, ...] = ()
    channel: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """Who is contacted, as far as a law cares; a telephone number may add a country to the customer's own."""

    countries: Collection[str]
    party: str
    role: str
    channel: str | None = None  # None: whatever the channel, as for a stop
    region: str = ""  # a state such as FL; empty: nobody knows, and the law of any may bind


@dataclass(frozen=True, slots=True)
class StopEffect:
    """What a law adds to a kind of stop, which silences everything in any case."""

    ends_after_days: OneOrMore | None = None  # left out: until somebody of the legal role lifts it
    proof_of_claim_days: OneOrMore | None = None  # the day for the case, counted from the day of the stop


@dataclass(frozen=True, slots=True)
class PackParameters:
    """What a pack asks for; what is left out it does not speak of."""

    window: SendWindow | None = None
    weekdays: tuple[Weekday, ...] = ()
    skip_public_holidays: bool = False
    cap: ContactCap | None = None
    opt_out_line: bool = False
    conversation_days: OneOrMore | None = None  # no call within that many days after a conversation about the debt
    stops: Mapping[StopKind, StopEffect] = field(default_factory=dict)
    late_payment: LatePayment | None = None

    @property
    def ask_of_contacts(self) -> bool:
        """Whether a message or a stop can fall under them, and not only a charge."""
        return self.late_payment is None or replace(self, late_payment=None) != PackParameters()


@dataclass(frozen=True, slots=True)
class Vector:
    """A contact and what the pack makes of it, judged by this pack alone."""

    name: Text
    at: datetime
    expect: Expected
    country: Country
    region: Region | None = None
    party: Party | Literal["unknown"] = "company"
    role: Role = "first_party"
    channel: Channel = "email"
    timezone: str = ""
    phone: str = ""
    contacted_at: tuple[datetime, ...] = ()
    conversed_at: datetime | None = None
    stop: StopKind | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class RulePack:
    """One file of config/rule_packs. ``vectors_for`` names the parameters for which the vectors were written."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", title="Rule pack")

    name: Slug
    version: OneOrMore
    title: Text
    jurisdiction: Text
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    effective_from: date
    parameters: PackParameters
    vectors_for: str
    vectors: tuple[Vector, ...] = ()
    charge_vectors: tuple[ChargeVector, ...] = ()
    applies_when: AppliesWhen = field(default_factory=AppliesWhen)
    effective_to: date | None = None

    @property
    def cite(self) -> str:
        """How decisions name the pack and its version."""
        return f"{self.name}@{self.version}"

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def covers(self, who: Covered, on: date) -> bool:
        """Whether the pack speaks of such a contact on that day."""
        when = self.applies_when
        return (
            self.in_force(on)
            and (not when.country or any(country in when.country for country in who.countries))
            and (not when.region or not who.region or who.region in when.region)
            and (not when.party or who.party in when.party)
            and (not when.role or who.role in when.role)
            and (not when.channel or who.channel is None or who.channel in when.channel)
        )


def vectors_digest(pack: RulePack) -> str:
    """What ``vectors_for`` must say: it changes with everything that a vector tests.

    A parameter or a region that the pack leaves out does not count, so that a new kind of it unlocks no pack.
    """
    whom = adapter_of(AppliesWhen).dump_python(pack.applies_when, mode="json")
    tested: dict[str, Any] = {
        "version": pack.version,
        "applies_when": {name: value for name, value in whom.items() if value or name != "region"},
        "parameters": adapter_of(PackParameters).dump_python(pack.parameters, mode="json", exclude_defaults=True),
        "effective": [str(pack.effective_from), str(pack.effective_to or "")],
    }
    return digest(json.dumps(tested, sort_keys=True, separators=(",", ":")))[:_DIGEST_LENGTH]
