"""Dunning ladders as operations people write them: levels bottom-up, then the referral to an agency.

Values only: what a ladder means for one account on one day is decided in `workers.dunning.rules`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.fields import AmountPerCurrency, NotNegative, OneOrMore, Slug
from workers.policy.level import Level
from workers.receivables.calendar import Roll

Entry = Literal["lowest", "by_age"]
CatchUp = Literal["next", "latest"]

# Says of itself that the robot chooses by the rules of agencies.yaml; no agency may bear this name.
AGENCY_BY_RULE = "by_rule"


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """What happens to a day that is no business day in the account's country: weekends and public holidays."""

    trigger: Annotated[
        Roll,
        Field(
            description="The day on which a level falls due. Other levels keep their own days, and all intervals hold."
        ),
    ] = "next"
    deadline: Annotated[Roll, Field(description="The new deadline printed in a notice.")] = "next"


@dataclass(frozen=True, slots=True)
class Referral:
    """The last level: hand the account to third-party collection, after a person approved it."""

    days_after_due: Annotated[OneOrMore, Field(le=2000, description="Days after the due date of the oldest open item.")]
    min_days_after_final_notice: Annotated[
        OneOrMore,
        Field(description="Only items listed in a final notice delivered at least this many days ago are placed."),
    ]
    minimum_amount: Annotated[
        AmountPerCurrency,
        Field(description="Below this amount nothing is placed. A currency that is not listed has no minimum."),
    ] = field(default_factory=dict)
    agency: Annotated[
        Slug,
        Field(description=f"An agency of agencies.yaml, or {AGENCY_BY_RULE}: the first there that takes the account."),
    ] = AGENCY_BY_RULE
    contacts_at_least: Annotated[
        NotNegative, Field(description="So many notices and calls must have reached the customer in this episode.")
    ] = 0
    channels_at_least: Annotated[
        NotNegative, Field(description="Over so many different channels, such as e-mail and letter.")
    ] = 0
    limitation_days: Annotated[
        OneOrMore | None,
        Field(description="Items this many days overdue may be time-barred: they are placed by hand alone, or never."),
    ] = None
    approval: Annotated[
        Literal["always"], Field(description="A person approves every placement; there is no other setting.")
    ] = "always"


@dataclass(frozen=True, slots=True)
class Ladder:
    """A named ladder; `hash` is the digest of its content and goes into every decision taken with it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", title="Dunning ladder")

    name: Annotated[Slug, Field(description="The file's name; not written in the file.")]
    levels: Annotated[
        tuple[Level, ...], Field(min_length=1, description="The notices, first reminder first, days strictly rising.")
    ]
    entry: Annotated[
        Entry,
        Field(
            description="Where old debt enters: lowest starts at the first level and keeps the intervals; "
            "by_age starts at the highest level that the days overdue allow, but never at a final notice."
        ),
    ] = "lowest"
    catch_up: Annotated[
        CatchUp,
        Field(
            description="After days on which nothing could be sent: next gives the next level and keeps all intervals; "
            "latest passes over levels to the highest that the days overdue allow, but never to a final notice. "
            "Never two at once."
        ),
    ] = "next"
    grace_days: Annotated[
        NotNegative, Field(le=60, description="Days after its due date during which an item is not overdue yet.")
    ] = 0
    business_days: Annotated[BusinessDays, Field(description="What becomes of a day that is no business day.")] = field(
        default_factory=BusinessDays
    )
    referral: Annotated[
        Referral | None,
        Field(description="Hand-over to third-party collection. Leave it out to end with the last notice."),
    ] = None
    hash: Annotated[str, Field(exclude=True)] = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", digest(_canonical(asdict(self))))

    def level(self, number: int) -> Level:
        """The level of that number; the numbers run from 1 without gaps."""
        return self.levels[number - 1]

    def place_of(self, name: str, number: int, day: int | None) -> int:
        """The level of this ladder that counts as given when some version of it gave that level; 0: none of them.

        A level is known by its name, wherever it stands now. One that is gone counts as the highest that comes on its
        nominal day or before; one whose name was not kept, by its number.
        """
        for level in self.levels:
            if level.name == name:
                return level.number
        if day is None:
            return min(number, len(self.levels))
        return max((place for place, own in enumerate(self.nominal_days(), start=1) if own <= day), default=0)

    def nominal_days(self) -> tuple[int, ...]:
        """For each level the days after the due date on which it comes when nothing intervenes."""
        days: list[int] = []
        for level in self.levels:
            before = days[-1] if days and level.clock == "previous_notice" else 0
            days.append(before + level.days)
        return tuple(days)

    @property
    def final_level(self) -> Level | None:
        """The final notice, where this ladder has one."""
        return next((level for level in self.levels if level.final), None)


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of some canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
