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

from workers.policy.fields import AmountPerCurrency, OneOrMore, Slug

Channel = Literal["email", "sms"]
Entry = Literal["lowest", "by_age"]

# Says of itself that the robot chooses by the rules of agencies.yaml; no agency may bear this name.
AGENCY_BY_RULE = "by_rule"


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: which notice is sent, when, over which channels and to whom."""

    number: Annotated[int, Field(description="Counted from 1 by the loader; not written in the file.")]
    name: Annotated[Slug, Field(description="The level's own name; it appears in reports and in the journal.")]
    notice: Annotated[Slug, Field(description="Folder under templates/dunning/ that holds the notice's texts.")]
    days_after_due: Annotated[
        int,
        Field(
            ge=-60,
            le=1000,
            description="Days after the due date of the oldest open item; 0 is the due date, -3 three days before it.",
        ),
    ]
    channels: Annotated[
        tuple[Channel, ...],
        Field(min_length=1, description="How the notice leaves; every channel listed is used."),
    ]
    recipients: Annotated[
        tuple[Slug, ...],
        Field(min_length=1, description="Contact roles in order: the first with a usable address gets the notice."),
    ]
    min_interval_days: Annotated[
        OneOrMore, Field(description="Days that must lie between the notice before and this one, whatever happened.")
    ] = 7
    pay_within_days: Annotated[
        OneOrMore, Field(description="The new deadline printed in the notice: this many days after the day it is sent.")
    ] = 7
    minimum_amount: Annotated[
        AmountPerCurrency,
        Field(description="Below this overdue amount the level waits. A currency that is not listed has no minimum."),
    ] = field(default_factory=dict)
    final: Annotated[
        bool,
        Field(description="true on the last notice before referral: the one that announces third-party collection."),
    ] = False


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

    @property
    def final_level(self) -> Level | None:
        """The final notice, where this ladder has one."""
        return next((level for level in self.levels if level.final), None)


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of some canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
