"""Rule packs: what a law asks of contacts, as dated and cited data with its own test vectors. Values only.

A pack covers a message by country, party, our role and channel; several may cover it, and the strictest binds.
Whether a contact may be made is judged in `workers.outbox.rules`; rates of interest stand in rates.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from workers.policy.company import Role
from workers.policy.fields import Country, OneOrMore, SendWindow, Slug, Text
from workers.policy.ladder import digest
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


@dataclass(frozen=True, slots=True)
class Vector:
    """A contact and what the pack makes of it, judged by this pack alone."""

    name: Text
    at: datetime
    expect: Expected
    country: Country
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
    vectors: Annotated[tuple[Vector, ...], Field(min_length=2)]
    applies_when: AppliesWhen = field(default_factory=AppliesWhen)
    effective_to: date | None = None

    @property
    def cite(self) -> str:
        """How decisions name the pack and its version."""
        return f"{self.name}@{self.version}"

    def covers(self, who: Covered, on: date) -> bool:
        """Whether the pack speaks of such a contact on that day."""
        if on < self.effective_from or (self.effective_to is not None and on > self.effective_to):
            return False
        when = self.applies_when
        return (
            (not when.country or any(country in when.country for country in who.countries))
            and (not when.party or who.party in when.party)
            and (not when.role or who.role in when.role)
            and (not when.channel or who.channel is None or who.channel in when.channel)
        )


def vectors_digest(pack: RulePack) -> str:
    """What ``vectors_for`` must say: it changes with everything that a vector tests.

    A parameter that the pack leaves out does not count, so that a new kind of parameter unlocks no pack.
    """
    tested: dict[str, Any] = {
        "version": pack.version,
        "applies_when": _WHEN.dump_python(pack.applies_when, mode="json"),
        "parameters": _PARAMETERS.dump_python(pack.parameters, mode="json", exclude_defaults=True),
        "effective": [str(pack.effective_from), str(pack.effective_to or "")],
    }
    return digest(json.dumps(tested, sort_keys=True, separators=(",", ":")))[:_DIGEST_LENGTH]


_WHEN, _PARAMETERS = TypeAdapter(AppliesWhen), TypeAdapter(PackParameters)
